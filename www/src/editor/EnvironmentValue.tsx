import type { ConnectionDraft } from "connection-update";
import { useField } from "connection-update/react";
import { Button } from "../components/Button.tsx";
import { Tag } from "../components/Tag.tsx";
import { useValueVisibility } from "../components/ValueVisibility.tsx";
import { TextField } from "../fields/TextField.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";
import type { EnvironmentColumn } from "./columns.ts";

interface EnvironmentValueProps {
  draft: ConnectionDraft;
  column: EnvironmentColumn;
  /** The name of the variable. */
  name: string;
  /** The index of the shared variable. */
  sharedIndex: number;
}

/** The value of a variable in one environment. Marks an own value, which differs from the shared value. */
export function EnvironmentValue({ draft, column, name, sharedIndex }: EnvironmentValueProps) {
  const path = ["environments", column.index, "variables"] as const;
  const { value } = useField(draft, path);
  const { value: shared } = useField(draft, ["environmentVariables", sharedIndex, "value"]);
  const { isShown } = useValueVisibility();
  const variables = asObjects(value);
  const index = variables.findIndex((variable) => variable.name === name);
  // While the shared value is edited, an environment still inherits the stored one.
  const stored = draft.current.environmentVariables?.find((variable) => variable.name === name);
  /** Rows of variables with one name edit the same value, and so does the row of the environment. Each control has its own id. */
  const idOf = (at: number) => `cell-${sharedIndex}:${fieldId([...path, at, "value"])}`;
  const isOwn = index >= 0 && variables[index]?.value !== stored?.value;
  return (
    <div className="environment-value">
      <span className="environment-name">{column.name}</span>
      {index < 0 || name === "" ? (
        <span className="not-set">
          Not set
          {name !== "" && (
            <Button
              variant="link"
              aria-label={`Set ${name} in ${column.name}`}
              onPress={() => {
                const item = { name, value: asString(shared) };
                if (Array.isArray(value)) draft.insert(path, item);
                else draft.set(path, [item]);
                focusOn(idOf(variables.length));
              }}
            >
              Set
            </Button>
          )}
        </span>
      ) : (
        <>
          <div className={isOwn ? "is-own" : undefined}>
            <TextField
              draft={draft}
              path={[...path, index, "value"]}
              id={idOf(index)}
              label={`${name} in ${column.name}`}
              isLabelHidden
              isCode
              isMultiline
              isMasked={!isShown}
            />
          </div>
          <span>{isOwn && <Tag tone="own">Own value</Tag>}</span>
        </>
      )}
    </div>
  );
}
