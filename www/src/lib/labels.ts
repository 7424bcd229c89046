/** Returns the labels of fields and of their options, as the form shows them. */

import { asObjects, asString, memberOf } from "./coerce.ts";
import type { Path } from "./path.ts";

/** The types of an auth scheme. */
export const SCHEME_TYPE_LABELS: ReadonlyMap<string, string> = new Map([
  ["api-key", "API key"],
  ["basic-auth", "Basic auth"],
  ["oauth2", "OAuth 2.0"],
  ["hmac", "HMAC signature"],
  ["google-service-account", "Google service account"],
  ["none", "None"],
]);

/** The part of a request that contains a key or a signature. */
export const PLACE_LABELS: ReadonlyMap<string, string> = new Map([
  ["header", "Header"],
  ["query", "Query parameter"],
  ["cookie", "Cookie"],
]);

/** The hash algorithms of HMAC. */
export const ALGORITHM_LABELS: ReadonlyMap<string, string> = new Map([
  ["sha1", "SHA-1"],
  ["sha256", "SHA-256"],
  ["sha512", "SHA-512"],
]);

/** The parts of a request that HMAC signs. */
export const DIGEST_INPUT_LABELS: ReadonlyMap<string, string> = new Map([
  ["url", "URL"],
  ["body", "Body"],
]);

/** The flows of OAuth 2.0. */
export const FLOW_LABELS: ReadonlyMap<string, string> = new Map([
  ["clientCredentials", "Client credentials"],
  ["authorizationCode", "Authorization code"],
]);

/** The usages of a credential: `action` is for requests to the external system, `trigger` for requests from it. */
export const USAGE_LABELS: ReadonlyMap<string, string> = new Map([
  ["action", "To the system"],
  ["trigger", "From the system"],
]);

/** The types of a credential. */
export const CREDENTIAL_TYPE_LABELS: ReadonlyMap<string, string> = new Map([
  ["none", "None"],
  ["string", "Text"],
  ["binary", "Binary"],
  ["basic-auth", "Basic auth"],
  ["oauth2-client", "OAuth 2.0 client"],
  ["oauth2-token", "OAuth 2.0 token"],
]);

/** The protocols of a connection. */
export const PROTOCOL_LABELS: ReadonlyMap<string, string> = new Map([
  ["http", "HTTP"],
  ["bigquery", "BigQuery"],
]);

const MEMBER_LABELS: ReadonlyMap<string, string> = new Map([
  ["id", "ID"],
  ["organisationId", "Organisation ID"],
  ["name", "Name"],
  ["protocol", "Protocol"],
  ["baseUrl", "Base URL"],
  ["datasetId", "Dataset"],
  ["authSchemeConfigs", "Auth schemes"],
  ["environments", "Environments"],
  ["environmentVariables", "Variables"],
  ["variables", "Variables"],
  ["versions", "Versions"],
  ["createdAt", "Creation time"],
  ["updatedAt", "Update time"],
  ["schemeType", "Type"],
  ["type", "Type"],
  ["in", "Send in"],
  ["algorithm", "Algorithm"],
  ["digestInputs", "Signed content"],
  ["authorizeUrl", "Authorize URL"],
  ["tokenUrl", "Token URL"],
  ["scopes", "Scopes"],
  ["description", "Description"],
  ["flows", "Flows"],
  ...FLOW_LABELS,
  ["applicationCredential", "Application credential"],
  ["credentials", "Credentials"],
  ["action", "Credentials (to the system)"],
  ["trigger", "Credentials (from the system)"],
  ["authSchemeConfig", "Auth scheme"],
  ["credential", "Credential"],
  ["data", "Data"],
  ["value", "Value"],
  ["valueBase64", "Value"],
  ["username", "Username"],
  ["password", "Password"],
  ["clientId", "Client ID"],
  ["clientSecret", "Client secret"],
  ["additionalParams", "Additional parameters"],
  ["accessToken", "Access token"],
  ["refreshToken", "Refresh token"],
  ["usages", "Usages"],
  ["errors", "Errors"],
]);

/** The labels of items without a name, by list. `#` is the number of the item, from 1. */
const ITEM_LABELS: ReadonlyMap<string, string> = new Map([
  ["authSchemeConfigs", "Auth scheme #"],
  ["environments", "Environment #"],
  ["environmentVariables", "Variable #"],
  ["variables", "Variable #"],
  ["versions", "Version #"],
  ["scopes", "Scope #"],
  ["digestInputs", "Signed content"],
  ["action", "Credential # (to the system)"],
  ["trigger", "Credential # (from the system)"],
]);

/** The members that a label omits if a part of them follows. */
const OMITTED_MEMBERS = new Set(["credentials", "credential", "data", "flows", "authorizationCode"]);

/** Maximum length of a name in a label, in UTF-16 code units. */
const MAX_NAME_LENGTH = 60;

/** Returns the label of a member, such as "Base URL". The label of an unknown member is its own name. */
export function labelOfMember(name: string): string {
  return MEMBER_LABELS.get(name) ?? name;
}

/** Returns the name of an item for people; `undefined` if the item has no visible name. */
export function displayName(item: unknown): string | undefined {
  const [{ name } = {}] = asObjects([item]);
  const text = asString(name).replace(/\s+/g, " ").trim();
  if (/^\p{Cf}*$/u.test(text)) return undefined;
  return text.length > MAX_NAME_LENGTH ? `${text.slice(0, MAX_NAME_LENGTH)}…` : text;
}

/**
 * Returns the label of a field, such as "Base URL" or "Staging: name". It never contains the value of a variable.
 *
 * @param value the connection, which may have any shape
 */
export function labelOf(path: Path, value: unknown): string {
  const parts: string[] = [];
  let item = value;
  for (let at = 0; at < path.length; at++) {
    const key = path[at] as string | number;
    const next = path[at + 1];
    item = memberOf(item, key);
    if (typeof key === "number") {
      parts.push(toPart(`Item ${key + 1}`, parts));
    } else if (typeof next === "number") {
      at++;
      item = memberOf(item, next);
      const isVariable = key === "environmentVariables" || key === "variables";
      const name = isVariable || key === "environments" ? displayName(item) : undefined;
      parts.push(name ?? labelOfItem(key, next, item, parts));
      // The label of a value is the name of its variable.
      if (name !== undefined && isVariable && path[at + 1] === "value") at++;
    } else if (next === undefined || !OMITTED_MEMBERS.has(key)) {
      parts.push(MEMBER_LABELS.has(key) ? toPart(labelOfMember(key), parts) : key);
    }
  }
  return parts.length === 0 ? "Connection" : parts.join(": ");
}

/** Returns the label of an item without a name. */
function labelOfItem(list: string, index: number, item: unknown, before: string[]): string {
  const isNew = list === "environments" && item !== undefined && memberOf(item, "id") === undefined;
  const label = isNew ? "New environment" : ITEM_LABELS.get(list);
  return label === undefined ? `${list} ${index + 1}` : toPart(label.replace("#", String(index + 1)), before);
}

/** Returns a label for the middle of a sentence: in lower case, except for abbreviations such as "ID". */
export function lowerLabel(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

function toPart(label: string, before: string[]): string {
  return before.length > 0 ? lowerLabel(label) : label;
}
