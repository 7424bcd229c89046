import { asString } from "../lib/coerce.ts";
import { FieldFrame, type FieldProps, setInParent } from "./FieldFrame.tsx";

interface SelectFieldProps extends FieldProps {
  options: readonly string[];
  /** Called with the selected option. Defaults to a function that sets the option at the path. */
  onSelect?: (option: string) => void;
}

/** A select element for a string of the draft. A value that is not one of the options is added as the first option. */
export function SelectField({ draft, path, label, options, onSelect }: SelectFieldProps) {
  const select = onSelect ?? ((option) => setInParent(draft, path, option));
  return (
    <FieldFrame draft={draft} path={path} label={label}>
      {(field, attributes) => {
        const value = asString(field.value);
        return (
          <select {...attributes} value={value} onChange={({ target }) => select(target.value)}>
            {(options.includes(value) ? options : [value, ...options]).map((option) => (
              <option key={option}>{option}</option>
            ))}
          </select>
        );
      }}
    </FieldFrame>
  );
}
