import type { ConnectError, ConnectionDraft, DraftConflict, Effect, Issue, PlanStep } from "connection-update";
import { useConnectionDraft, useDraft } from "connection-update/react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { createClient, type Exchange, simulateConcurrentEdit } from "../api/platform.ts";
import { EffectBanner } from "../components/EffectBanner.tsx";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { HistoryButton } from "../components/HistoryButton.tsx";
import { IssueList } from "../components/IssueList.tsx";
import { focusField } from "../lib/focus.ts";
import { plural } from "../lib/plural.ts";
import { describeStep } from "../lib/steps.ts";
import { BenchmarkPanel } from "./BenchmarkPanel.tsx";
import { Conflicts } from "./Conflicts.tsx";
import type { EnvironmentsHandle } from "./Environments.tsx";
import { Form } from "./Form.tsx";
import type { JsonEditorHandle } from "./JsonEditor.tsx";
import { RequestPanel, RequestPreview } from "./RequestPanel.tsx";
import { Review } from "./Review.tsx";
import { SaveError } from "./SaveError.tsx";
import type { VariablesHandle } from "./VariableList.tsx";

interface EditorProps {
  /** The connection as received. It is text, so that no number is rounded. */
  text: string;
  /** Called with true if there are unsaved edits, and with false if there are none. */
  onDirtyChange: (isDirty: boolean) => void;
}

/** The outcome of the last save, or of the reload of the connection after that save. */
interface Outcome {
  error?: ConnectError;
  /** The requests that are left after a failed save. */
  remaining?: PlanStep[];
  /** Differences between the stored connection and the connection that the save should have stored. */
  drift?: Effect[];
  /** Changes that other users saved during the edit. */
  concurrentChanges?: Effect[];
  /** Number of edits that the draft still has after the save, because no request makes them. */
  unsupportedCount?: number;
  /** True if the conflicts of the save were resolved with the values of others, so that no edit is left. */
  hasKeptTheirs?: boolean;
  /** Set by a reload after an update of unknown outcome: true if the platform applied the update, false if not. */
  isApplied?: boolean;
}

// The text editor is large. It is loaded on first use.
const JsonEditor = lazy(() => import("./JsonEditor.tsx"));

