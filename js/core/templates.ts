/** Reads the English messages of the module, and fills in their params. */

import { type Issue, type IssueCode, issueTexts, type Path } from "./core.js";

/** A message or a phrase, split into literal text and names of params, which alternate. The first and the last item are text. */
type Parts = string[];

/** The message of an issue code. */
export interface MessageTemplate {
  code: IssueCode;
  parts: Parts;
  /** The phrases that replace values of params, by value. */
  phrases: Map<string, Parts> | undefined;
}

/** The details of an issue, by name. */
export type AnyParams = Record<string, string | number | boolean | string[]>;

let templates: MessageTemplate[] | undefined;
let codes: readonly IssueCode[] | undefined;

/** Returns the message template of every issue code. The index of a template is the number of its code. */
export function getMessageTemplates(): MessageTemplate[] {
  templates ??= readTemplates(issueTexts());
  return templates;
}

/** Reads one line for each code, and then one line for each phrase. The name of a phrase is the code, a colon and the value. */
function readTemplates(text: string): MessageTemplate[] {
  const found = new Map<string, MessageTemplate>();
  for (const line of text.split("\n")) {
    const [name = "", ...message] = line.split(" ");
    const [code = "", value] = name.split(":");
    const parts = message.join(" ").split(/[{}]/);
    const template = found.get(code);
    if (template === undefined) found.set(code, { code: code as IssueCode, parts, phrases: undefined });
    else {
      template.phrases ??= new Map();
      template.phrases.set(value as string, parts);
    }
  }
  return [...found.values()];
}

/** Returns every issue code. The index of a code is its number. */
export function listIssueCodes(): readonly IssueCode[] {
  codes ??= Object.freeze(getMessageTemplates().map(({ code }) => code));
  return codes;
}

/** Fills in the params of a message. Inside a phrase, params have no phrases. */
export function fillIn(parts: Parts, phrases: MessageTemplate["phrases"], params: AnyParams | undefined): string {
  let message = parts[0] as string;
  for (let at = 1; at < parts.length; at += 2) {
    const value = params?.[parts[at] as string] ?? "";
    const phrase = phrases?.get(value as string);
    if (phrase !== undefined) message += fillIn(phrase, undefined, params);
    else message += Array.isArray(value) ? value.map((name) => `\`${name}\``).join(", ") : value;
    message += parts[at + 1];
  }
  return message;
}

/** The params that contain names of fields. */
const FIELD_PARAMS = ["field", "fields", "member"];

/**
 * Returns the English message of an issue with labels in the place of the names of fields. Returns `undefined` if the message
 * contains no field.
 */
export function renderMessage(issue: Issue, labelOf: (path: Path) => string | undefined): string | undefined {
  const template = getMessageTemplates().find(({ code }) => code === issue.code) as MessageTemplate;
  const parts = template.parts.slice();
  // No text between params is only such a name.
  const at = parts.findIndex((part) => FIELD_PARAMS.includes(part));
  if (at < 0) return undefined;
  const name = parts[at] as string;
  const params = issue.params as AnyParams;
  const fields = [params[name] as string | string[]].flat();
  const labels = fields.map((field) => {
    const label = labelOf(issue.path.at(-1) === field ? issue.path : [...issue.path, field]);
    return label ?? `\`${field}\``;
  });
  // A single name is in backticks, which a label does not have.
  parts[at - 1] = (parts[at - 1] as string).replace(/`$/, "");
  parts[at + 1] = (parts[at + 1] as string).replace(/^`/, "");
  return fillIn(parts, undefined, { ...params, [name]: labels.join(", ") });
}
