import type { ReactNode } from "react";
import "./Field.css";

interface CheckboxProps {
  children: ReactNode;
  isOn: boolean;
  isDisabled?: boolean;
  onChange: (isOn: boolean) => void;
}

/** A checkbox with its label. */
export function Checkbox({ children, isOn, isDisabled = false, onChange }: CheckboxProps) {
  return (
    <label className="checkbox">
      <input type="checkbox" checked={isOn} disabled={isDisabled} onChange={({ target }) => onChange(target.checked)} />
      <span>{children}</span>
    </label>
  );
}
