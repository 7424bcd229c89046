import type { Issue } from "connection-update";
import { Message } from "./Message.tsx";

interface InlineIssuesProps {
  issues: Issue[];
  id?: string;
  /** Reserves space for one issue, so that the first one moves nothing. */
  reservesSpace?: boolean;
}

/** The messages of issues as a list. Renders nothing if there are none, or an empty space with `reservesSpace`. */
export function InlineIssues({ issues, id, reservesSpace = false }: InlineIssuesProps) {
  if (issues.length === 0) return reservesSpace ? <div className="issues" /> : null;
  return (
    <ul className="issues" id={id}>
      {issues.map(({ code, severity, message, pointer }) => (
        <li key={`${code}${pointer}${message}`} className={`issue ${severity}`}>
          <Message text={message} />
        </li>
      ))}
    </ul>
  );
}
