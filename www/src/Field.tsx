import type { Issue } from "connection-update";
import { useId } from "react";

interface FieldProps {
  label: string;
  value: string;
  issues: Issue[];
  onChange: (value: string) => void;
  isLabelHidden?: boolean;
  isCode?: boolean;
}

/** A text field with the issues of its place under it. */
export function Field({ label, value, issues, onChange, isLabelHidden = false, isCode = false }: FieldProps) {
  const id = useId();
  const isInvalid = issues.some(({ severity }) => severity === "error");
  return (
    <div className="field">
      <label htmlFor={id} className={isLabelHidden ? "hidden" : undefined}>
        {label}
      </label>
      <input
        id={id}
        className={isCode ? "code" : undefined}
        value={value}
        aria-invalid={isInvalid}
        aria-describedby={issues.length > 0 ? `${id}issues` : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <Issues id={`${id}issues`} issues={issues} />
    </div>
  );
}

/** Issues as a list, errors apart from warnings; nothing where there are none. */
export function Issues({ issues, id, withField = false }: { issues: Issue[]; id?: string; withField?: boolean }) {
  if (issues.length === 0) return null;
  return (
    <ul className="issues" id={id}>
      {issues.map(({ code, severity, message, pointer, field }) => (
        <li key={`${code}${pointer}`} className={`issue ${severity}`}>
          {withField && field !== "" && <code>{field}</code>} {message}
        </li>
      ))}
    </ul>
  );
}
