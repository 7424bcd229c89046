import type { ConnectError, ConnectionDraft, DraftConflict, Effect, Issue } from "connection-update";
import { useConnectionDraft, useDraft } from "connection-update/react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { EffectBanner } from "../components/EffectBanner.tsx";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { HistoryButton } from "../components/HistoryButton.tsx";
import { IssueList } from "../components/IssueList.tsx";
import { ServerIssues } from "../fields/ServerIssues.tsx";
import { focusField } from "../lib/focus.ts";
import { type Exchange, instrumentedClient, simulateConcurrentEdit, urlOf } from "../lib/platform.ts";
import { BenchmarkPanel } from "./BenchmarkPanel.tsx";
import { Conflicts } from "./Conflicts.tsx";
import type { EnvironmentsHandle } from "./Environments.tsx";
import { Form } from "./Form.tsx";
import type { JsonEditorHandle } from "./JsonEditor.tsx";
import { RequestPanel, RequestPreview } from "./RequestPanel.tsx";
import { Review } from "./Review.tsx";
import { SaveError } from "./SaveError.tsx";
import type { VariablesHandle } from "./Variables.tsx";

interface EditorProps {
  /** The connection as received: text, so that no number is rounded. */
  text: string;
  /** Called with true when there are unsaved edits, with false when there are none. */
  onDirty: (isDirty: boolean) => void;
}

/** The outcome of the last save. */
interface Outcome {
  error?: ConnectError;
  /** The server's issues, each with the value that it was reported for. */
  serverIssues?: Map<Issue, unknown>;
  drift?: Effect[];
  concurrentChanges?: Effect[];
  /** True if the draft contains only edits that the request does not support, and nothing was edited since. */
  hasOnlyUnsupported?: boolean;
  /** True if reloading has shown that an update of unknown outcome was applied. */
  isApplied?: boolean;
}

const NONE: Issue[] = [];

// The text editor is large: it is loaded on first use.
const JsonEditor = lazy(() => import("./JsonEditor.tsx"));

