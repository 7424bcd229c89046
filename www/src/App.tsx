import { useRef, useState } from "react";
import { Editor } from "./Editor.tsx";
import { PlainField } from "./Field.tsx";
import { listConnections, logIn, logOut, readConnection, type Session, type Summary } from "./platform.ts";

export function App() {
  const [session, setSession] = useState<Session>();
  const [summaries, setSummaries] = useState<Summary[]>([]);
  /** The connection that is edited: its id, and its text as it was read. */
  const [loaded, setLoaded] = useState<{ id: string; text: string }>();
  const [problem, setProblem] = useState<string>();
  /** The connection that was asked for last. */
  const asked = useRef<string>(undefined);

  /** Does something with the platform and shows what goes wrong. */
  async function attempt(work: () => Promise<void>) {
    try {
      setProblem(undefined);
      await work();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  const load = (organisationId: string, id: string) =>
    attempt(async () => {
      asked.current = id;
      const text = await readConnection(organisationId, id);
      // The choice made last counts, not the answer that comes last.
      if (asked.current !== id) return;
      setLoaded({ id, text });
    });

  const enter = (opened: Session) =>
    attempt(async () => {
      setSession(opened);
      const found = await listConnections(opened.organisationId);
      setSummaries(found);
      if (loaded === undefined && found[0] !== undefined) await load(opened.organisationId, found[0].id);
    });

  const leave = () =>
    attempt(async () => {
      await logOut();
      setSession(undefined);
      setLoaded(undefined);
      setSummaries([]);
    });

  return (
    <>
      <header className="bar">
        <span className="brand">
          <span className="mark" aria-hidden="true" /> Connections
        </span>
        {session !== undefined && (
          <>
            <nav aria-label="Connections">
              <select
                aria-label="Connection"
                value={loaded?.id ?? ""}
                onChange={(event) => load(session.organisationId, event.target.value)}
              >
                {summaries.map(({ id, name, environments }) => (
                  <option key={id} value={id}>
                    {name} · {environments} {environments === 1 ? "environment" : "environments"}
                  </option>
                ))}
              </select>
            </nav>
            <span className="user">{session.email}</span>
            <button type="button" className="quiet" onClick={leave}>
              Log out
            </button>
          </>
        )}
      </header>
      <main>
        {problem !== undefined && (
          <p className="banner error" role="alert">
            {problem}
          </p>
        )}
        {session === undefined && <LogIn onOpen={enter} />}
        {session !== undefined && loaded !== undefined && (
          <Editor
            key={loaded.id}
            text={loaded.text}
            onRenamed={(name) =>
              setSummaries((before) => before.map((one) => (one.id === loaded.id ? { ...one, name } : one)))
            }
          />
        )}
      </main>
    </>
  );
}

/** Opens a session. `compact` is for a session that ended while something was edited. */
export function LogIn({ onOpen, compact = false }: { onOpen: (session: Session) => void; compact?: boolean }) {
  const [email, setEmail] = useState("ada@example.com");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function submit() {
    setBusy(true);
    setProblem(undefined);
    try {
      onOpen(await logIn(email, password));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className={compact ? "login compact" : "login card"}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {!compact && (
        <>
          <h1>Log in</h1>
          <p className="hint">
            This is the local platform: the user is <code>ada@example.com</code>, the password <code>lovelace</code>.
          </p>
        </>
      )}
      <PlainField label="Email" type="email" autoComplete="username" value={email} onChange={setEmail} />
      <PlainField
        label="Password"
        type="password"
        autoComplete="current-password"
        isFirst
        value={password}
        onChange={setPassword}
      />
      {problem !== undefined && (
        <p className="issue error" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="primary" disabled={isBusy}>
        Log in
      </button>
    </form>
  );
}
