import { useEffect, useEffectEvent, useRef, useState } from "react";
import { ApiError, listConnections, logOut, readConnection, type Session, type Summary } from "../api/platform.ts";
import { LogIn } from "../components/LogIn.tsx";
import { UnsavedChangesDialog } from "../components/UnsavedChangesDialog.tsx";
import { Editor } from "../editor/Editor.tsx";
import { hrefFor, readHash } from "../lib/route.ts";
import { ConnectionList } from "./ConnectionList.tsx";

/** The connection that is being edited. */
interface LoadedConnection {
  id: string;
  /** The JSON text of the connection, as received. */
  text: string;
}

export function App() {
  const [session, setSession] = useState<Session>();
  const [summaries, setSummaries] = useState<Summary[]>();
  const [loaded, setLoaded] = useState<LoadedConnection>();
  const [problem, setProblem] = useState<string>();
  /** An action that discards edits. It waits for the confirmation of the user. */
  const [pendingLeave, setPendingLeave] = useState<{ proceed: () => void }>();
  /** True if there are unsaved edits. */
  const isDirty = useRef(false);
  /** The id of the connection that the page shows; `undefined` for the list. */
  const shownId = useRef<string>(undefined);
  const page = useRef<HTMLElement>(null);

  /** Runs work that calls the platform, and shows its error. */
  async function runAndShowError(work: () => Promise<void>) {
    try {
      setProblem(undefined);
      await work();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      if (error instanceof ApiError && error.kind === "expired") setSession(undefined);
    }
  }

  /** Calls `proceed`, which leaves the editor. If there are unsaved edits, the user must confirm first. */
  function leave(proceed: () => void) {
    if (isDirty.current) setPendingLeave({ proceed });
    else proceed();
  }

  const startSession = (started: Session) => {
    setSession(started);
    void showAddress(started).then(() => page.current?.focus());
  };

  const endSession = () =>
    runAndShowError(async () => {
      await logOut();
      setSession(undefined);
      setLoaded(undefined);
      setSummaries(undefined);
    });

  /** Loads and shows the connection in the address, or the list of connections. */
  const showAddress = ({ organisationId }: Session) =>
    runAndShowError(async () => {
      const id = readHash();
      shownId.current = id;
      // Ignores the response if the address has changed since the request.
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
    const nextHash = location.hash || hrefFor();
    if (session === undefined || readHash() === shownId.current) return;
    // Restores the address of the page until the user confirms.
    if (isDirty.current) history.pushState(null, "", hrefFor(shownId.current));
    leave(() => {
      if (location.hash !== nextHash) history.pushState(null, "", nextHash);
      void showAddress(session).then(() => page.current?.focus());
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
        {session === undefined && <LogIn onLogIn={startSession} />}
        {session !== undefined && loaded === undefined && summaries !== undefined && (
          <ConnectionList summaries={summaries} />
        )}
        {session !== undefined && loaded !== undefined && (
          <Editor
            key={loaded.id}
            text={loaded.text}
            onDirtyChange={(now) => {
              isDirty.current = now;
            }}
          />
        )}
      </main>
      {pendingLeave !== undefined && (
        <UnsavedChangesDialog
          onStay={() => setPendingLeave(undefined)}
          onLeave={() => {
            setPendingLeave(undefined);
            isDirty.current = false;
            pendingLeave.proceed();
          }}
        />
      )}
    </>
  );
}
