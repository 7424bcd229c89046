import type { Issue } from "connection-update";
import { Message } from "./Message.tsx";

interface InlineIssuesProps {
  issues: Issue[];
  id?: string;
  /** Reserves space for one issue, so that the page does not move when the first issue appears. */
  reservesSpace?: boolean;
}

/** A list of the messages of issues. Without issues, renders nothing. With `reservesSpace`, renders a space instead. */
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
