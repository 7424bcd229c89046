/** Writes the messages of issues. They are directly below a field, so that they do not repeat its label. */

import type { Issue, IssueCode, IssueOf, JsonType, ParamValues } from "connection-update";
import { asObjects, asString, memberOf } from "../coerce.ts";
import { displayName, labelOfMember, lowerLabel, PROTOCOL_LABELS } from "../labels.ts";
import { joinWords, plural } from "../plural.ts";
import { UNSUPPORTED_REASONS } from "./unsupported.ts";
import { type GetValue, nameOf, ownValues, quote, shorten, startWith } from "./wording.ts";

/** Writes the message of an issue code. */
type IssueWriter<Code extends IssueCode> = (
  params: NonNullable<IssueOf<Code>["params"]>,
  issue: Issue,
  getValue: GetValue,
) => string;

/** Maximum length of a message of the server that is shown, in UTF-16 code units. */
const MAX_SERVER_MESSAGE_LENGTH = 300;

/** Values of variables that are shorter are not searched in a message of the server: they occur in most sentences. */
const MIN_SECRET_LENGTH = 4;

const ENTER_URL = "Enter a full URL starting with https://.";

const TYPES: Record<JsonType, string> = {
  null: "null",
  boolean: "true or false",
  number: "a number",
  string: "text",
  array: "a list",
  object: "an object",
};

const JSON_PROBLEMS: Record<ParamValues["invalid-json"], string> = {
  "empty-input": "expected a value",
  "expected-value": "expected a value",
  "expected-key": "expected a key in double quotes",
  "expected-colon": "expected a colon",
  "expected-comma-or-brace": "expected a comma or }",
  "expected-comma-or-bracket": "expected a comma or ]",
  "expected-literal": "expected true, false or null",
  "expected-digit": "expected a digit",
  "control-character": "write line breaks in text as \\n, and tabs as \\t",
  "invalid-escape": "write a backslash as \\\\",
  "trailing-text": "remove the text after the value",
  "unexpected-end": "the text ends too early",
};

const URL_PROBLEMS: Record<ParamValues["invalid-url"], string> = {
  scheme: ENTER_URL,
  "no-host": "This URL has no host. Enter one, such as https://api.example.com.",
  "host-character": "The host contains a character that isn't allowed. Check the part after https://.",
  "host-encoding": "The host can't be read. Check the % signs in it.",
  port: "The port must be a number up to 65535.",
  ipv4: "The IPv4 address isn't valid. It must have four numbers up to 255.",
  ipv6: "The IPv6 address isn't valid. Check the part in brackets.",
  bracket: "The IPv6 address has no closing bracket. Add ] after it.",
  "after-address": "There is text after the IPv6 address. Remove it, or add a / before it.",
};

const URL_PARTS: Record<ParamValues["unexpected-url-part"], string> = {
  user: "Contains a username or a password. Remove it, and use an auth scheme.",
  query: "Contains a query. Remove the part after the question mark.",
  fragment: "Contains a fragment. Remove the part after #.",
};

const CURRENT_PROBLEMS: Record<ParamValues["invalid-current"], string> = {
  "not-json": "it isn't valid JSON",
  "not-object": "it isn't an object",
  "not-serializable": "it can't be written as JSON",
  "missing-field": "a required field is missing",
  "not-list": "this isn't a list",
  "duplicate-key-or-surrogate": "it has a duplicate key or half of a character",
  "duplicate-id": "two environments have the same ID",
  "other-connection": "it's another connection",
};

/** The messages for a missing member, by its name. */
const MISSING_FIELDS: ReadonlyMap<string, string> = new Map([
  ["name", "Enter a name."],
  ["value", "Enter a value. It can be empty text."],
  ["protocol", "Select a protocol."],
  ["baseUrl", ENTER_URL],
  ["authorizeUrl", ENTER_URL],
  ["tokenUrl", ENTER_URL],
  ["datasetId", "Enter a dataset, such as my-project.orders."],
  ["schemeType", "Select a type."],
  ["type", "Select a type."],
  ["in", "Select where it's sent."],
  ["algorithm", "Select an algorithm."],
  ["digestInputs", "Select what is signed."],
  ["scopes", "Add a scope. Use [] for none."],
  ["flows", "Select at least one flow."],
  ["credentials", "No credentials yet. Add at least one."],
  ["variables", "No variables yet. Use [] for none."],
]);