export function Editor({ text, onDirtyChange }: EditorProps) {
  const draft = useConnectionDraft(text);
  const { issues, isDirty, canUndo, canRedo } = useDraft(draft);
  const [exchanges, setExchanges] = useState<Exchange[]>([]);
  const [outcome, setOutcome] = useState<Outcome>();
  const [conflicts, setConflicts] = useState<DraftConflict[]>([]);
  const [isReviewing, setReviewing] = useState(false);
  const [isSaving, setSaving] = useState(false);
  /** The progress of a save of several requests, such as "Saving 2 of 5". */
  const [progress, setProgress] = useState<string>();
  /** True if the last save let environments keep their own values. The next attempt of that save then does so too. */
  const keptOwnValues = useRef(false);
  const [simulatesConcurrentEdit, setSimulatesConcurrentEdit] = useState(false);
  const [isJsonMode, setJsonMode] = useState(false);
  /** True if the JSON text cannot be applied to the draft. The draft then differs from the text. */
  const [isJsonInvalid, setJsonInvalid] = useState(false);
  const jsonEditor = useRef<JsonEditorHandle>(undefined);
  const environments = useRef<EnvironmentsHandle>(null);
  const variables = useRef<VariablesHandle>(null);
  const savePanel = useRef<HTMLElement>(null);

  const { id, organisationId } = draft.current;
  const target = useMemo(() => ({ organisationId, connectionId: id }), [organisationId, id]);
  // An edit that the platform refused can be sent again.
  const errorCount = issues.filter(({ severity, code }) => severity === "error" && code !== "rejected").length;
  const rejected = useMemo(() => issues.filter(({ code }) => code === "rejected"), [issues]);
  const hasSucceeded = outcome !== undefined && outcome.error === undefined;
  const isSaved = hasSucceeded && !outcome.hasKeptTheirs && (!isDirty || outcome.unsupportedCount !== undefined);

  // An edit clears an outcome with an error, with unsupported edits, or of a reload.
  useEffect(
    () =>
      draft.subscribe(() =>
        setOutcome((last) =>
          !last?.error && last?.unsupportedCount === undefined && last?.isApplied === undefined ? last : undefined,
        ),
      ),
    [draft],
  );

  useEffect(() => {
    onDirtyChange(isDirty || isJsonInvalid);
    return () => onDirtyChange(false);
  }, [isDirty, isJsonInvalid, onDirtyChange]);

  /** Handles the keys for undo and redo in all fields, because the browser's undo does not know the edits of the draft. */
  function onKeyDown(event: React.KeyboardEvent) {
    // The draft must not change during a review or a save, while conflicts are shown, or while the JSON is invalid.
    if (isSaving || isReviewing || isJsonInvalid || conflicts.length > 0) return;
    const isInDraft = !(event.target as Element).closest(".login");
    if (!(event.ctrlKey || event.metaKey) || event.defaultPrevented || !isInDraft) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) draft.redo();
    else draft.undo();
  }

  /** Moves the focus to the field of an issue, or selects the text of the issue in the JSON. */
  function revealIssue(issue: Issue) {
    if (isJsonMode) return jsonEditor.current?.reveal(issue);
    const [list, index] = issue.path;
    if (typeof index !== "number") return focusField(issue);
    if (list === "environments") environments.current?.reveal(issue.path);
    else if (list === "environmentVariables") variables.current?.reveal(index);
    else return focusField(issue);
    // A row that was out of view is rendered in the next frame. The focus moves after that frame.
    requestAnimationFrame(() => requestAnimationFrame(() => focusField(issue)));
  }

  function reset() {
    draft.reset();
    jsonEditor.current?.discard();
  }

  async function save(keepsOwnValues: boolean) {
    keptOwnValues.current = keepsOwnValues;
    setSaving(true);
    setOutcome(undefined);
    setExchanges([]);
    try {
      // Ignores an error here, because the save reports the same problem.
      if (simulatesConcurrentEdit) await simulateConcurrentEdit(id).catch(() => {});
      let title = "";
      const saved = await draft.save(
        createClient((exchange) => addExchange({ ...exchange, title })),
        {
          ownValues: keepsOwnValues ? "keep" : "overwrite",
          onStep(step, index, total) {
            title = describeStep(step);
            setProgress(total > 1 ? `Saving ${index + 1} of ${total}…` : undefined);
          },
        },
      );
      setReviewing(false);
      if (saved.ok) {
        const { drift, concurrentChanges, unsupported } = saved;
        setOutcome({
          drift,
          concurrentChanges,
          ...(draft.isDirty && unsupported.length > 0 && { unsupportedCount: unsupported.length }),
        });
      } else {
        // A draft returns conflicts that can be resolved.
        const found = saved.error.conflicts ?? [];
        if (found.length > 0) setConflicts(found);
        if (found.length === 0 || saved.error.done.length > 0) setOutcome(failedOutcome(draft, saved.error));
      }
    } finally {
      setSaving(false);
      setProgress(undefined);
      // The pressed button loses the focus if it is now disabled. The focus then moves to the panel.
      requestAnimationFrame(() => document.activeElement === document.body && savePanel.current?.focus());
    }
  }

  /** Adds a request, or replaces it when its response arrives. */
  function addExchange(exchange: Exchange) {
    setExchanges((before) => [...before.filter(({ index }) => index !== exchange.index), exchange]);
  }

  /** Reads the connection again, and rebases the draft onto it. Returns the conflicts; `undefined` if reading failed. */
  async function reload(): Promise<DraftConflict[] | undefined> {
    const read = await createClient(() => {}).getConnection(target);
    if (!read.ok) {
      setOutcome({ error: read.error });
      return undefined;
    }
    const rebased = draft.rebase(read.bytes);
    const found = rebased.ok ? rebased.conflicts : [];
    setOutcome(found.length > 0 ? undefined : { isApplied: !draft.isDirty });
    // The pressed button loses the focus if it was removed. The focus then moves to the panel.
    requestAnimationFrame(() => document.activeElement === document.body && savePanel.current?.focus());
    return found;
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it handles events that bubble up from the fields
    <div className="columns" onKeyDown={onKeyDown}>
      <fieldset className="stack plain" disabled={isSaving}>
        <legend className="hidden">Connection</legend>
        <fieldset className="modes">
          <legend className="hidden">Edit as</legend>
          {[false, true].map((json) => (
            <label key={String(json)} className={json === isJsonMode ? "mode chosen" : "mode"}>
              <input
                type="radio"
                name="mode"
                checked={json === isJsonMode}
                // The form cannot show text that is not a JSON object.
                disabled={isJsonInvalid && !json}
                onChange={() => setJsonMode(json)}
              />
              {json ? "JSON" : "Form"}
            </label>
          ))}
        </fieldset>
        {isJsonMode ? (
          <Suspense fallback={<section className="card raw" />}>
            <JsonEditor
              draft={draft}
              rejected={rejected}
              handle={jsonEditor}
              isReadOnly={isSaving}
              isInvalid={isJsonInvalid}
              onInvalid={setJsonInvalid}
            />
          </Suspense>
        ) : (
          <ErrorBoundary fallback={<p className="banner error">The form cannot show this. Edit it as JSON.</p>}>
            <Form draft={draft} environments={environments} variables={variables} />
          </ErrorBoundary>
        )}
      </fieldset>

      <div className="stack side">
        <section className="card save" aria-label="Saving" ref={savePanel} tabIndex={-1}>
          <div className="actions">
            <button
              type="button"
              className="primary"
              disabled={!isDirty || errorCount > 0 || isSaving || isJsonInvalid}
              onClick={() => setReviewing(true)}
            >
              Review and save
            </button>
            <HistoryButton
              name="Undo"
              isDisabled={!canUndo || isSaving || isJsonInvalid}
              onClick={() => draft.undo()}
            />
            <HistoryButton
              name="Redo"
              isDisabled={!canRedo || isSaving || isJsonInvalid}
              onClick={() => draft.redo()}
            />
            <button type="button" disabled={!(isDirty || isJsonInvalid) || isSaving} onClick={reset}>
              Reset
            </button>
          </div>
          <p className="status" role="status">
            {errorCount > 0 &&
              `${errorCount} ${errorCount === 1 ? "error keeps" : "errors keep"} this from being sent.`}
            {isSaving && (progress ?? "Saving…")}
            {!isSaving && errorCount === 0 && isDirty && !isSaved && "Not saved yet."}
            {isSaved && (outcome.isApplied === undefined ? "Saved." : "It was applied after all: saved.")}
            {!isDirty && outcome?.hasKeptTheirs && "Their version is kept. There is nothing left to save."}
            {outcome?.isApplied === false && " It was not applied."}
            {isSaved &&
              outcome.unsupportedCount !== undefined &&
              ` ${plural(outcome.unsupportedCount, "edit")} can't be saved here, and ${outcome.unsupportedCount === 1 ? "is" : "are"} still in the form.`}
          </p>
          {outcome?.error !== undefined && (
            <SaveError
              error={outcome.error}
              onReload={() => void reload().then((found) => setConflicts(found ?? []))}
              remaining={outcome.remaining ?? []}
              onSaveAgain={() => void save(keptOwnValues.current)}
            />
          )}
          <EffectBanner title="Someone else changed this meanwhile" effects={outcome?.concurrentChanges} />
          <EffectBanner title="The platform holds something else than was sent" effects={outcome?.drift} />
        </section>
        <IssueList issues={issues} onSelect={revealIssue} />
        {isDirty && !isSaved && outcome?.error === undefined ? (
          <RequestPreview draft={draft} />
        ) : (
          <RequestPanel exchanges={exchanges} />
        )}
        <section className="card">
          <h2>Two at once</h2>
          <p className="hint">The local platform has another user, who can change this connection too.</p>
          <label className="confirm">
            <input
              type="checkbox"
              checked={simulatesConcurrentEdit}
              onChange={({ target }) => setSimulatesConcurrentEdit(target.checked)}
            />
            Someone else edits, just before I save
          </label>
        </section>
        <BenchmarkPanel />
      </div>

      {isReviewing && (
        <Review
          draft={draft}
          isSaving={isSaving}
          progress={progress}
          onSave={(keepsOwnValues) => void save(keepsOwnValues)}
          onClose={() => setReviewing(false)}
        />
      )}
      {conflicts.length > 0 && (
        <Conflicts
          conflicts={conflicts}
          isPartlySaved={(outcome?.error?.done.length ?? 0) > 0}
          onResolved={() => {
            setConflicts([]);
            if (!draft.isDirty) setOutcome({ hasKeptTheirs: true });
          }}
        />
      )}
    </div>
  );
}

/** Returns the outcome of a failed save. */
function failedOutcome(draft: ConnectionDraft, error: ConnectError): Outcome {
  return { error, remaining: draft.plan.ok ? draft.plan.steps : [] };
}
