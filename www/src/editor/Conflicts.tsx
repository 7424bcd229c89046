import type { DraftConflict } from "connection-update";
import { useState } from "react";
import { MessageSentence } from "../components/Message.tsx";
import { Modal } from "../components/Modal.tsx";

type Choice = "mine" | "latest";

interface ConflictsProps {
  conflicts: DraftConflict[];
  onResolved: () => void;
}

/** A dialog to resolve conflicts. It shows the values base, latest and mine. The user selects latest or mine. */
export function Conflicts({ conflicts, onResolved }: ConflictsProps) {
  const [choices, setChoices] = useState<(Choice | undefined)[]>(conflicts.map(() => undefined));
  const isComplete = choices.every((choice) => choice !== undefined);

  function resolveAll() {
    conflicts.forEach((conflict, at) => {
      conflict.resolve(choices[at] ?? "latest");
    });
  }

  return (
    <Modal title="Someone else changed the same" requiresDecision onClose={onResolved}>
      {(close) => (
        <>
          <p className="hint">Nothing was saved. Their version stands unless you choose yours.</p>
          {conflicts.map((conflict, at) => (
            <fieldset key={`${conflict.message}${conflict.path.join("/")}`} className="conflict">
              <legend>
                <MessageSentence text={conflict.message} />
              </legend>
              <dl>
                {(["base", "latest", "mine"] as const).map((side) => (
                  <div key={side} className={side}>
                    <dt>{{ base: "It was", latest: "They made it", mine: "You made it" }[side]}</dt>
                    <dd>{formatValue(conflict.values[side])}</dd>
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
                  {choice === "latest" ? "Keep theirs" : "Take mine"}
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
                resolveAll();
                close();
              }}
            >
              Apply choices
            </button>
            <button type="button" onClick={close}>
              Keep theirs everywhere
            </button>
          </div>
        </>
      )}
    </Modal>
  );
}

function formatValue(value: unknown): string {
  if (value === undefined) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value, null, 1).slice(0, 400);
}
