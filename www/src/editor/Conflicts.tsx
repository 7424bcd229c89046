import type { DraftConflict } from "connection-update";
import { useState } from "react";
import { MessageSentence } from "../components/Message.tsx";
import { Modal } from "../components/Modal.tsx";

type Choice = "mine" | "latest";

interface ConflictsProps {
  conflicts: DraftConflict[];
  /** True if some requests of the save were done before the conflict was found. */
  isPartlySaved: boolean;
  onResolved: () => void;
}

/** A dialog to resolve conflicts. It shows the values base, latest and mine. The user selects latest or mine. */
export function Conflicts({ conflicts, isPartlySaved, onResolved }: ConflictsProps) {
  const [choices, setChoices] = useState<(Choice | undefined)[]>(conflicts.map(() => undefined));
  const isComplete = choices.every((choice) => choice !== undefined);

  function resolveAll(selected: (Choice | undefined)[]) {
    conflicts.forEach((conflict, at) => {
      conflict.resolve(selected[at] ?? "latest");
    });
  }

  return (
    <Modal title="Someone else changed this connection" requiresDecision onClose={onResolved}>
      {(close) => (
        <>
          <p className="hint">
            {isPartlySaved ? "The other requests are not sent yet." : "Nothing is saved yet."} Choose which version to
            keep, then save again.
          </p>
          {conflicts.map((conflict, at) => (
            <fieldset key={`${conflict.message}${conflict.path.join("/")}`} className="conflict">
              <legend>
                <MessageSentence text={conflict.message} />
              </legend>
              <dl>
                {(["base", "latest", "mine"] as const).map((side) => (
                  <div key={side} className={side}>
                    <dt>{{ base: "Original", latest: "Theirs", mine: "Yours" }[side]}</dt>
                    <dd>{formatSide(conflict, side)}</dd>
                  </div>
                ))}
              </dl>
              {(["latest", "mine"] as const).map((choice) => (
                <label key={choice} className="confirm">
                  <input
                    type="radio"
                    name={`conflict-${at}`}
                    checked={choices[at] === choice}
                    onChange={() => setChoices(choices.map((before, index) => (index === at ? choice : before)))}
                  />
                  {choice === "latest" ? "Use theirs" : "Use mine"}
                </label>
              ))}
            </fieldset>
          ))}
          <div className="actions">
            <button
              type="button"
              className="primary"
              disabled={!isComplete}
              onClick={() => {
                resolveAll(choices);
                close();
              }}
            >
              Continue
            </button>
            {(["latest", "mine"] as const).map((choice) => (
              <button
                key={choice}
                type="button"
                onClick={() => {
                  resolveAll(conflicts.map(() => choice));
                  close();
                }}
              >
                {choice === "latest" ? "Use all theirs" : "Use all mine"}
              </button>
            ))}
          </div>
        </>
      )}
    </Modal>
  );
}

/** Formats the value of one side of a conflict. */
function formatSide({ values }: DraftConflict, side: "base" | "latest" | "mine"): React.ReactNode {
  const value = values[side];
  // A value that neither side had before was added by both.
  if (value === undefined) return <em>{side === "base" ? "Not set" : "Removed"}</em>;
  return typeof value === "string" ? value || <em>Empty</em> : formatValue(value);
}

/** Formats a value that is not a string. Items with a name, such as environments, are shown by their names. */
function formatValue(value: unknown): string {
  if (Array.isArray(value))
    return value.map((item) => (typeof item === "string" ? item : formatValue(item))).join(", ");
  const name = typeof value === "object" && value !== null && "name" in value ? value.name : undefined;
  return typeof name === "string" && name !== "" ? name : (JSON.stringify(value, null, 1) ?? "").slice(0, 400);
}
