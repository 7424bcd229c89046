// The rules of the body, written with ajv.

import Ajv, { _ } from "ajv";
import { areUnique, isHttpUrl, NAME, PARAMETER_LOCATIONS, PLAIN_SCHEMES, PROTOCOLS, ULID } from "../rules.mjs";

/** The compiler. It can also write the validator as a module, which needs an import of `rules.mjs` as `rules`. */
export const ajv = new Ajv({
  allErrors: true,
  strictRequired: false,
  discriminator: true,
  code: { source: true, esm: true, formats: _`rules.formats` },
});
ajv.addFormat("http-url", isHttpUrl);
ajv.addKeyword({
  keyword: "unique",
  type: "array",
  schemaType: "array",
  code(context) {
    const { gen, data, schema } = context;
    const areUniqueRef = gen.scopeValue("func", { ref: areUnique, code: _`rules.areUnique` });
    for (const key of schema) context.pass(_`${areUniqueRef}(${data}, ${key})`);
  },
});

const text = { type: "string" };
const id = { type: "string", pattern: ULID.source };
const name = { type: "string", pattern: NAME.source };
const url = { type: "string", format: "http-url" };
const object = (required, properties) => ({ type: "object", required, properties });
const list = (items, unique = []) => ({ type: "array", items, unique });
const variables = list(object(["name", "value"], { name, value: text }), ["name"]);
const parameter = { name: text, in: { enum: PARAMETER_LOCATIONS } };
const scheme = {
  type: "object",
  discriminator: { propertyName: "schemeType" },
  required: ["schemeType"],
  oneOf: [
    object([], { schemeType: { enum: PLAIN_SCHEMES } }),
    object(["name", "in"], { schemeType: { const: "api-key" }, ...parameter }),
    object(["authorizeUrl", "tokenUrl"], { schemeType: { const: "oauth2" }, authorizeUrl: url, tokenUrl: url }),
    object(["name", "in"], { schemeType: { const: "hmac" }, ...parameter }),
  ],
};
const credentials = (item) => object([], { action: list(item), trigger: list(item) });
const existing = object(["id", "name"], {
  id,
  name,
  credentials: credentials(object(["id"], { id, authSchemeConfig: scheme })),
  variables,
});
const created = object(["name"], {
  name,
  credentials: credentials(object([], { authSchemeConfig: scheme, credential: { type: "object" } })),
  variables,
});
// biome-ignore-start lint/suspicious/noThenProperty: a keyword of JSON Schema
/** The JSON Schema of the body. */
export const body = {
  ...object(["id", "organisationId", "name", "protocol"], {
    id,
    organisationId: id,
    name,
    protocol: { enum: PROTOCOLS },
    baseUrl: url,
    authSchemeConfigs: list(scheme),
    environments: list({ type: "object", if: { required: ["id"] }, then: existing, else: created }, ["id", "name"]),
    environmentVariables: variables,
  }),
  if: { properties: { protocol: { const: "http" } } },
  then: { required: ["baseUrl"] },
  else: { anyOf: [{ required: ["baseUrl"] }, { required: ["datasetId"] }] },
};
// biome-ignore-end lint/suspicious/noThenProperty: a keyword of JSON Schema

/** Returns true if a value is valid. */
export const check = ajv.compile(body);
