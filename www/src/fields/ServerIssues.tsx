import type { Issue } from "connection-update";
import { createContext, useContext } from "react";
import { pathsEqual, startsWith } from "../lib/path.ts";

/** The issues that the server reported for the last save and that still apply. */
export const ServerIssues = createContext<Issue[]>([]);

/** Returns the server's issues at a path, or below it too. */
export function useServerIssues(path: readonly (string | number)[], { inside = false } = {}): Issue[] {
  const matches = inside ? startsWith : pathsEqual;
  return useContext(ServerIssues).filter((issue) => matches(issue.path, path));
}
