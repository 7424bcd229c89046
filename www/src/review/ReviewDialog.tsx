import { type ConnectionDraft, plan } from "connection-update";
import { useMemo, useState } from "react";
import { Banner } from "../components/Banner.tsx";
import { Button } from "../components/Button.tsx";
import { Checkbox } from "../components/Checkbox.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { InlineIssues } from "../components/InlineIssues.tsx";
import { Tag } from "../components/Tag.tsx";
import { ShowValuesButton, useValueVisibility, Value } from "../components/ValueVisibility.tsx";
import { plural } from "../lib/plural.ts";
import { confirmLosses, createReview, describeLosses, type Review, type ReviewLine } from "./model.ts";
import "./Review.css";

interface ReviewDialogProps {
  draft: ConnectionDraft;
  isSaving: boolean;
  /** The progress of the save, such as "Saving 2 of 5". */
  progress: string | undefined;
  /** Saves. If `keepsOwnValues` is true, environments keep their own values of variables that the connection sets. */
  onSave: (keepsOwnValues: boolean) => void;
  onClose: () => void;
}

/** Maximum number of requests, and of edits that are not saved, that are listed. */
const MAX_STEPS = 20;

/** A dialog that shows what a save changes, request by request, before the save starts. The user must confirm all losses at once. */
export function ReviewDialog({ draft, isSaving, progress, onSave, onClose }: ReviewDialogProps) {
  const [keepsOwnValues, setKeepsOwnValues] = useState(false);
  const [isConfirmed, setConfirmed] = useState(false);
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
  const review = useMemo(
    () => (planned.ok ? createReview(current, planned, unsupported) : undefined),
    [current, planned, unsupported],
  );
  const canKeep = useMemo(
    () => overwriting.ok && overwriting.effects.some(({ kind, destructive }) => destructive && kind === "overwritten"),
    [overwriting],
  );
  if (review === undefined) {
    return (
      <Dialog
        title="These changes can't be saved"
        onClose={onClose}
        footer={<Button onPress={onClose}>Keep editing</Button>}
      >
        <InlineIssues issues={planned.issues.filter(({ severity }) => severity === "error")} />
      </Dialog>
    );
  }
  const { steps, losses, unsupported: leftBehind } = review;
  const needsConfirmation = losses.count > 0;
  const canSave = steps.length > 0 && (isConfirmed || !needsConfirmation);
  return (
    <Dialog
      title="Review changes"
      isWide
      isBusy={isSaving}
      onClose={onClose}
      footer={
        <>
          <Button
            variant={needsConfirmation ? "danger primary" : "primary"}
            isInactive={!canSave || isSaving}
            onPress={() => onSave(canKeep && keepsOwnValues)}
          >
            {isSaving ? "Saving…" : "Save changes"}
          </Button>
          <Button isInactive={isSaving} onPress={onClose}>
            Keep editing
          </Button>
          <span className="hint" role="status">
            {isSaving ? progress : needsConfirmation && !isConfirmed && "Tick the box above to continue."}
          </span>
        </>
      }
    >
      <div className="row-of-actions">
        <p className="review-intro">{describeSteps(review)}</p>
        <ShowValuesButton />
      </div>
      <ol className="review-steps" aria-label="Requests">
        {steps.slice(0, MAX_STEPS).map(({ title, lines, moreCount }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a request
          <li key={index} className="review-step">
            <h3>
              {steps.length > 1 && `${index + 1}. `}
              {title}
            </h3>
            <ul className="review-lines">
              {lines.map((line) => (
                <Line key={line.id} line={line} />
              ))}
              {moreCount > 0 && <li className="review-line is-note">And {plural(moreCount, "change")} more.</li>}
            </ul>
          </li>
        ))}
      </ol>
      {steps.length > MAX_STEPS && <p className="hint">And {plural(steps.length - MAX_STEPS, "request")} more.</p>}
      {leftBehind.length > 0 && (
        <Banner tone="warning">
          <p>{plural(leftBehind.length, "change")} can't be saved here:</p>
          <ul aria-label="Not saved">
            {leftBehind.slice(0, MAX_STEPS).map(({ label, message }) => (
              <li key={`${label}${message}`}>
                <strong>{label}.</strong> {message}
              </li>
            ))}
            {leftBehind.length > MAX_STEPS && <li>And {plural(leftBehind.length - MAX_STEPS, "change")} more.</li>}
          </ul>
        </Banner>
      )}
      {canKeep && (
        <div>
          <Checkbox
            isOn={keepsOwnValues}
            isDisabled={isSaving}
            onChange={(isOn) => {
              setKeepsOwnValues(isOn);
              setConfirmed(false);
            }}
          >
            Keep the environments' own values
          </Checkbox>
          <p className="hint">
            Each environment that would lose a value gets a separate request that restores it. Until then, the
            environment has the values of the connection.
          </p>
        </div>
      )}
      {needsConfirmation && (
        <fieldset className="loss-confirm" aria-label="Confirm">
          <p>
            <strong>{describeLosses(losses)}. This can't be undone.</strong>
          </p>
          <Checkbox isOn={isConfirmed} isDisabled={isSaving} onChange={setConfirmed}>
            {confirmLosses(losses)}
          </Checkbox>
        </fieldset>
      )}
    </Dialog>
  );
}

function describeSteps({ steps, unsupported }: Review): string {
  if (steps.length === 1) return "Saving sends 1 request:";
  if (steps.length > 1) return `Saving sends ${plural(steps.length, "request")}, one after the other:`;
  return unsupported.length > 0
    ? "Nothing here can be saved."
    : "Nothing to save: the stored connection already has these values.";
}

const KINDS: Readonly<Record<Exclude<ReviewLine["kind"], "note">, string>> = {
  changed: "Changed",
  added: "Added",
  removed: "Removed",
  moved: "Moved",
  kept: "Kept",
};

/** A line of the review: the item with its value before and after the save. */
function Line({ line }: { line: ReviewLine }) {
  const { isShown } = useValueVisibility();
  const { kind, label, isCode, isLoss, note, masked } = line;
  const isMaskedInParts = line.isSecret && !isShown && masked !== undefined;
  const { before, after } = isMaskedInParts ? masked : line;
  const isSecret = line.isSecret && !isMaskedInParts;
  if (kind === "note") return <li className="review-line is-note">{label}.</li>;
  const hasValues = before !== undefined || after !== undefined;
  return (
    <li className={isLoss ? "review-line is-loss" : "review-line"}>
      <Tag {...(isLoss ? { tone: "bad" as const } : kind === "added" ? { tone: "good" as const } : {})}>
        {isLoss && kind === "changed" ? "Replaced" : KINDS[kind]}
      </Tag>
      <strong>{label}</strong>
      <div className="review-values">
        {before !== undefined && (
          <del className={isCode ? "is-code" : undefined}>
            <span className="visually-hidden">Before: </span>
            <Value text={before} isSecret={isSecret} />
          </del>
        )}
        {hasValues && before !== undefined && after !== undefined && <span aria-hidden="true">→</span>}
        {after !== undefined && (
          <ins className={isCode ? "is-code" : undefined}>
            <span className="visually-hidden">After: </span>
            <Value text={after} isSecret={isSecret} />
          </ins>
        )}
        {note !== undefined && <span className="review-note">{note}</span>}
      </div>
    </li>
  );
}
