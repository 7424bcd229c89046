import type { DraftConflict, DraftConnection, Immutable } from "connection-update";
import { useState } from "react";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { ShowValuesButton, useValueVisibility, Value } from "../components/ValueVisibility.tsx";
import { plural } from "../lib/plural.ts";
import { type ConflictDescription, type ConflictSides, describeConflicts } from "./conflicts.ts";
import "./Review.css";

export type ConflictChoice = "mine" | "latest";

interface ConflictDialogProps {
  conflicts: readonly DraftConflict[];
  /** The draft, whose connection has the values of the others. */
  latest: Immutable<DraftConnection>;
  /** True if some requests of the save were done before the conflict was found. */
  isPartlySaved: boolean;
  /** Called with a choice for each conflict. */
  onResolve: (choices: ConflictChoice[]) => void;
  onClose: () => void;
}

const SIDES = [
  ["base", "Original"],
  ["latest", "Theirs"],
  ["mine", "Yours"],
] as const;

/** A dialog to resolve conflicts: for each, the original value, theirs and yours, and a choice. */
export function ConflictDialog({ conflicts, latest, isPartlySaved, onResolve, onClose }: ConflictDialogProps) {
  const [choices, setChoices] = useState<(ConflictChoice | undefined)[]>(conflicts.map(() => undefined));
  const [descriptions] = useState(() => describeConflicts(conflicts, latest));
  const openCount = choices.filter((choice) => choice === undefined).length;
  return (
    <Dialog
      title="Someone else changed this connection"
      isWide
      onClose={onClose}
      footer={
        <>
          <Button
            variant="primary"
            isInactive={openCount > 0}
            onPress={() => onResolve(choices.map((choice) => choice ?? "latest"))}
          >
            Continue
          </Button>
          <Button onPress={() => onResolve(conflicts.map(() => "mine"))}>Use all mine</Button>
          <Button onPress={() => onResolve(conflicts.map(() => "latest"))}>Use all theirs</Button>
          <Button variant="quiet" onPress={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <div className="row-of-actions">
        <p className="review-intro">
          {isPartlySaved ? "The other requests are not sent yet." : "Nothing is saved yet."} Choose which version to
          keep, then save again.
        </p>
        <ShowValuesButton />
      </div>
      {descriptions.map((description, at) => (
        <fieldset key={description.id} className="conflict">
          <legend>{description.title}</legend>
          <p className="hint">{description.label}</p>
          <ConflictValues description={description} />
          <div className="conflict-choices">
            {(["latest", "mine"] as const).map((choice) => (
              <label key={choice} className="checkbox">
                <input
                  type="radio"
                  name={`conflict-${at}`}
                  checked={choices[at] === choice}
                  onChange={() => setChoices(choices.map((before, index) => (index === at ? choice : before)))}
                />
                {choice === "latest" ? "Use theirs" : "Use mine"}
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      {openCount > 0 && <p className="hint">{plural(openCount, "conflict")} left to choose.</p>}
    </Dialog>
  );
}

/** The values of a conflict. A list shows each item that differs. */
function ConflictValues({ description }: { description: ConflictDescription }) {
  const { changes = [], isSecret, isCode, masked } = description;
  const { isShown } = useValueVisibility();
  if (changes.length === 0) {
    const isMaskedInParts = isSecret && !isShown && masked !== undefined;
    const sides = isMaskedInParts ? masked : description;
    return <Sides sides={sides} isSecret={isSecret && !isMaskedInParts} isCode={isCode} />;
  }
  return changes.map((change) => (
    <div key={change.label}>
      <strong>{change.label}</strong>
      <Sides sides={change} isSecret={change.isSecret} isCode={change.isCode} />
    </div>
  ));
}

function Sides({ sides, isSecret, isCode }: { sides: ConflictSides; isSecret: boolean; isCode: boolean }) {
  return (
    <dl className="conflict-sides">
      {SIDES.map(([side, label]) => {
        const text = sides[side];
        return (
          <div key={side} className="conflict-side">
            <dt>{label}</dt>
            <dd className={isCode && text !== undefined ? "is-code" : undefined}>
              {text === undefined ? (
                <em>{side === "base" ? "Not set" : "Removed"}</em>
              ) : (
                <Value text={text} isSecret={isSecret} />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
