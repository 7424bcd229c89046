import { asString } from "../lib/coerce.ts";
import { FieldFrame, type FieldProps, setInParent } from "./FieldFrame.tsx";

interface TextFieldProps extends FieldProps {
  isLabelHidden?: boolean;
  /** Uses a monospace font. */
  isCode?: boolean;
  /** Called with the pasted text. Returns true to prevent the default paste. */
  onPaste?: (text: string) => boolean;
}

/** A text input for a string of the draft. */
export function TextField({ draft, path, label, isLabelHidden = false, isCode, onPaste }: TextFieldProps) {
  return (
    <FieldFrame draft={draft} path={path} label={label} isLabelHidden={isLabelHidden} reservesSpace={!isLabelHidden}>
      {(field, attributes) => (
        <input
          {...attributes}
          className={isCode ? "code" : undefined}
          value={asString(field.value)}
          title={field.isDirty ? "Edited, and not saved yet" : undefined}
          autoComplete="off"
          spellCheck={false}
          onBlur={field.onBlur}
          onPaste={(event) => {
            if (onPaste?.(event.clipboardData.getData("text"))) event.preventDefault();
          }}
          onChange={({ target }) => setInParent(draft, path, target.value)}
        />
      )}
    </FieldFrame>
  );
}
