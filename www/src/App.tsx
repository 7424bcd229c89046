import type { Connection } from "connection-update";
import { useEffect, useId, useRef, useState } from "react";
import { Editor } from "./Editor.tsx";
import { listConnections, logIn, logOut, readConnection, type Session, type Summary } from "./platform.ts";

/** A connection as it was read: its text, which merging takes, and its value, which the form shows. */
export interface Loaded {
  text: string;
  connection: Connection;
}

export function App() {
  const [session, setSession] = useState<Session>();
  const [summaries, setSummaries] = useState<Summary[]>([]);
  const [loaded, setLoaded] = useState<Loaded>();
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
      setLoaded({ text, connection: JSON.parse(text) });
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
                value={loaded?.connection.id ?? ""}
                onChange={(event) => load(session.organisationId, event.target.value)}
              >
                {summaries.map(({ id, name, environments }) => (
                  <option key={id} value={id}>
                    {id === loaded?.connection.id ? loaded.connection.name : name} · {environments}{" "}
                    {environments === 1 ? "environment" : "environments"}
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
            key={loaded.connection.id}
            loaded={loaded}
            onStored={(stored) =>
              setLoaded((shown) => (shown?.connection.id === stored.connection.id ? stored : shown))
            }
            onReload={() => load(session.organisationId, loaded.connection.id)}
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
  const id = useId();

  useEffect(() => {
    document.getElementById(`${id}password`)?.focus();
  }, [id]);

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
      <div className="field">
        <label htmlFor={`${id}email`}>Email</label>
        <input
          id={`${id}email`}
          type="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}password`}>Password</label>
        <input
          id={`${id}password`}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </div>
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
