import type { Issue } from "connection-update";
import { Message } from "./Message.tsx";

const TITLES = {
  error: "Errors, which keep it from being sent",
  warning: "Warnings",
  info: "Worth knowing",
};

/** A list of all issues; errors come first. Each issue is a button that calls `onSelect`. */
export function IssueList({ issues, onSelect }: { issues: Issue[]; onSelect: (issue: Issue) => void }) {
  const groups = (["error", "warning", "info"] as const).map((severity) => ({
    severity,
    found: issues.filter((issue) => issue.severity === severity),
  }));
  return (
    <section className="card" aria-labelledby="issues">
      <h2 id="issues">
        Issues <span className={issues.length === 0 ? "tag good" : "tag"}>{issues.length}</span>
      </h2>
      {issues.length === 0 && <p className="hint">Nothing is wrong.</p>}
      {groups
        .filter(({ found }) => found.length > 0)
        .map(({ severity, found }) => (
          <section key={severity}>
            <h3>{TITLES[severity]}</h3>
            <ul className="issues" aria-label={TITLES[severity]}>
              {found.slice(0, 50).map((issue) => (
                <li key={`${issue.code}${issue.pointer}${issue.message}`} className={`issue ${severity}`}>
                  <button type="button" className="link" onClick={() => onSelect(issue)}>
                    {issue.field !== "" && <code>{issue.field}</code>} <Message text={issue.message} />
                  </button>
                </li>
              ))}
              {found.length > 50 && <li className="hint">and {found.length - 50} more</li>}
            </ul>
          </section>
        ))}
    </section>
  );
}
