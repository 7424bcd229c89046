// Compares the issues of a draft with those of its whole value.

import assert from "node:assert/strict";
import { validate } from "connection-update";
import { isAboutEdit } from "./edits.mjs";

/** Returns the issues of the value of a draft, with the severities that they have beside the stored connection. */
export function issuesFromScratch(draft, options) {
  const { value, current } = draft;
  const keyOf = ({ code, pointer, message }) => JSON.stringify([code, pointer, message]);
  const compared = new Map(validate(value, { ...options, current }).issues.map((issue) => [keyOf(issue), issue]));
  return validate(value, options).issues.flatMap((issue) => {
    const isLoss = issue.code === "deletes-all-environments" && current.environments?.length > 0;
    return compared.get(keyOf(issue)) ?? (isLoss ? issue : []);
  });
}

/** Expects that the issues of a draft are those of its whole value, except the issues about its edits. */
export function expectAsFromScratch(draft, { rules, ...options } = {}, label = undefined) {
  const form = { ...options, rules: { "read-only-field": "off", ...rules } };
  // New environments lose own variables only if a save sends those of the connection.
  const isLost = draft.isDirtyAt("environmentVariables");
  assert.deepEqual(
    draft.issues.filter((issue) => !isAboutEdit(issue)),
    issuesFromScratch(draft, form).filter(({ code }) => code !== "overwritten-variables" || isLost),
    label,
  );
}
