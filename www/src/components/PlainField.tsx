import { useId } from "react";

interface PlainFieldProps {
  label: string;
  value: string;
  type?: string;
  autoComplete?: string;
  /** Takes the focus when it appears. */
  isFirst?: boolean;
  onChange: (value: string) => void;
}

/** Moves the focus to an input when it appears. A constant, so that it runs once for each input. */
const focus = (input: HTMLInputElement | null) => input?.focus();

/** A text input that does not belong to a draft. */
export function PlainField(props: PlainFieldProps) {
  const id = useId();
  const { label, value, type = "text", autoComplete = "off", isFirst = false, onChange } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={isFirst ? focus : undefined}
        type={type}
        autoComplete={autoComplete}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
