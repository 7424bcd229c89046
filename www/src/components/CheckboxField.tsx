interface CheckboxFieldProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** A checkbox with its label. */
export function CheckboxField({ label, isOn, onChange }: CheckboxFieldProps) {
  return (
    <label className="confirm">
      <input type="checkbox" checked={isOn} onChange={({ target }) => onChange(target.checked)} />
      {label}
    </label>
  );
}
