import { TextArea } from "../components/TextArea.tsx";
import { asString } from "../lib/coerce.ts";
import { FieldFrame, type FieldProps, setInParent } from "./FieldFrame.tsx";

interface TextFieldProps extends FieldProps {
  /** Uses a monospace font. */
  isCode?: boolean;
  /** Allows line breaks. */
  isMultiline?: boolean;
  /** Shows dots in place of the text while the field does not have the focus. */
  isMasked?: boolean;
  /** Called with the pasted text. Returns true to prevent the default paste. */
  onPasteText?: (text: string) => boolean;
}

/** A field for a string of the draft. A string that has a line break gets a text area, because an input would remove the break. */
export function TextField({
  isCode = false,
  isMultiline = false,
  isMasked = false,
  onPasteText,
  ...frame
}: TextFieldProps) {
  const set = (value: string) => setInParent(frame.draft, frame.path, value);
  return (
    <FieldFrame {...frame}>
      {(field, attributes) => {
        const value = asString(field.value);
        if (isMultiline || /[\r\n]/.test(value)) {
          return (
            <TextArea
              {...attributes}
              value={value}
              isCode={isCode}
              isMasked={isMasked}
              onPasteText={onPasteText}
              onChange={set}
            />
          );
        }
        return (
          <input
            {...attributes}
            className={isCode ? "input is-code" : "input"}
            value={value}
            autoComplete="off"
            spellCheck={false}
            onPaste={(event) => {
              if (onPasteText?.(event.clipboardData.getData("text"))) event.preventDefault();
            }}
            onChange={({ target }) => set(target.value)}
          />
        );
      }}
    </FieldFrame>
  );
}