export function Editor({ text, onDirty }: EditorProps) {
  const draft = useConnectionDraft(text);
  const { issues, isDirty, canUndo, canRedo } = useDraft(draft);
  const [exchange, setExchange] = useState<Exchange>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [conflicts, setConflicts] = useState<DraftConflict[]>([]);
  const [isReviewing, setReviewing] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [hasConcurrentEditor, setConcurrentEditor] = useState(false);
  const [isJson, setJson] = useState(false);
  /** True if the JSON text is not an object, so that the draft differs from what is shown. */
  const [isBroken, setBroken] = useState(false);
  const jsonEditor = useRef<JsonEditorHandle>(undefined);
  const environments = useRef<EnvironmentsHandle>(null);
  const variables = useRef<VariablesHandle>(null);
  const savePanel = useRef<HTMLElement>(null);

  const { id, organisationId } = draft.current;
  const target = useMemo(() => ({ organisationId, connectionId: id }), [organisationId, id]);
  const errors = issues.filter(({ severity }) => severity === "error").length;
  const serverIssues = currentServerIssues(draft, outcome);
  // Issues without a path are shown in the banner.
  const listed =
    serverIssues.length === 0 ? issues : [...issues, ...serverIssues.filter(({ path }) => path.length > 0)];
  const hasEnded = outcome !== undefined && outcome.error === undefined && outcome.serverIssues === undefined;
  const isSaved = hasEnded && (!isDirty || outcome.hasOnlyUnsupported === true);

  // An edit makes the outcome of the last save stale, except for issues whose values are unchanged.
  useEffect(
    () =>
      draft.subscribe(() =>
        setOutcome((last) => {
          if (!last?.error && !last?.hasOnlyUnsupported && last?.isApplied === undefined) return last;
          return last.serverIssues && { serverIssues: last.serverIssues };
        }),
      ),
    [draft],
  );

  useEffect(() => {
    onDirty(isDirty || isBroken);
    return () => onDirty(false);
  }, [isDirty, isBroken, onDirty]);

  /** Undoes and redoes by keyboard, wherever the focus is. A field's own undo would not change the draft. */
  function onKeyDown(event: React.KeyboardEvent) {
    // The draft must not change while it is reviewed or saved.
    if (isSaving || isReviewing || isBroken || conflicts.length > 0) return;
    const isOfDraft = !(event.target as Element).closest(".login");
    if (!(event.ctrlKey || event.metaKey) || event.defaultPrevented || !isOfDraft) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) draft.redo();
    else draft.undo();
  }

  /** Moves the focus from an issue to its field, or to its text in the JSON. */
  function goTo(issue: Issue) {
    if (isJson) return jsonEditor.current?.reveal(issue);
    const [list, index] = issue.path;
    const lists = { environments: environments.current, environmentVariables: variables.current };
    const handle = lists[list as keyof typeof lists];
    if (!handle || typeof index !== "number") return focusField(issue);
    handle.reveal(index);
    // A row that was out of view is in the page a frame later.
    requestAnimationFrame(() => requestAnimationFrame(() => focusField(issue)));
  }

  function reset() {
    draft.reset();
    jsonEditor.current?.discard();
  }

  async function save() {
    setSaving(true);
    setOutcome(undefined);
    try {
      // If even this fails, the save reports the reason.
      if (hasConcurrentEditor) await simulateConcurrentEdit(id).catch(() => {});
      const saved = await draft.save(instrumentedClient(setExchange));
      setReviewing(false);
      if (saved.ok) {
        const { drift, concurrentChanges } = saved;
        setOutcome({
          drift,
          concurrentChanges,
          hasOnlyUnsupported: draft.isDirty && Object.keys(draft.changes ?? {}).length === 0,
        });
      } else if (saved.error.kind === "conflict") await showConflicts(saved.error);
      else setOutcome(outcomeOf(draft, saved.error));
    } finally {
      setSaving(false);
      // The pressed button may be disabled now.
      requestAnimationFrame(() => document.activeElement === document.body && savePanel.current?.focus());
    }
  }

  /** Reads the connection again and rebases the draft onto it. Returns the conflicts, or `undefined` on failure. */
  async function reload(): Promise<DraftConflict[] | undefined> {
    const read = await instrumentedClient(() => {}).getConnection(target);
    if (!read.ok) {
      setOutcome({ error: read.error });
      return undefined;
    }
    const rebased = draft.rebase(read.bytes);
    const found = rebased.ok ? rebased.conflicts : [];
    setOutcome(found.length > 0 ? undefined : { isApplied: !draft.isDirty });
    // The pressed button may have been removed.
    requestAnimationFrame(() => document.activeElement === document.body && savePanel.current?.focus());
    return found;
  }

  async function showConflicts(error: ConnectError) {
    const found = await reload();
    if (found === undefined) return;
    if (found.length > 0) setConflicts(found);
    else setOutcome({ error });
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it handles events that bubble up from the fields
    <div className="columns" onKeyDown={onKeyDown}>
      <fieldset className="stack plain" disabled={isSaving}>
        <legend className="hidden">Connection</legend>
        <fieldset className="modes">
          <legend className="hidden">Edit as</legend>
          {[false, true].map((json) => (
            <label key={String(json)} className={json === isJson ? "mode chosen" : "mode"}>
              <input
                type="radio"
                name="mode"
                checked={json === isJson}
                // The form could not show this text.
                disabled={isBroken && !json}
                onChange={() => setJson(json)}
              />
              {json ? "JSON" : "Form"}
            </label>
          ))}
        </fieldset>
        {isJson ? (
          <Suspense fallback={<section className="card raw" />}>
            <JsonEditor
              draft={draft}
              serverIssues={serverIssues}
              handle={jsonEditor}
              isReadOnly={isSaving}
              isBroken={isBroken}
              onBroken={setBroken}
            />
          </Suspense>
        ) : (
          <ServerIssues value={serverIssues}>
            <ErrorBoundary fallback={<p className="banner error">The form cannot show this. Edit it as JSON.</p>}>
              <Form draft={draft} environments={environments} variables={variables} />
            </ErrorBoundary>
          </ServerIssues>
        )}
      </fieldset>

      <div className="stack side">
        <section className="card save" aria-label="Saving" ref={savePanel} tabIndex={-1}>
          <div className="actions">
            <button
              type="button"
              className="primary"
              disabled={!isDirty || errors > 0 || isSaving || isBroken}
              onClick={() => setReviewing(true)}
            >
              Review and save
            </button>
            <HistoryButton name="Undo" isDisabled={!canUndo || isSaving || isBroken} onClick={() => draft.undo()} />
            <HistoryButton name="Redo" isDisabled={!canRedo || isSaving || isBroken} onClick={() => draft.redo()} />
            <button type="button" disabled={!(isDirty || isBroken) || isSaving} onClick={reset}>
              Reset
            </button>
          </div>
          <p className="status" role="status">
            {errors > 0 && `${errors} ${errors === 1 ? "error keeps" : "errors keep"} this from being sent.`}
            {errors === 0 && isDirty && !isSaved && "Not saved yet."}
            {isSaved && (outcome.isApplied === undefined ? "Saved." : "It was applied after all: saved.")}
            {outcome?.isApplied === false && " It was not applied."}
            {isSaved && isDirty && " What another operation edits was not sent, and is still here."}
          </p>
          {outcome?.error !== undefined && (
            <SaveError
              error={outcome.error}
              onReload={() => void reload().then((found) => setConflicts(found ?? []))}
              onLogIn={() => void save()}
            />
          )}
          <EffectBanner title="Someone else changed this meanwhile" effects={outcome?.concurrentChanges} />
          <EffectBanner title="The platform holds something else than was sent" effects={outcome?.drift} />
        </section>
        <IssueList issues={listed} onSelect={goTo} />
        {isDirty && !isSaved && outcome?.error === undefined ? (
          <RequestPreview draft={draft} />
        ) : (
          <RequestPanel exchange={exchange} />
        )}
        <section className="card">
          <h2>Two at once</h2>
          <p className="hint">The local platform has another user, who can change this connection too.</p>
          <label className="confirm">
            <input
              type="checkbox"
              checked={hasConcurrentEditor}
              onChange={({ target }) => setConcurrentEditor(target.checked)}
            />
            Someone else edits, just before I save
          </label>
        </section>
        <BenchmarkPanel />
      </div>

      {isReviewing && (
        <Review
          draft={draft}
          url={urlOf(target)}
          isSaving={isSaving}
          onSave={() => void save()}
          onClose={() => setReviewing(false)}
        />
      )}
      {conflicts.length > 0 && <Conflicts conflicts={conflicts} onResolved={() => setConflicts([])} />}
    </div>
  );
}

/** Returns the outcome of a failed save, with the value that each of the server's issues was reported for. */
function outcomeOf(draft: ConnectionDraft, error: ConnectError): Outcome {
  const values = new Map(error.issues.map((issue) => [issue, draft.get(issue.path)]));
  return { error, serverIssues: values };
}

/** Returns the server's issues whose values have not changed since. */
function currentServerIssues(draft: ConnectionDraft, outcome: Outcome | undefined): Issue[] {
  if (outcome?.serverIssues === undefined) return NONE;
  const current = [...outcome.serverIssues].filter(([{ path }, value]) => draft.get(path) === value);
  return current.length === 0 ? NONE : current.map(([issue]) => issue);
}
