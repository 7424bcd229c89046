import type { Issue } from "connection-update";
import { createContext, useContext } from "react";
import { pathsEqual, startsWith } from "../lib/path.ts";

/** The issues that the server reported for the last save. Excludes issues of values that were edited since the save. */
export const ServerIssues = createContext<Issue[]>([]);

/** Returns the issues from the server with exactly this path. With `inside`, also returns the issues of parts of the value. */
export function useServerIssues(path: readonly (string | number)[], { inside = false } = {}): Issue[] {
  const matches = inside ? startsWith : pathsEqual;
  return useContext(ServerIssues).filter((issue) => matches(issue.path, path));
}
