import type { ConnectionDraft, DraftPath } from "connection-update";
import { useField } from "connection-update/react";
import { InlineIssues } from "../components/InlineIssues.tsx";

interface PathIssuesProps {
  draft: ConnectionDraft;
  path: DraftPath;
  /** Also shows the issues of parts of the value. Use this option if no other component shows the issues of the parts. */
  inside?: boolean;
}

/** The issues at a path that has no input, such as the path of a list. */
export function PathIssues({ draft, path, inside = false }: PathIssuesProps) {
  const field = useField(draft, path);
  const issues = inside ? draft.issuesAt(path, { inside: true }) : field.issues;
  return <InlineIssues issues={issues} />;
}
