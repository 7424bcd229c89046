import type { Issue } from "connection-update";
import "./Field.css";
import { Icon } from "./Icon.tsx";

interface InlineIssuesProps {
  issues: readonly Pick<Issue, "code" | "severity" | "message" | "pointer">[];
  id?: string;
}

/** Maximum number of issues that are shown. The list of problems has all of them. */
const MAX_SHOWN = 3;

/** A list of the messages of issues. Without issues, renders nothing. An icon shows the severity, too. */
export function InlineIssues({ issues, id }: InlineIssuesProps) {
  if (issues.length === 0) return null;
  return (
    <ul className="issues" id={id}>
      {issues.slice(0, MAX_SHOWN).map(({ code, severity, message, pointer }) => (
        <li key={`${code}${pointer}${message}`} className={`issue ${severity}`}>
          <Icon name={severity} />
          <span>{message}</span>
        </li>
      ))}
      {issues.length > MAX_SHOWN && (
        <li className="issue info">And {(issues.length - MAX_SHOWN).toLocaleString()} more in the list of problems.</li>
      )}
    </ul>
  );
}
