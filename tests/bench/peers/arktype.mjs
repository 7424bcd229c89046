// The shape of the body with arktype.

import { type } from "arktype";

const name = type("/\\S/");
const variables = type({ name, value: "string" }).array();
const scheme = type({ schemeType: "string" });
const credentials = (one) => type({ "action?": one.array(), "trigger?": one.array() });
const existing = type({
  id: "string",
  name,
  "credentials?": credentials(type({ id: "string", "authSchemeConfig?": scheme })),
  "variables?": variables,
});
const created = type({
  "id?": "undefined",
  name,
  "credentials?": credentials(type({ "authSchemeConfig?": scheme, "credential?": "object" })),
  "variables?": variables,
});
const body = type({
  id: "string",
  organisationId: "string",
  name,
  protocol: "'http' | 'bigquery'",
  baseUrl: "string",
  "authSchemeConfigs?": scheme.array(),
  "environments?": existing.or(created).array(),
  "environmentVariables?": variables,
});

/** Whether a value is sound. */
export const check = (value) => !(body(value) instanceof type.errors);
