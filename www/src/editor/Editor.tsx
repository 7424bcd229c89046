import type { ConnectionDraft, DraftConflict, Issue } from "connection-update";
import { useConnectionDraft, useDraft } from "connection-update/react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { Banner } from "../components/Banner.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { ErrorBoundary } from "../components/ErrorBoundary.tsx";
import { LogIn } from "../components/LogIn.tsx";
import { RelativeTime } from "../components/RelativeTime.tsx";
import { Skeleton } from "../components/Skeleton.tsx";
import { Tag } from "../components/Tag.tsx";
import { notify } from "../components/Toasts.tsx";
import { createMessages } from "../lib/catalogue.ts";
import { focusFieldWhenFound } from "../lib/focus.ts";
import { useCountdown, useIsOffline } from "../lib/hooks.ts";
import { labelOf, PROTOCOL_LABELS } from "../lib/labels.ts";
import { plural } from "../lib/plural.ts";
import { type ConflictChoice, ConflictDialog } from "../review/ConflictDialog.tsx";
import { ReviewDialog } from "../review/ReviewDialog.tsx";
import "./Editor.css";
import type { EnvironmentsHandle } from "./Environments.tsx";
import { Form } from "./Form.tsx";
import type { JsonEditorHandle } from "./JsonEditor.tsx";
import { notifyEdit } from "./notify-edit.ts";
import { RULES } from "./rules.ts";
import { SaveBar } from "./SaveBar.tsx";
import { describeStatus, isBlocking, type StatusAction, type TextProblem } from "./status.ts";
import { DeveloperTools } from "./tools/DeveloperTools.tsx";
import { useReviewSummary } from "./useReviewSummary.ts";
import { useSave } from "./useSave.ts";
import type { VariableTableHandle } from "./VariableTable.tsx";

interface EditorProps {
  /** The connection as received. It is text, so that no number is rounded. */
  text: string;
  /** Shows the tools for developers beside the form. */
  hasTools: boolean;
  /** Called with true if there are unsaved edits, and with false if there are none. */
  onDirtyChange: (isDirty: boolean) => void;
  /** Called with the stored name, when it changes too. */
  onNameChange: (name: string) => void;
}

type Mode = "form" | "json";

// The text editor is large. It is loaded on first use.
const JsonEditor = lazy(() => import("./JsonEditor.tsx"));

