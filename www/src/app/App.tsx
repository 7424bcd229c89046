import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Leave } from "../components/UnsavedChangesDialog.tsx";
import { Editor } from "../editor/Editor.tsx";
import { PlainField } from "../fields/fields.tsx";
import {
  listConnections,
  logIn,
  logOut,
  NotLoggedIn,
  readConnection,
  type Session,
  type Summary,
} from "../lib/platform.ts";
import { addressOf, shownConnection } from "../lib/route.ts";
import { ConnectionList } from "./ConnectionList.tsx";

/** A connection under edit: its id, and its text as it was read. */
interface Loaded {
  id: string;
  text: string;
}

export function App() {
  const [session, setSession] = useState<Session>();
  const [summaries, setSummaries] = useState<Summary[]>();
  const [loaded, setLoaded] = useState<Loaded>();
  const [problem, setProblem] = useState<string>();
  /** What would lose edits, and waits until somebody says so. */
  const [held, setHeld] = useState<{ proceed: () => void }>();
  /** Whether something is edited and not saved. */
  const isDirty = useRef(false);
  /** The connection that the address showed last. */
  const shown = useRef<string>(undefined);
  const page = useRef<HTMLElement>(null);

  /** Does something with the platform and shows what goes wrong. */
  async function attempt(work: () => Promise<void>) {
    try {
      setProblem(undefined);
      await work();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      if (error instanceof NotLoggedIn) setSession(undefined);
    }
  }

  /** Does what leaves the editor, at once where nothing is lost by it. */
  function leave(proceed: () => void) {
    if (isDirty.current) setHeld({ proceed });
    else proceed();
  }

  const enter = (opened: Session) => {
    setSession(opened);
    void show(opened).then(() => page.current?.focus());
  };

  const logOutNow = () =>
    attempt(async () => {
      await logOut();
      setSession(undefined);
      setLoaded(undefined);
      setSummaries(undefined);
    });

  /** Shows what the address names. */
  const show = ({ organisationId }: Session) =>
    attempt(async () => {
      const id = shownConnection();
      shown.current = id;
      // What came last into the address counts, not the answer that comes last.
      const isAsked = () => shown.current === id;
      setLoaded((before) => (before?.id === id ? before : undefined));
      if (id === undefined) {
        const found = await listConnections(organisationId);
        if (isAsked()) setSummaries(found);
      } else {
        const text = await readConnection(organisationId, id);
        if (isAsked()) setLoaded({ id, text });
      }
    });

  const follow = useEffectEvent(() => {
    const wanted = location.hash || addressOf();
    if (session === undefined || shownConnection() === shown.current) return;
    // The address goes on showing what the page does.
    if (isDirty.current) history.pushState(null, "", addressOf(shown.current));
    leave(() => {
      if (location.hash !== wanted) history.pushState(null, "", wanted);
      void show(session).then(() => page.current?.focus());
    });
  });

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => isDirty.current && event.preventDefault();
    const onHashChange = () => follow();
    addEventListener("hashchange", onHashChange);
    addEventListener("beforeunload", warn);
    return () => {
      removeEventListener("hashchange", onHashChange);
      removeEventListener("beforeunload", warn);
    };
  }, []);

  return (
    <>
      <header className="bar">
        <a className="brand" href={addressOf()}>
          <span className="mark" aria-hidden="true" /> Connections
        </a>
        {session !== undefined && (
          <>
            <span className="user">{session.email}</span>
            <button type="button" className="quiet" onClick={() => leave(() => void logOutNow())}>
              Log out
            </button>
          </>
        )}
      </header>
      <main ref={page} tabIndex={-1}>
        {problem !== undefined && (
          <p className="banner error" role="alert">
            {problem}
          </p>
        )}
        {session === undefined && <LogIn onOpen={enter} />}
        {session !== undefined && loaded === undefined && summaries !== undefined && (
          <ConnectionList summaries={summaries} />
        )}
        {session !== undefined && loaded !== undefined && (
          <Editor
            key={loaded.id}
            text={loaded.text}
            onDirty={(now) => {
              isDirty.current = now;
            }}
          />
        )}
      </main>
      {held !== undefined && (
        <Leave
          onStay={() => setHeld(undefined)}
          onLeave={() => {
            setHeld(undefined);
            isDirty.current = false;
            held.proceed();
          }}
        />
      )}
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