const ISSUES: { [Code in IssueCode]: IssueWriter<Code> } = {
  "invalid-json": ({ problem, line, column }) =>
    problem === "empty-input"
      ? "Enter the connection as JSON."
      : `Invalid JSON on line ${line}, column ${column}: ${JSON_PROBLEMS[problem]}.`,
  "invalid-utf8": ({ offset }) => `The text isn't UTF-8 (byte ${offset}). Save it as UTF-8 and try again.`,
  "too-large": ({ limit }) => `Too large. At most ${formatBytes(limit)} can be saved.`,
  "too-deep": ({ limit }) => `Nested too deeply. At most ${plural(limit, "level")} can be saved.`,
  "duplicate-key": ({ key }) => `"${shorten(key)}" is here twice. Remove one of them.`,
  "lone-surrogate": () => "Contains half of a character, such as a cut emoji. Remove it.",
  "undefined-value": () => "Has no value. Enter one or remove this.",
  "not-serializable": () => "Can't be saved as JSON. Use text, a number, a list or an object.",
  "bigint-value": () => "This number can't be saved. Enter it as text.",
  "non-finite-number": () => "Must be a finite number.",
  "cyclic-value": () => "Contains itself. Remove the inner copy.",
  "unreadable-value": () => "Can't be read. Enter it again.",
  "class-instance": () => "Only the plain fields of this object will be saved.",
  "more-issues": ({ count }) =>
    `${plural(count, "more problem")} ${count === 1 ? "isn't" : "aren't"} listed. Fix the listed problems first.`,
  "out-of-memory": () => "Too large to check on this device. Make it smaller.",
  internal: () => "The check failed because of a bug. Please report it.",
  "invalid-type": ({ expected, actual }) => `Must be ${TYPES[expected]}, not ${TYPES[actual]}.`,
  "null-list": () => "Must be a list. Use [] to remove all, or delete this key to keep what's stored.",
  "missing-field": ({ field }) => MISSING_FIELDS.get(field) ?? "Required. Enter a value.",
  "invalid-value": ({ options }) => `Must be ${joinWords(options.map(quote), "or")}.`,
  "unknown-field": ({ field }) => `"${shorten(field)}" isn't a known field here. It's saved, but may be ignored.`,
  "read-only-field": () => "Read-only: ignored when saving.",
  "empty-value": ({ fields }) =>
    fields.includes("action")
      ? "No credentials yet. Add at least one."
      : fields.includes("clientCredentials")
        ? "Select at least one flow."
        : `Fill in at least one of these: ${joinWords(fields.map(labelOfMember), "or")}.`,
  "unknown-type": () => "Unknown type. Check the spelling, or keep it if the server supports it.",
  "inapplicable-field": ({ protocol }) =>
    `Not used by ${PROTOCOL_LABELS.get(protocol) ?? protocol} connections. Remove it.`,
  "blank-name": () => "Enter a name.",
  "surrounding-whitespace": () => "Starts or ends with a space, which will be saved too.",
  "invalid-ulid": () => "This isn't a valid ID. IDs have 26 letters and digits.",
  "invalid-url": ({ problem }) => URL_PROBLEMS[problem],
  "template-url": () => "Contains a placeholder, so this URL can't be checked.",
  "repaired-url": ({ repaired }) => `Will be read as "${shorten(repaired)}". Enter it like this.`,
  "unexpected-url-part": ({ part }) => URL_PARTS[part],
  "insecure-url": () => "http:// isn't encrypted. Use https://.",
  "invalid-dataset-id": () => "Enter the project and the dataset, such as my-project.orders.",
  "invalid-time": () => "Enter a time such as 2026-11-07T05:31:56Z.",
  "masked-value": () => "This looks like a masked secret and would replace the real one. Enter the real value.",
  "duplicate-value": ({ field }, { path }, getValue) => {
    if (field === "id") return "Another item has this ID. Remove one of the two.";
    const name = field === "name" ? displayName({ name: path.reduce(memberOf, getValue()) }) : undefined;
    return name === undefined
      ? "Already used. Names must be unique."
      : `"${name}" is already used. Names must be unique.`;
  },
  "immutable-field": ({ field }) => `${labelOfMember(field)} can't be changed after creation.`,
  "unknown-environment": () => "No environment has this ID. To add one, leave the ID out.",
  "environment-not-editable": ({ name, member }) =>
    `The ${lowerLabel(labelOfMember(member))} of ${nameOf({ name })} can't be saved with the connection. Save it separately.`,
  "immutable-scheme-type": () => UNSUPPORTED_REASONS["scheme-type"],
  "deletes-environment": ({ name }) => `${startWith({ name })} will be deleted. This can't be undone.`,
  "deletes-all-environments": () => "An empty list deletes all environments. To keep them, delete this key.",
  "overwritten-variables": ({ name, names }) => `${startWith({ name })} loses ${ownValues(names)}.`,
  "stale-scheme-copy": ({ name }) =>
    `${startWith({ name })} keeps an older copy of an auth scheme. Edit the environment to change its copy.`,
  "invalid-current": ({ problem }) =>
    `The stored connection can't be used: ${CURRENT_PROBLEMS[problem]}. Reload the page.`,
  "invalid-change": ({ expected, actual }) => `Must be ${TYPES[expected]}, not ${TYPES[actual]}.`,
  "conflicting-edit": ({ name }) => `"${shorten(name)}" is both set and removed. Undo one of the two.`,
  "invalid-order": () => "The order must contain each environment once.",
  "nothing-to-remove": ({ name }) => `There is no variable "${shorten(name)}" to remove.`,
  "missing-list": () => "This list is missing. Use [] to remove all, or undo to keep what's stored.",
  "unknown-outcome": ({ name }) =>
    `We don't know if ${nameOf({ name })} was created. Compare the environments, then remove it here.`,
  "unsupported-edit": ({ reason }) => UNSUPPORTED_REASONS[reason],
  "unsafe-id": () => "IDs can have only letters, digits, dots and the characters - _ ~.",
  "id-mismatch": ({ field }) =>
    `Must be the ID of this ${field === "organisationId" ? "organisation" : "connection"}. Undo this change.`,
  rejected: ({ message }, _, getValue) => {
    const text = cleanServerMessage(message, getValue());
    return text === undefined ? "The server rejected this." : `The server rejected this: ${text}`;
  },
};

