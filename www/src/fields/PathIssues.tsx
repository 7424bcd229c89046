import type { ConnectionDraft, DraftPath } from "connection-update";
import { useField } from "connection-update/react";
import { useSyncExternalStore } from "react";
import { InlineIssues } from "../components/InlineIssues.tsx";
import type { Path } from "../lib/path.ts";

interface PathIssuesProps {
  draft: ConnectionDraft;
  path: Path;
}

/** The issues at a path that has no control, such as the path of a list. */
export function PathIssues({ draft, path }: PathIssuesProps) {
  const { issues } = useField(draft, path as DraftPath);
  return <InlineIssues issues={issues} />;
}

/** The issues at a path and at all parts of its value, for a value whose parts have no controls. */
export function PathIssuesInside({ draft, path }: PathIssuesProps) {
  const getIssueCount = () => draft.issuesAt(path, { inside: true }).length;
  // Renders again when the number of issues changes.
  useSyncExternalStore(draft.subscribe, getIssueCount);
  useField(draft, path as DraftPath);
  return <InlineIssues issues={draft.issuesAt(path, { inside: true })} />;
}
