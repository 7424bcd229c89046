import { type TextareaHTMLAttributes, useLayoutEffect, useRef } from "react";
import { applyShownEdit, replaceShownRange, toShown } from "../lib/line-breaks.ts";
import "./Field.css";

interface TextAreaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "value" | "onChange" | "onPaste"> {
  /** The text, with any line breaks. */
  value: string;
  /** Shows dots in place of the text while the text area does not have the focus. */
  isMasked?: boolean;
  isCode?: boolean;
  /** Called with the whole text after an edit. Line breaks outside the edit are as they were. */
  onChange: (value: string) => void;
  /** Called with a pasted text. Returns true to prevent the paste. */
  onPasteText?: ((text: string) => boolean) | undefined;
}

/** A text area that grows with its text. It keeps every line break of the text, and of a pasted text, byte for byte. */
export function TextArea({
  value,
  isMasked = false,
  isCode = false,
  onChange,
  onPasteText,
  ...attributes
}: TextAreaProps) {
  const element = useRef<HTMLTextAreaElement>(null);
  /** The position of the caret after an edit that the browser did not make itself. */
  const caret = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    element.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  const shown = toShown(value);
  const classes = ["text-area", ...(isMasked ? ["is-masked"] : []), ...(isCode ? ["is-code"] : [])];
  return (
    <span className={classes.join(" ")} data-text={shown}>
      <textarea
        rows={1}
        autoComplete="off"
        spellCheck={false}
        {...attributes}
        ref={element}
        value={shown}
        onChange={({ target }) => onChange(applyShownEdit(value, target.value))}
        onPaste={(event) => {
          const text = event.clipboardData.getData("text");
          if (onPasteText?.(text)) return event.preventDefault();
          // The browser would change the line breaks.
          if (!text.includes("\r")) return;
          event.preventDefault();
          const { selectionStart, selectionEnd } = event.currentTarget;
          caret.current = selectionStart + toShown(text).length;
          onChange(replaceShownRange(value, selectionStart, selectionEnd, text));
        }}
      />
    </span>
  );
}