/** Returns the message of an issue; `undefined` if its code is unknown. */
export function describeIssue(issue: Issue, getValue: GetValue): string | undefined {
  const write = ISSUES[issue.code] as IssueWriter<IssueCode> | undefined;
  return write?.((issue.params ?? {}) as never, issue, getValue);
}

/**
 * Returns a message of the server as a sentence. Returns `undefined` if the message is not a text for people, or contains the value
 * of a variable.
 */
function cleanServerMessage(message: string, value: unknown): string | undefined {
  const text = message.replaceAll("`", '"').replace(/\s+/g, " ").trim();
  if (text === "" || text.length > MAX_SERVER_MESSAGE_LENGTH || /<[a-z!/]/i.test(text)) return undefined;
  const environments = asObjects(memberOf(value, "environments"));
  const lists = [memberOf(value, "environmentVariables"), ...environments.map(({ variables }) => variables)];
  const containsSecret = lists.some((list) =>
    asObjects(list).some(({ value: secret }) => {
      const shown = asString(secret).replace(/\s+/g, " ").trim();
      return shown.length >= MIN_SECRET_LENGTH && text.includes(shown);
    }),
  );
  if (containsSecret) return undefined;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function formatBytes(bytes: number): string {
  return bytes < 1_048_576 ? `${Math.floor(bytes / 1024)} KB` : `${Math.floor(bytes / 1_048_576)} MB`;
}
