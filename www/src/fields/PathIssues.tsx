import type { ConnectionDraft } from "connection-update";
import { type DraftPath, useField } from "connection-update/react";
import { InlineIssues } from "../components/InlineIssues.tsx";
import { useServerIssues } from "./ServerIssues.tsx";

interface PathIssuesProps {
  draft: ConnectionDraft;
  path: DraftPath;
  /** Includes the issues inside the value: its parts have no fields that would show them. */
  inside?: boolean;
}

/** The issues at a path that has no field, such as a list. */
export function PathIssues({ draft, path, inside = false }: PathIssuesProps) {
  const field = useField(draft, path);
  const issues = inside ? draft.issuesAt(path, { inside: true }) : field.issues;
  return <InlineIssues issues={[...issues, ...useServerIssues(path, { inside })]} />;
}
