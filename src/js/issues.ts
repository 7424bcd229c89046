/** Issues as they arrive: takes numbers and the text that they measure out, gives plain objects. */

import { type Issue, type IssueCode, issueCodes as joinedCodes, type PackedIssues, type Path, word } from "./core.js";
import { FINDINGS_SLOT, OPTIONS_SLOT, type Options, writeJson } from "./input.js";
import type { Finding } from "./inspect.js";

const SEVERITIES = ["error", "warning", "info"] as const;

let codes: readonly IssueCode[] | undefined;

/** Every issue code, in the order of its number. */
export function issueCodeList(): readonly IssueCode[] {
  codes ??= Object.freeze(joinedCodes().split(" ") as IssueCode[]);
  return codes;
}

/** The issues that a verb found. */
export function unpack(packed: PackedIssues): Issue[] {
  if (packed === undefined) return [];
  const [numbers, text] = packed;
  const names = issueCodeList();
  const issues: Issue[] = [];
  let at = 0;
  let start = 0;
  const number = () => numbers[at++] as number;
  const slice = () => {
    const end = start + number();
    const part = text.slice(start, end);
    start = end;
    return part;
  };
  while (at < numbers.length) {
    const code = names[number()] as IssueCode;
    const severity = SEVERITIES[number()] as Issue["severity"];
    const path: Path = [];
    for (let rest = number(); rest > 0; rest--) path.push(number() === 0 ? number() : slice());
    const params: [string, string | number][] = [];
    for (let rest = number(); rest > 0; rest--) params.push([slice(), number() === 0 ? number() : slice()]);
    const issue: Issue = { code, severity, path, pointer: slice(), field: slice(), message: slice() };
    if (params.length > 0) issue.params = Object.fromEntries(params);
    issues.push(issue);
  }
  return issues;
}

/** What the inspection of a value found, as issues. */
export function words(findings: Finding[], options: Options): Issue[] {
  if (findings.length === 0) return [];
  const list = findings.map(({ code, path, params }) => [code, path, params]);
  return unpack(word(writeJson(FINDINGS_SLOT, list), writeJson(OPTIONS_SLOT, options)));
}

/** What is said where the module trapped. */
export function internalIssues(): Issue[] {
  return words([{ code: "internal", path: [], params: [] }], undefined);
}

/** Whether nothing keeps the body from being sent. */
export function isOk(issues: Issue[]): boolean {
  return issues.every(({ severity }) => severity !== "error");
}
