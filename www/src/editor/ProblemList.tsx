import type { Issue } from "connection-update";
import { Button } from "../components/Button.tsx";
import { Icon } from "../components/Icon.tsx";

interface ProblemListProps {
  issues: readonly Issue[];
  /** Returns the label of the field of an issue. */
  getLabel: (issue: Issue) => string;
  onSelect: (issue: Issue) => void;
}

const TITLES = {
  error: "Errors: fix these to save",
  warning: "Warnings",
  info: "Notes",
} as const;

/** Maximum number of issues that are listed for a severity. */
const MAX_LISTED = 50;

/** A list of all issues; errors come first. Each issue is a button that calls `onSelect`. */
export function ProblemList({ issues, getLabel, onSelect }: ProblemListProps) {
  return (["error", "warning", "info"] as const).map((severity) => {
    const found = issues.filter((issue) => issue.severity === severity);
    if (found.length === 0) return null;
    const title = found.every(({ code }) => code === "rejected") ? "Rejected by the server" : TITLES[severity];
    return (
      <section key={severity} aria-label={title}>
        <h2 className="label">{title}</h2>
        <ul className="problem-list">
          {found.slice(0, MAX_LISTED).map((issue) => {
            const label = getLabel(issue);
            return (
              <li key={`${issue.code}${issue.pointer}${issue.message}`}>
                <Button variant="link" onPress={() => onSelect(issue)}>
                  <span className={`issue ${severity}`}>
                    <Icon name={severity} />
                    <span>
                      {label !== "" && <strong>{label}: </strong>}
                      {issue.message}
                    </span>
                  </span>
                </Button>
              </li>
            );
          })}
          {found.length > MAX_LISTED && (
            <li className="hint">And {(found.length - MAX_LISTED).toLocaleString()} more</li>
          )}
        </ul>
      </section>
    );
  });
}
