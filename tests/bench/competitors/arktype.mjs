// The rules of the body, written with arktype.

import { type } from "arktype";
import { areUnique, hasBase, isHttpUrl, NAME, PARAMETER_LOCATIONS, PLAIN_SCHEMES, PROTOCOLS, ULID } from "../rules.mjs";

const id = type(ULID);
const name = type(NAME);
const text = type("string");
const url = text.narrow(isHttpUrl);
const unique = (list, ...keys) => keys.reduce((known, key) => known.narrow((items) => areUnique(items, key)), list);
const variables = unique(type({ name, value: text }).array(), "name");
const scheme = type({ schemeType: type.enumerated(...PLAIN_SCHEMES) })
  .or({ schemeType: "'api-key'", name: text, in: type.enumerated(...PARAMETER_LOCATIONS) })
  .or({ schemeType: "'oauth2'", authorizeUrl: url, tokenUrl: url })
  .or({ schemeType: "'hmac'", name: text, in: type.enumerated(...PARAMETER_LOCATIONS) });
const credentials = (item) => type({ "action?": item.array(), "trigger?": item.array() });
const existing = type({
  id,
  name,
  "credentials?": credentials(type({ id, "authSchemeConfig?": scheme })),
  "variables?": variables,
});
const created = type({
  "id?": "undefined",
  name,
  "credentials?": credentials(type({ "authSchemeConfig?": scheme, "credential?": "object" })),
  "variables?": variables,
});
const body = type({
  id,
  organisationId: id,
  name,
  protocol: type.enumerated(...PROTOCOLS),
  "baseUrl?": url,
  "authSchemeConfigs?": scheme.array(),
  "environments?": unique(existing.or(created).array(), "id", "name"),
  "environmentVariables?": variables,
}).narrow(hasBase);

/** Returns true if a value is valid. */
export const check = (value) => !(body(value) instanceof type.errors);
