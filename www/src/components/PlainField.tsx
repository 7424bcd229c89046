import { useId } from "react";

interface PlainFieldProps {
  label: string;
  value: string;
  type?: string;
  autoComplete?: string;
  /** Moves the focus to the input when it appears. */
  takesFocus?: boolean;
  onChange: (value: string) => void;
}

/** Moves the focus to an input. The function is a constant, because React would call a new function after each render. */
const focusInput = (input: HTMLInputElement | null) => input?.focus();

/** A text input that does not belong to a draft. */
export function PlainField(props: PlainFieldProps) {
  const id = useId();
  const { label, value, type = "text", autoComplete = "off", takesFocus = false, onChange } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={takesFocus ? focusInput : undefined}
        type={type}
        autoComplete={autoComplete}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
