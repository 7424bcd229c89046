import {
  type ConnectionDraft,
  type Effect,
  type EffectKind,
  type PlanResult,
  type PlanStep,
  plan,
} from "connection-update";
import { useCallback, useMemo, useState } from "react";
import { urlOfStep } from "../api/platform.ts";
import { DiffTable } from "../components/DiffTable.tsx";
import { Disclosure } from "../components/Disclosure.tsx";
import { EffectItem } from "../components/EffectItem.tsx";
import { InlineIssues } from "../components/InlineIssues.tsx";
import { Message, MessageSentence } from "../components/Message.tsx";
import { Modal } from "../components/Modal.tsx";
import { groupBy } from "../lib/group.ts";
import { createSecretMask } from "../lib/mask.ts";
import { plural } from "../lib/plural.ts";
import { describeStep, formatPath } from "../lib/steps.ts";

interface ReviewProps {
  draft: ConnectionDraft;
  isSaving: boolean;
  /** The progress of the save, such as "Saving 2 of 5". */
  progress: string | undefined;
  /** Saves. If `keepsOwnValues` is true, environments keep their own values of variables that the connection sets. */
  onSave: (keepsOwnValues: boolean) => void;
  onClose: () => void;
}

/** Maximum number of requests that are listed. */
const MAX_STEPS = 20;

/** Maximum number of effects of one kind that are listed for a request. */
const MAX_EFFECTS = 5;

/** A dialog that lists the requests of a save before the save starts. The user must confirm destructive effects by kind. */
export function Review({ draft, isSaving, progress, onSave, onClose }: ReviewProps) {
  const [keepsOwnValues, setKeepsOwnValues] = useState(false);
  const [confirmed, setConfirmed] = useState<EffectKind[]>([]);
  const [mask] = useState(createSecretMask);
  // At the end of a save, the draft moves before the dialog closes. Until then, the dialog shows what was reviewed.
  const [{ current, changes, overwriting, unsupported }] = useState(() => ({
    current: draft.current,
    changes: draft.changes,
    overwriting: draft.plan,
    unsupported: draft.unsupported,
  }));
  const planned = useMemo(
    () => (keepsOwnValues && changes ? plan(current, changes, { ownValues: "keep" }) : overwriting),
    [current, changes, overwriting, keepsOwnValues],
  );
  const { lost, canKeep } = useMemo(
    () => ({ lost: groupDestructive(planned), canKeep: groupDestructive(overwriting).has("overwritten") }),
    [planned, overwriting],
  );
  const renderComparison = useCallback(
    () => planned.ok && <DiffTable before={current} after={planned.connection} mask={mask} />,
    [current, planned, mask],
  );
  const renderRequests = useCallback(
    () =>
      planned.ok && (
        <>
          <p className="hint">Values that may be secret are masked here.</p>
          {planned.steps.slice(0, MAX_STEPS).map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a request
            <div key={index}>
              <p className="url">PUT {urlOfStep(current, step)}</p>
              {step.body === undefined ? (
                <p className="hint">
                  An earlier request creates this environment. Its response contains the IDs for this one.
                </p>
              ) : (
                <>
                  <p className="hint">{plural(step.bytes?.byteLength ?? 0, "byte")}</p>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the element that has the focus */}
                  <pre data-testid="review-request" tabIndex={0}>
                    {mask.json(step.body)}
                  </pre>
                </>
              )}
            </div>
          ))}
          {planned.steps.length > MAX_STEPS && (
            <p className="hint">And {plural(planned.steps.length - MAX_STEPS, "request")} more.</p>
          )}
        </>
      ),
    [planned, current, mask],
  );
  const renderIssues = useCallback(
    () => (
      <ul className="issues">
        {planned.issues.slice(0, 20).map(({ code, pointer, severity, message }) => (
          <li key={`${code}${pointer}${message}`} className={`issue ${severity}`}>
            <code>{code}</code> <Message text={message} />
          </li>
        ))}
        {planned.issues.length > 20 && <li className="hint">and {planned.issues.length - 20} more</li>}
      </ul>
    ),
    [planned],
  );
  if (!planned.ok) {
    return (
      <Modal title="This cannot be saved" onClose={onClose}>
        {(close) => (
          <>
            <p className="hint">The connection that is stored does not allow it.</p>
            <InlineIssues issues={planned.issues.filter(({ severity }) => severity === "error")} />
            <div className="actions">
              <button type="button" className="primary" onClick={close}>
                Back
              </button>
            </div>
          </>
        )}
      </Modal>
    );
  }
  const { steps, issues } = planned;
  const isConfirmed = [...lost.keys()].every((kind) => confirmed.includes(kind));
  const canSave = isConfirmed && (steps.length > 0 || unsupported.length === 0);
  const toggle = (kind: EffectKind) =>
    setConfirmed((before) => (before.includes(kind) ? before.filter((other) => other !== kind) : [...before, kind]));
  return (
    <Modal title="Review before saving" onClose={onClose}>
      {(close) => (
        <>
          <p className="hint">
            {steps.length === 0
              ? unsupported.length > 0
                ? "These changes can't be saved here."
                : "Nothing to save: the stored connection already has these values."
              : steps.length === 1
                ? "Saving sends 1 request:"
                : `Saving sends ${plural(steps.length, "request")}, one after the other:`}
          </p>
          <ol className="steps" aria-label="Requests">
            {steps.slice(0, MAX_STEPS).map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a request
              <li key={index} className="effects">
                <h2>
                  {steps.length > 1 && `${index + 1}. `}
                  {describeStep(step)}
                </h2>
                <StepEffects step={step} mask={mask} />
              </li>
            ))}
          </ol>
          {steps.length > MAX_STEPS && <p className="hint">And {plural(steps.length - MAX_STEPS, "request")} more.</p>}
          {canKeep && (
            <section className="effects" aria-label="Own values">
              <label className="confirm">
                <input
                  type="checkbox"
                  checked={keepsOwnValues}
                  disabled={isSaving}
                  onChange={({ target }) => setKeepsOwnValues(target.checked)}
                />
                Keep the environments' own values
              </label>
              <p className="hint">
                Each environment that would lose a value gets a separate request that restores it. Until then, the
                environment has the values of the connection.
              </p>
            </section>
          )}
          {unsupported.length > 0 && (
            <section className="banner warning" aria-label="Not saved">
              <p>
                {unsupported.length === 1 ? "1 edit" : `${plural(unsupported.length, "edit")}`} can't be saved here:
              </p>
              <ul>
                {unsupported.slice(0, MAX_STEPS).map(({ path, environment, reason, operation, message }) => (
                  <li key={formatPath(path)}>
                    {environment !== undefined && <strong>{environment.name}: </strong>}
                    <code>{formatPath(path)}</code> <MessageSentence text={message} />{" "}
                    <span className="tag">{operation ?? reason}</span>
                  </li>
                ))}
                {unsupported.length > MAX_STEPS && <li>And {plural(unsupported.length - MAX_STEPS, "edit")} more.</li>}
              </ul>
            </section>
          )}
          <Disclosure title="Now and then, side by side">{renderComparison}</Disclosure>
          <Disclosure title={steps.length === 1 ? "The request" : "The requests"}>{renderRequests}</Disclosure>
          {issues.length > 0 && <Disclosure title={`Rules that apply (${issues.length})`}>{renderIssues}</Disclosure>}
          {lost.size > 0 && (
            <fieldset className="effects destructive">
              <legend className="hidden">Confirm</legend>
              <strong>This can't be undone:</strong>
              {[...lost].map(([kind, effects]) => (
                <label key={kind} className="confirm">
                  <input
                    type="checkbox"
                    checked={confirmed.includes(kind)}
                    disabled={isSaving}
                    onChange={() => toggle(kind)}
                  />
                  {describeLoss(kind, effects)}
                </label>
              ))}
            </fieldset>
          )}
          <div className="actions">
            <button
              type="button"
              className="primary"
              disabled={!canSave || isSaving}
              onClick={() => onSave(canKeep && keepsOwnValues)}
            >
              {isSaving ? "Saving…" : "Save now"}
            </button>
            <button type="button" onClick={close}>
              Back
            </button>
            <span className="status" role="status">
              {isSaving ? progress : !isConfirmed && `Tick the ${lost.size === 1 ? "box" : "boxes"} above to continue.`}
            </span>
          </div>
        </>
      )}
    </Modal>
  );
}