/** The page of a connection: its form or its JSON, and the save bar. */
export function Editor({ text, hasTools, onDirtyChange, onNameChange }: EditorProps) {
  const [holder] = useState<{ draft?: ConnectionDraft }>({});
  const [messages] = useState(() => createMessages(() => holder.draft?.value));
  const draft = useConnectionDraft(text, { messages, rules: RULES, touchedOnly: true });
  holder.draft = draft;
  const { issues, conflicts, isDirty, canUndo, canRedo } = useDraft(draft);
  const [simulatesConcurrentEdit, setSimulatesConcurrentEdit] = useState(false);
  const { exchanges, outcome, isSaving, progress, save, check } = useSave(draft, { messages, simulatesConcurrentEdit });
  const summary = useReviewSummary(draft);
  const [mode, setMode] = useState<Mode>("form");
  /** The reason why the JSON text cannot be applied to the draft. The draft then differs from the text. */
  const [textProblem, setTextProblem] = useState<TextProblem>();
  const [dialog, setDialog] = useState<"review" | "conflicts" | "log-in">();
  /** The conflicts in which the user kept the values of others. Undo opens them again, so they stay in the draft. */
  const [accepted, setAccepted] = useState<ReadonlySet<DraftConflict>>(new Set());
  const jsonEditor = useRef<JsonEditorHandle>(undefined);
  const environments = useRef<EnvironmentsHandle>(null);
  const variables = useRef<VariableTableHandle>(null);
  const isOffline = useIsOffline();
  const waitSeconds = useCountdown(outcome?.error, outcome?.error?.retryAfterMs);

  const openConflicts = conflicts.filter((conflict) => !accepted.has(conflict));
  // A conflict contains an edit that the draft does not contain until the user chooses it.
  const hasEdits = isDirty || openConflicts.length > 0;
  const rejected = issues.filter(({ code }) => code === "rejected");
  const getLabel = ({ path }: Pick<Issue, "path">) => (path.length === 0 ? "" : labelOf(path, draft.value));
  const status = describeStatus({
    isSaving,
    progress,
    textProblem,
    errorCount: issues.filter(isBlocking).length,
    rejectedLabels: [...new Set(rejected.map(getLabel))],
    conflictCount: openConflicts.length,
    outcome,
    isDirty,
    ...summary,
    isOffline,
    waitSeconds,
  });
  const problems = textProblem === undefined ? issues : [toIssue(textProblem)];
  const isLocked = isSaving || dialog !== undefined || textProblem !== undefined;

  useEffect(() => {
    onDirtyChange(hasEdits || textProblem !== undefined);
    return () => onDirtyChange(false);
  }, [hasEdits, textProblem, onDirtyChange]);

  const { name } = draft.current;
  useEffect(() => onNameChange(name), [name, onNameChange]);

  /** Opens the review. If errors prevent a save, leads to the first one. */
  function startReview() {
    if (isSaving || dialog !== undefined || textProblem !== undefined) return;
    // The draft may be newer than the last render, because the JSON editor gives its text to it on request.
    if (!draft.isDirty && openConflicts.length === 0) return;
    // Shows the errors in the fields that the user has not visited.
    for (const { path } of draft.plan.ok ? [] : draft.plan.issues.filter(isBlocking)) draft.touch(path);
    const first = draft.issues.find(isBlocking);
    if (first !== undefined) revealIssue(first);
    else setDialog(openConflicts.length > 0 ? "conflicts" : "review");
  }

  /**
   * Handles the keys for undo, redo and save in all fields, because the browser does not know the edits of the draft. The JSON editor
   * handles a key first. Elsewhere, this function is first, because a row of a list stops the event.
   */
  function onKeyDown(event: React.KeyboardEvent, isBubbling: boolean) {
    const isInJson = (event.target as Element).closest("[data-testid=raw]") !== null;
    if (isInJson !== isBubbling) return;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    const key = event.key.toLowerCase();
    if (key === "s") {
      event.preventDefault();
      startReview();
    } else if ((key === "z" || key === "y") && !isLocked) {
      event.preventDefault();
      if (key === "y" || event.shiftKey) draft.redo();
      else draft.undo();
    }
  }

  /** Moves the focus to the field of an issue, or selects the text of the issue in the JSON. */
  function revealIssue({ path, ...issue }: Issue) {
    if (mode === "json") return jsonEditor.current?.reveal({ path, ...issue });
    const [list, index] = path;
    if (list === "environments" && typeof index === "number") environments.current?.reveal(path);
    if (list === "environmentVariables" && typeof index === "number") variables.current?.reveal(index);
    // A row that was out of view is rendered some frames later.
    focusFieldWhenFound(path);
  }

  async function saveAndResolve(keepsOwnValues?: boolean) {
    setAccepted(new Set());
    const found = await save(keepsOwnValues);
    setDialog(found.length > 0 ? "conflicts" : undefined);
    focusSaveArea();
  }

  async function checkAndResolve() {
    const found = await check();
    if (found.length > 0) setDialog("conflicts");
    focusSaveArea();
  }

  function resolveConflicts(choices: ConflictChoice[]) {
    const kept = openConflicts.filter((_, at) => choices[at] !== "mine");
    openConflicts.forEach((conflict, at) => {
      if (choices[at] === "mine") conflict.resolve("mine");
    });
    setDialog(undefined);
    focusSaveArea();
    if (kept.length === 0) return;
    setAccepted((before) => new Set([...before, ...kept]));
    notify(`Their version of ${plural(kept.length, "value")} is kept.`, () => {
      setAccepted((before) => new Set([...before].filter((conflict) => !kept.includes(conflict))));
      setDialog("conflicts");
    });
  }

  function discard() {
    draft.reset();
    jsonEditor.current?.discard();
    setAccepted(new Set());
    notifyEdit(draft, "Changes discarded.");
  }

  function act(kind: StatusAction) {
    const first = issues.find(kind === "rejected" ? ({ code }) => code === "rejected" : isBlocking);
    if (kind === "problem" || kind === "rejected") return first && revealIssue(first);
    if (kind === "text") return textProblem && jsonEditor.current?.reveal(toIssue(textProblem));
    if (kind === "conflicts" || kind === "log-in" || kind === "review") return setDialog(kind);
    void (kind === "check" ? checkAndResolve() : saveAndResolve());
  }

  const { protocol, updatedAt } = draft.current;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it handles events that bubble up from the fields
    <div
      className="editor"
      onKeyDown={(event) => onKeyDown(event, true)}
      onKeyDownCapture={(event) => onKeyDown(event, false)}
    >
      <title>{`${draft.current.name} · Connections`}</title>
      <div className="editor-head">
        <div className="editor-title">
          <h1>{draft.current.name}</h1>
          <Tag>{PROTOCOL_LABELS.get(protocol) ?? protocol}</Tag>
        </div>
        <p className="hint">
          Updated <RelativeTime iso={updatedAt} />
        </p>
      </div>
      <div className={hasTools ? "editor-columns has-tools" : "editor-columns"}>
        <fieldset className="editor-main" disabled={isSaving}>
          <legend className="visually-hidden">Connection</legend>
          <Tabs className="tabs" selectedKey={mode} onSelectionChange={(key) => setMode(key as Mode)}>
            <TabList className="tab-list" aria-label="Edit as">
              {/* The form cannot show text that is not a JSON object. */}
              <Tab className="tab" id="form" isDisabled={textProblem !== undefined}>
                Form
              </Tab>
              <Tab className="tab" id="json">
                JSON
              </Tab>
            </TabList>
            <TabPanel className="tab-panel" id="form">
              <ErrorBoundary
                value={draft.value}
                fallback={<Banner tone="error">This can't be shown as a form. Switch to JSON.</Banner>}
              >
                <Form draft={draft} environments={environments} variables={variables} />
              </ErrorBoundary>
            </TabPanel>
            <TabPanel className="tab-panel" id="json">
              <Suspense fallback={<Skeleton label="Loading the JSON editor" />}>
                <JsonEditor
                  draft={draft}
                  messages={messages}
                  issues={issues}
                  handle={jsonEditor}
                  isReadOnly={isSaving}
                  onProblem={setTextProblem}
                />
              </Suspense>
            </TabPanel>
          </Tabs>
        </fieldset>
        {hasTools && (
          <DeveloperTools
            draft={draft}
            exchanges={exchanges}
            simulatesConcurrentEdit={simulatesConcurrentEdit}
            onSimulateConcurrentEdit={setSimulatesConcurrentEdit}
          />
        )}
      </div>
      <SaveBar
        status={status}
        issues={problems}
        getLabel={getLabel}
        outcome={outcome}
        canUndo={textProblem === undefined ? canUndo && !isLocked : true}
        canRedo={canRedo && !isLocked}
        canDiscard={(isDirty || textProblem !== undefined) && !isSaving}
        onUndo={() => (textProblem === undefined ? draft.undo() : jsonEditor.current?.undo())}
        onRedo={() => draft.redo()}
        onDiscard={discard}
        onReview={startReview}
        onAction={act}
        onSelectIssue={(issue) => (textProblem === undefined ? revealIssue(issue) : act("text"))}
      />
      {dialog === "review" && (
        <ReviewDialog
          draft={draft}
          isSaving={isSaving}
          progress={progress}
          onSave={(keepsOwnValues) => void saveAndResolve(keepsOwnValues)}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === "conflicts" && openConflicts.length > 0 && (
        <ConflictDialog
          conflicts={openConflicts}
          latest={draft.value}
          isPartlySaved={(outcome?.error?.done.length ?? 0) > 0}
          onResolve={resolveConflicts}
          onClose={() => {
            setDialog(undefined);
            focusSaveArea();
          }}
        />
      )}
      {dialog === "log-in" && (
        <Dialog
          title="Your session expired"
          onClose={() => setDialog(undefined)}
          footer={<span className="hint">Your changes are still here.</span>}
        >
          <p>Log in to finish saving.</p>
          <LogIn
            onLogIn={() => {
              setDialog(undefined);
              void saveAndResolve();
            }}
          />
        </Dialog>
      )}
    </div>
  );
}

/** Returns an issue for the list of problems. */
function toIssue({ message, line, column }: TextProblem): Issue {
  const params = { line, column };
  return {
    code: "invalid-json",
    severity: "error",
    path: [],
    pointer: "",
    field: "",
    message,
    params,
  } as unknown as Issue;
}

/** Number of frames after which React Aria has returned the focus to the element that opened a dialog, if it still exists. */
const RESTORE_FRAMES = 3;

/** Moves the focus to the save bar if the element that had it is gone. */
function focusSaveArea(framesLeft = RESTORE_FRAMES) {
  requestAnimationFrame(() => {
    if (framesLeft > 0) focusSaveArea(framesLeft - 1);
    else if (document.activeElement === document.body || document.activeElement === null) {
      document.getElementById("save-area")?.focus();
    }
  });
}
