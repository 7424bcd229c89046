import { asString } from "../lib/coerce.ts";
import { FieldFrame, type FieldProps, setInParent } from "./FieldFrame.tsx";

interface SelectFieldProps extends FieldProps {
  /** The labels of the options, by value. */
  options: ReadonlyMap<string, string>;
  /** Called with the selected option. Defaults to a function that sets the option at the path. */
  onSelect?: (option: string) => void;
}

/** A select element for a string of the draft. A value that is not one of the options is added as the first option. */
export function SelectField({ options, onSelect, ...frame }: SelectFieldProps) {
  const select = onSelect ?? ((option) => setInParent(frame.draft, frame.path, option));
  return (
    <FieldFrame {...frame}>
      {(field, attributes) => {
        const value = asString(field.value);
        return (
          <select {...attributes} className="select" value={value} onChange={({ target }) => select(target.value)}>
            {!options.has(value) && <option value={value}>{value || "Choose…"}</option>}
            {[...options].map(([option, label]) => (
              <option key={option} value={option}>
                {label}
              </option>
            ))}
          </select>
        );
      }}
    </FieldFrame>
  );
}
