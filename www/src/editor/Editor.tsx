import type { ConnectError, ConnectionDraft, DraftConflict, Effect, Issue } from "connection-update";
import { useConnectionDraft, useDraft, useField } from "connection-update/react";
import { lazy, type Ref, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { LogIn } from "../app/App.tsx";
import { Guard } from "../components/ErrorBoundary.tsx";
import { IssueList } from "../components/IssueList.tsx";
import { Sentence } from "../components/Message.tsx";
import { FixedField, Refused, TextField } from "../fields/fields.tsx";
import { leadToField } from "../lib/focus.ts";
import { clientThatShows, type Exchange, letSomeoneElseEdit, urlOf } from "../lib/platform.ts";
import { AuthSchemes } from "./AuthSchemes.tsx";
import { SpeedStrip } from "./BenchmarkPanel.tsx";
import { Conflicts } from "./Conflicts.tsx";
import { Environments, type EnvironmentsHandle } from "./Environments.tsx";
import type { RawHandle } from "./JsonEditor.tsx";
import { ExchangeView, PendingView } from "./RequestPanel.tsx";
import { Review } from "./Review.tsx";
import { Variables, type VariablesHandle } from "./Variables.tsx";

interface EditorProps {
  /** The connection as it was read: as text, in which no number has lost a digit. */
  text: string;
  /** Hears whether something is edited and not saved. */
  onDirty: (isDirty: boolean) => void;
}

/** What became of the last attempt to save. */
interface Result {
  error?: ConnectError;
  /** What the platform refused, and what stood there then. */
  refused?: Map<Issue, unknown>;
  surprises?: Effect[];
  meanwhile?: Effect[];
  /** Whether what is left in the draft is what another operation edits, and nobody has edited since. */
  isRest?: boolean;
  /** What reading the connection again has shown of an update that was in doubt. */
  isApplied?: boolean;
}

const NONE: Issue[] = [];

// An editor of text is large: it comes when it is asked for.
const RawEditor = lazy(() => import("./JsonEditor.tsx"));

export function Editor({ text, onDirty }: EditorProps) {
  const draft = useConnectionDraft(text);
  const { issues, isDirty, canUndo, canRedo } = useDraft(draft);
  const [exchange, setExchange] = useState<Exchange>();
  const [result, setResult] = useState<Result>();
  const [conflicts, setConflicts] = useState<DraftConflict[]>([]);
  const [isReviewing, setReviewing] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [isWatched, setWatched] = useState(false);
  const [isRaw, setRaw] = useState(false);
  /** Whether the raw text is no JSON object, so that the draft is not what is to be seen. */
  const [isBroken, setBroken] = useState(false);
  const rawEditor = useRef<RawHandle>(undefined);
  const environments = useRef<EnvironmentsHandle>(null);
  const variables = useRef<VariablesHandle>(null);
  const saving = useRef<HTMLElement>(null);

  const { id, organisationId } = draft.current;
  const target = useMemo(() => ({ organisationId, connectionId: id }), [organisationId, id]);
  const errors = issues.filter(({ severity }) => severity === "error").length;
  const refused = stillRefused(draft, result);
  // What is about the whole stands in the banner.
  const listed = refused.length === 0 ? issues : [...issues, ...refused.filter(({ path }) => path.length > 0)];
  const hasEnded = result !== undefined && result.error === undefined && result.refused === undefined;
  const isSaved = hasEnded && (!isDirty || result.isRest === true);

  // What the platform said of the last attempt no longer holds once something is edited.
  useEffect(
    () =>
      draft.subscribe(() =>
        setResult((last) => {
          if (!last?.error && !last?.isRest && last?.isApplied === undefined) return last;
          return last.refused && { refused: last.refused };
        }),
      ),
    [draft],
  );

  useEffect(() => {
    onDirty(isDirty || isBroken);
    return () => onDirty(false);
  }, [isDirty, isBroken, onDirty]);

  /** Undo and redo from the keyboard, wherever the focus is; a field's own undo would know nothing of the draft. */
  function onKeyDown(event: React.KeyboardEvent) {
    // What is reviewed, or on its way, must be what was shown.
    if (isSaving || isReviewing || isBroken || conflicts.length > 0) return;
    const isOfDraft = !(event.target as Element).closest(".login");
    if (!(event.ctrlKey || event.metaKey) || event.defaultPrevented || !isOfDraft) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) draft.redo();
    else draft.undo();
  }

  /** Leads from an issue to where it can be mended. */
  function lead(issue: Issue) {
    if (isRaw) return rawEditor.current?.reveal(issue);
    const [list, index] = issue.path;
    const lists = { environments: environments.current, environmentVariables: variables.current };
    const long = lists[list as keyof typeof lists];
    if (!long || typeof index !== "number") return leadToField(issue);
    long.reveal(index);
    // What was out of sight is in the page a frame later.
    requestAnimationFrame(() => requestAnimationFrame(() => leadToField(issue)));
  }

  function reset() {
    draft.reset();
    rawEditor.current?.discard();
  }

  async function save() {
    setSaving(true);
    setResult(undefined);
    try {
      // Where even that fails, saving will tell why.
      if (isWatched) await letSomeoneElseEdit(id).catch(() => {});
      const outcome = await draft.save(clientThatShows(setExchange));
      setReviewing(false);
      if (outcome.ok) {
        const { surprises, meanwhile } = outcome;
        setResult({ surprises, meanwhile, isRest: draft.isDirty() && Object.keys(draft.changes() ?? {}).length === 0 });
      } else if (outcome.error.kind === "conflict") await collide(outcome.error);
      else setResult(failed(draft, outcome.error));
    } finally {
      setSaving(false);
      // The button that was pressed can do nothing more.
      requestAnimationFrame(() => document.activeElement === document.body && saving.current?.focus());
    }
  }

  /** Reads the connection again and moves the edits onto it. */
  async function readAgain(): Promise<DraftConflict[] | undefined> {
    const read = await clientThatShows(() => {}).getConnection(target);
    if (!read.ok) {
      setResult({ error: read.error });
      return undefined;
    }
    const rebased = draft.rebase(read.bytes);
    const found = rebased.ok ? rebased.conflicts : [];
    setResult(found.length > 0 ? undefined : { isApplied: !draft.isDirty() });
    // The button that was pressed may be gone.
    requestAnimationFrame(() => document.activeElement === document.body && saving.current?.focus());
    return found;
  }

  async function collide(error: ConnectError) {
    const found = await readAgain();
    if (found === undefined) return;
    if (found.length > 0) setConflicts(found);
    else setResult({ error });
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears what bubbles up from the fields
    <div className="columns" onKeyDown={onKeyDown}>
      <fieldset className="stack plain" disabled={isSaving}>
        <legend className="hidden">Connection</legend>
        <fieldset className="modes">
          <legend className="hidden">Edit as</legend>
          {[false, true].map((raw) => (
            <label key={String(raw)} className={raw === isRaw ? "mode chosen" : "mode"}>
              <input
                type="radio"
                name="mode"
                checked={raw === isRaw}
                // The form could not show what is written there.
                disabled={isBroken && !raw}
                onChange={() => setRaw(raw)}
              />
              {raw ? "JSON" : "Form"}
            </label>
          ))}
        </fieldset>
        {isRaw ? (
          <Suspense fallback={<section className="card raw" />}>
            <RawEditor
              draft={draft}
              refused={refused}
              handle={rawEditor}
              isReadOnly={isSaving}
              isBroken={isBroken}
              onBroken={setBroken}
            />
          </Suspense>
        ) : (
          <Refused value={refused}>
            <Guard instead={<p className="banner error">The form cannot show this. Edit it as JSON.</p>}>
              <Form draft={draft} environments={environments} variables={variables} />
            </Guard>
          </Refused>
        )}
      </fieldset>

      <div className="stack side">
        <section className="card save" aria-label="Saving" ref={saving} tabIndex={-1}>
          <div className="actions">
            <button
              type="button"
              className="primary"
              disabled={!isDirty || errors > 0 || isSaving || isBroken}
              onClick={() => setReviewing(true)}
            >
              Review and save
            </button>
            <Step name="Undo" isOff={!canUndo || isSaving || isBroken} onClick={() => draft.undo()} />
            <Step name="Redo" isOff={!canRedo || isSaving || isBroken} onClick={() => draft.redo()} />
            <button type="button" disabled={!(isDirty || isBroken) || isSaving} onClick={reset}>
              Reset
            </button>
          </div>
          <p className="status" role="status">
            {errors > 0 && `${errors} ${errors === 1 ? "error keeps" : "errors keep"} this from being sent.`}
            {errors === 0 && isDirty && !isSaved && "Not saved yet."}
            {isSaved && (result.isApplied === undefined ? "Saved." : "It was applied after all: saved.")}
            {result?.isApplied === false && " It was not applied."}
            {isSaved && isDirty && " What another operation edits was not sent, and is still here."}
          </p>
          {result?.error !== undefined && (
            <Failure
              error={result.error}
              onAgain={() => void readAgain().then((found) => setConflicts(found ?? []))}
              onOpen={() => void save()}
            />
          )}
          <Told title="Someone else changed this meanwhile" effects={result?.meanwhile} />
          <Told title="The platform holds something else than was sent" effects={result?.surprises} />
        </section>
        <IssueList issues={listed} onLead={lead} />
        {isDirty && !isSaved && result?.error === undefined ? (
          <PendingView draft={draft} />
        ) : (
          <ExchangeView exchange={exchange} />
        )}
        <section className="card">
          <h2>Two at once</h2>
          <p className="hint">The local platform has another user, who can change this connection too.</p>
          <label className="confirm">
            <input type="checkbox" checked={isWatched} onChange={({ target }) => setWatched(target.checked)} />
            Someone else edits, just before I save
          </label>
        </section>
        <SpeedStrip />
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

/** A failure, with what stood at every place that the platform refused. */
function failed(draft: ConnectionDraft, error: ConnectError): Result {
  const values = new Map(error.issues.map((issue) => [issue, draft.get(issue.path)]));
  return { error, refused: values };
}

/** What the platform refused, as long as the same stands there. */
function stillRefused(draft: ConnectionDraft, result: Result | undefined): Issue[] {
  if (result?.refused === undefined) return NONE;
  const refused = [...result.refused].filter(([{ path }, value]) => draft.get(path) === value);
  return refused.length === 0 ? NONE : refused.map(([issue]) => issue);
}

/** One step back, or one forward again. */
function Step({ name, isOff, onClick }: { name: "Undo" | "Redo"; isOff: boolean; onClick: () => void }) {
  return (
    // It keeps the focus when there is nothing more to take back.
    <button
      type="button"
      className={`step ${name.toLowerCase()}`}
      aria-label={name}
      aria-disabled={isOff}
      title={name}
      onClick={() => isOff || onClick()}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M3 6h6.5a3.5 3.5 0 0 1 0 7H6M6 3 3 6l3 3" />
      </svg>
    </button>
  );
}

interface FormProps {
  draft: ConnectionDraft;
  environments: Ref<EnvironmentsHandle>;
  variables: Ref<VariablesHandle>;
}

/** The connection as forms. */
function Form({ draft, environments, variables }: FormProps) {
  const { protocol, updatedAt } = draft.current;
  return (
    <>
      <section className="card" aria-label="Settings">
        <div className="title">
          <Title draft={draft} />
          <span className="tag">{protocol}</span>
        </div>
        <p className="hint">Last changed {new Date(updatedAt).toLocaleString()}</p>
        <TextField draft={draft} path={["name"]} label="Name" />
        <FixedField draft={draft} path={["protocol"]} label="Protocol" reason="It can never change." />
        {protocol === "bigquery" ? (
          <TextField draft={draft} path={["datasetId"]} label="Dataset" isCode />
        ) : (
          <TextField draft={draft} path={["baseUrl"]} label="Base URL" isCode />
        )}
      </section>
      <Variables draft={draft} handle={variables} />
      <Environments draft={draft} handle={environments} />
      <AuthSchemes draft={draft} />
    </>
  );
}

function Title({ draft }: { draft: ConnectionDraft }) {
  const { value, isDirty } = useField(draft, ["name"]);
  return <h1>{isDirty ? draft.current.name : value}</h1>;
}

function Told({ title, effects = [] }: { title: string; effects?: Effect[] | undefined }) {
  if (effects.length === 0) return null;
  return (
    <div className="banner warning">
      <p>{title}:</p>
      <ul>
        {effects.slice(0, 5).map(({ summary }) => (
          <li key={summary}>
            <Sentence text={summary} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What went wrong with the last attempt, and what can be done about it. */
function Failure({ error, onAgain, onOpen }: { error: ConnectError; onAgain: () => void; onOpen: () => void }) {
  const doubt = {
    no: "It was not there when the connection was read again; a request that was lost may still arrive.",
    unknown: "Whether it was applied is not known.",
  };
  const whole = error.kind === "http" ? error.issues.filter(({ path }) => path.length === 0) : [];
  return (
    <div className="banner error" role="alert">
      <p>
        <Sentence text={error.message} />
      </p>
      {whole.map(({ message }) => (
        <p key={message}>
          <Sentence text={message} />
        </p>
      ))}
      {error.maybeApplied && <p>The update may have been applied all the same.</p>}
      {error.applied !== undefined && <p>{doubt[error.applied]}</p>}
      {error.status === 401 && <LogIn compact onOpen={onOpen} />}
      {error.maybeApplied && (
        <button type="button" onClick={onAgain}>
          Read it again
        </button>
      )}
    </div>
  );
}
