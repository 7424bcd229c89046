// The shape of the body with ajv.

import Ajv from "ajv";

const text = { type: "string" };
const name = { type: "string", pattern: "\\S" };
const object = (required, properties) => ({ type: "object", required, properties });
const list = (items) => ({ type: "array", items });
const variables = list(object(["name", "value"], { name, value: text }));
const scheme = object(["schemeType"], { schemeType: text });
const credentials = (one) => object([], { action: list(one), trigger: list(one) });
const existing = object(["id", "name"], {
  id: text,
  name,
  credentials: credentials(object(["id"], { id: text, authSchemeConfig: scheme })),
  variables,
});
const created = object(["name"], {
  name,
  credentials: credentials(object([], { authSchemeConfig: scheme, credential: { type: "object" } })),
  variables,
});
const body = object(["id", "organisationId", "name", "protocol", "baseUrl"], {
  id: text,
  organisationId: text,
  name,
  protocol: { enum: ["http", "bigquery"] },
  baseUrl: text,
  authSchemeConfigs: list(scheme),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  environments: list({ type: "object", if: { required: ["id"] }, then: existing, else: created }),
  environmentVariables: variables,
});

/** Whether a value is sound. */
export const check = new Ajv({ allErrors: true, strictRequired: false }).compile(body);