/** The effects of one request. Destructive effects come first. A long list of effects of one kind is truncated. */
function StepEffects({ step, mask }: { step: PlanStep; mask: ReturnType<typeof createSecretMask> }) {
  const groups = groupBy(step.effects, ({ kind, destructive }) => `${destructive ? 0 : 1}${kind}`);
  const sorted = [...groups].sort(([a], [b]) => Number(a[0]) - Number(b[0]));
  return (
    <ul>
      {sorted.flatMap(([key, effects]) => [
        ...effects
          .slice(0, MAX_EFFECTS)
          .map((effect) => (
            <EffectItem key={`${key}${effect.summary}${effect.environment?.id ?? ""}`} effect={effect} mask={mask} />
          )),
        effects.length > MAX_EFFECTS && (
          <li key={key}>And {plural(effects.length - MAX_EFFECTS, "environment")} more.</li>
        ),
      ])}
    </ul>
  );
}

/** Groups the destructive effects of a plan by kind. */
function groupDestructive(planned: PlanResult): Map<EffectKind, Effect[]> {
  return groupBy(planned.ok ? planned.effects.filter(({ destructive }) => destructive) : [], ({ kind }) => kind);
}

/** Describes what destructive effects of one kind destroy. */
function describeLoss(kind: EffectKind, effects: Effect[]): string {
  const names = effects.flatMap(({ environment }) => environment?.name ?? []);
  const [name] = names;
  if (kind === "deleted")
    return names.length === 1 ? `Delete ${name}` : `Delete ${plural(effects.length, "environment")}`;
  if (kind === "overwritten")
    return `${plural(effects.length, "environment")} ${effects.length === 1 ? "loses its" : "lose their"} own values`;
  const lost = effects.flatMap(listLost);
  return `Lose the ${lost.length === 1 ? "value" : "values"} of ${lost.length > 3 ? plural(lost.length, "variable") : lost.join(", ")}`;
}

/** Returns the names of the variables that an effect removes, or the name of the field that it replaces. */
function listLost({ names, path, values }: Effect): string[] {
  const { before, after } = values ?? {};
  if (names === undefined || !Array.isArray(before)) return [String(path[0])];
  const left = new Set(Array.isArray(after) ? after.map(({ name }) => name) : []);
  return before.flatMap(({ name }) => (left.has(name) ? [] : name));
}
