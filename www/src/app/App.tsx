import { useEffect, useEffectEvent, useRef, useState } from "react";
import { LogIn } from "../components/LogIn.tsx";
import { UnsavedChangesDialog } from "../components/UnsavedChangesDialog.tsx";
import { Editor } from "../editor/Editor.tsx";
import {
  listConnections,
  logOut,
  readConnection,
  type Session,
  type Summary,
  UnauthenticatedError,
} from "../lib/platform.ts";
import { connectionInHash, hrefFor } from "../lib/route.ts";
import { ConnectionList } from "./ConnectionList.tsx";

/** The connection under edit: its id, and the response as text. */
interface Loaded {
  id: string;
  text: string;
}

export function App() {
  const [session, setSession] = useState<Session>();
  const [summaries, setSummaries] = useState<Summary[]>();
  const [loaded, setLoaded] = useState<Loaded>();
  const [problem, setProblem] = useState<string>();
  /** An action that would discard edits and waits for confirmation. */
  const [pending, setPending] = useState<{ proceed: () => void }>();
  /** True if there are unsaved edits. */
  const isDirty = useRef(false);
  /** The connection that was in the address last. */
  const shownId = useRef<string>(undefined);
  const page = useRef<HTMLElement>(null);

  /** Calls the platform and shows errors. */
  async function runAndReport(work: () => Promise<void>) {
    try {
      setProblem(undefined);
      await work();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      if (error instanceof UnauthenticatedError) setSession(undefined);
    }
  }

  /** Runs an action that leaves the editor, after confirmation if there are unsaved edits. */
  function leave(proceed: () => void) {
    if (isDirty.current) setPending({ proceed });
    else proceed();
  }

  const start = (started: Session) => {
    setSession(started);
    void show(started).then(() => page.current?.focus());
  };

  const endSession = () =>
    runAndReport(async () => {
      await logOut();
      setSession(undefined);
      setLoaded(undefined);
      setSummaries(undefined);
    });

  /** Loads and shows the connection in the address, or the list. */
  const show = ({ organisationId }: Session) =>
    runAndReport(async () => {
      const id = connectionInHash();
      shownId.current = id;
      // Only the response for the latest address counts, even if an earlier request finishes later.
      const isLatest = () => shownId.current === id;
      setLoaded((before) => (before?.id === id ? before : undefined));
      if (id === undefined) {
        const found = await listConnections(organisationId);
        if (isLatest()) setSummaries(found);
      } else {
        const text = await readConnection(organisationId, id);
        if (isLatest()) setLoaded({ id, text });
      }
    });

  const onAddressChange = useEffectEvent(() => {
    const wanted = location.hash || hrefFor();
    if (session === undefined || connectionInHash() === shownId.current) return;
    // Keep the address in step with the page until the user confirms.
    if (isDirty.current) history.pushState(null, "", hrefFor(shownId.current));
    leave(() => {
      if (location.hash !== wanted) history.pushState(null, "", wanted);
      void show(session).then(() => page.current?.focus());
    });
  });

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => isDirty.current && event.preventDefault();
    const onHashChange = () => onAddressChange();
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
        <a className="brand" href={hrefFor()}>
          <span className="mark" aria-hidden="true" /> Connections
        </a>
        {session !== undefined && (
          <>
            <span className="user">{session.email}</span>
            <button type="button" className="quiet" onClick={() => leave(() => void endSession())}>
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
        {session === undefined && <LogIn onLogIn={start} />}
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
      {pending !== undefined && (
        <UnsavedChangesDialog
          onStay={() => setPending(undefined)}
          onLeave={() => {
            setPending(undefined);
            isDirty.current = false;
            pending.proceed();
          }}
        />
      )}
    </>
  );
}
