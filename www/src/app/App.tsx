import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { ApiError, isInPage, logOut, readSession, type Session } from "../api/platform.ts";
import { Banner } from "../components/Banner.tsx";
import { Button, IconButton } from "../components/Button.tsx";
import { LogIn } from "../components/LogIn.tsx";
import { Menu } from "../components/Menu.tsx";
import { Skeleton } from "../components/Skeleton.tsx";
import { notify, Toasts } from "../components/Toasts.tsx";
import { ValueVisibility } from "../components/ValueVisibility.tsx";
import { Editor } from "../editor/Editor.tsx";
import { hrefFor, readHash } from "../lib/route.ts";
import { readSetting, writeSetting } from "../lib/settings.ts";
import "./App.css";
import { ConnectionList } from "./ConnectionList.tsx";
import { loadPage, type PageContent } from "./load-page.ts";
import { UnsavedChangesDialog } from "./UnsavedChangesDialog.tsx";

const TOOLS_SETTING = "developer-tools";

/** The content of the page: loading, an error with a retry, the login, or the address. */
type View =
  | { kind: "loading"; label: string }
  | { kind: "error"; message: string }
  | { kind: "log-in" }
  | { kind: "content"; content: PageContent };

/** The console: the login, the list of connections, and the editor of a connection. */
export function App() {
  const [session, setSession] = useState<Session>();
  const [view, setView] = useState<View>({ kind: "loading", label: "Loading" });
  /** The name of the connection in the editor, after a save too. */
  const [name, setName] = useState<string>();
  const [hasTools, setHasTools] = useState(() => readSetting(TOOLS_SETTING));
  /** An action that discards edits. It waits for the confirmation of the user. */
  const [pendingLeave, setPendingLeave] = useState<{ proceed: () => void }>();
  /** True if there are unsaved edits. */
  const isDirty = useRef(false);
  const onDirtyChange = useCallback((now: boolean) => {
    isDirty.current = now;
  }, []);
  /** The id of the connection that the page shows; `undefined` for the list. */
  const shownId = useRef<string>(undefined);
  /** The number of the history entry that the page shows. */
  const shownEntry = useRef(0);
  const page = useRef<HTMLElement>(null);

  /** Loads and shows the connection in the address, or the list of connections. Begins with the session if it is not known. */
  async function show(known = session) {
    const id = readHash();
    shownId.current = id;
    setName(undefined);
    // Ignores the response if the address has changed since the request.
    const isLatest = () => shownId.current === id;
    setView({ kind: "loading", label: id === undefined ? "Loading connections" : "Loading connection" });
    try {
      const current = known ?? (await readSession());
      if (!isLatest()) return;
      setSession(current);
      if (current === undefined) return setView({ kind: "log-in" });
      const content = await loadPage(current.organisationId, id);
      if (isLatest()) setView({ kind: "content", content });
    } catch (error) {
      if (!isLatest()) return;
      if (error instanceof ApiError && error.kind === "expired") {
        setSession(undefined);
        setView({ kind: "log-in" });
      } else setView({ kind: "error", message: error instanceof Error ? error.message : String(error) });
    }
  }

  const focusPage = () => page.current?.focus();

  /** Calls `proceed`, which leaves the editor. If there are unsaved edits, the user must confirm first. */
  function leave(proceed: () => void) {
    if (isDirty.current) setPendingLeave({ proceed });
    else proceed();
  }

  async function endSession() {
    try {
      await logOut();
      setSession(undefined);
      setView({ kind: "log-in" });
    } catch (error) {
      notify(error instanceof Error ? error.message : String(error));
    }
  }

  function toggleTools() {
    writeSetting(TOOLS_SETTING, !hasTools);
    setHasTools(!hasTools);
  }

  const onAddressChange = useEffectEvent(() => {
    const entry = numberEntry(shownEntry.current + 1);
    const distance = entry - shownEntry.current;
    const proceed = () => {
      shownEntry.current = entry;
      void show().then(focusPage);
    };
    if (readHash() === shownId.current) shownEntry.current = entry;
    else if (!isDirty.current) proceed();
    else {
      // Shows the address of the page again until the user confirms. No entry of the history is lost.
      history.go(-distance);
      leave(() => history.go(distance));
    }
  });

  const onStart = useEffectEvent(() => {
    shownEntry.current = numberEntry(0);
    void show();
  });

  useEffect(() => {
    onStart();
    const warn = (event: BeforeUnloadEvent) => isDirty.current && event.preventDefault();
    const onHashChange = () => onAddressChange();
    addEventListener("hashchange", onHashChange);
    addEventListener("beforeunload", warn);
    addEventListener("keydown", focusSearch);
    return () => {
      removeEventListener("hashchange", onHashChange);
      removeEventListener("beforeunload", warn);
      removeEventListener("keydown", focusSearch);
    };
  }, []);

  const content = view.kind === "content" ? view.content : undefined;
  return (
    <ValueVisibility>
      {isInPage && (
        <p className="demo-note">Demo: the server runs in this page. Nothing is sent, and there is no cookie.</p>
      )}
      <header className="app-bar">
        <nav aria-label="Breadcrumb">
          <ol className="breadcrumb">
            <li>
              <a href={hrefFor()}>Connections</a>
            </li>
            {content?.kind === "connection" && <li aria-current="page">{name || content.name}</li>}
          </ol>
        </nav>
        {content?.kind === "connection" && (
          <IconButton
            icon="code"
            label="Developer tools"
            aria-pressed={hasTools}
            variant={hasTools ? "primary" : "quiet"}
            onPress={toggleTools}
          />
        )}
        {session !== undefined && (
          <Menu label="Account" actions={[{ label: "Log out", onAction: () => leave(() => void endSession()) }]}>
            <Button variant="quiet" aria-label={`Account ${session.email}`}>
              <span className="account-email">{session.email}</span>
              <span aria-hidden="true">▾</span>
            </Button>
          </Menu>
        )}
      </header>
      <main ref={page} className="page" tabIndex={-1} aria-busy={view.kind === "loading"}>
        {view.kind === "loading" && <Skeleton label={view.label} lines={9} />}
        {view.kind === "error" && (
          <Banner
            tone="error"
            isAlert
            actions={
              <div className="row-of-actions">
                <Button
                  onPress={() => {
                    focusPage();
                    void show();
                  }}
                >
                  Try again
                </Button>
                {shownId.current !== undefined && <a href={hrefFor()}>All connections</a>}
              </div>
            }
          >
            {view.message}
          </Banner>
        )}
        {view.kind === "log-in" && (
          <section className="card log-in-card" aria-labelledby="log-in">
            <title>Log in · Connections</title>
            <h1 id="log-in">Log in</h1>
            <LogIn
              onLogIn={(started) => {
                setSession(started);
                void show(started).then(focusPage);
              }}
            />
          </section>
        )}
        {content?.kind === "list" && <ConnectionList summaries={content.summaries} />}
        {content?.kind === "connection" && (
          <Editor
            key={content.id}
            text={content.text}
            hasTools={hasTools}
            onDirtyChange={onDirtyChange}
            onNameChange={setName}
          />
        )}
      </main>
      <Toasts />
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
    </ValueVisibility>
  );
}

/** Returns the number of the current entry of the history. An entry without a number is new, and gets `next`. */
function numberEntry(next: number): number {
  const state = history.state as { entry?: number } | null;
  if (state?.entry !== undefined) return state.entry;
  history.replaceState({ entry: next }, "");
  return next;
}

/** Moves the focus to the first search field of the page when "/" is pressed outside a field. */
function focusSearch(event: KeyboardEvent) {
  const target = event.target as Element;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (target.closest("input, textarea, select, [contenteditable], [data-testid=raw], [role=dialog]") !== null) return;
  const search = document.querySelector<HTMLInputElement>("[data-search]");
  if (search === null) return;
  event.preventDefault();
  search.focus();
  search.select();
}
