// The rules of the body, written with typebox.

import Type from "typebox";
import { Compile } from "typebox/compile";
import { areUnique, hasBase, isHttpUrl, NAME, PARAMETER_LOCATIONS, PLAIN_SCHEMES, PROTOCOLS, ULID } from "../rules.mjs";

const oneOf = (words) => Type.Union(words.map((word) => Type.Literal(word)));
const id = Type.String({ pattern: ULID.source });
const name = Type.String({ pattern: NAME.source });
const text = Type.String();
const url = Type.Refine(Type.String(), isHttpUrl);
const unique = (list, ...keys) =>
  keys.reduce((known, key) => Type.Refine(known, (items) => areUnique(items, key)), list);
const variables = unique(Type.Array(Type.Object({ name, value: text })), "name");
const scheme = Type.Union([
  Type.Object({ schemeType: oneOf(PLAIN_SCHEMES) }),
  Type.Object({ schemeType: Type.Literal("api-key"), name: text, in: oneOf(PARAMETER_LOCATIONS) }),
  Type.Object({ schemeType: Type.Literal("oauth2"), authorizeUrl: url, tokenUrl: url }),
  Type.Object({ schemeType: Type.Literal("hmac"), name: text, in: oneOf(PARAMETER_LOCATIONS) }),
]);
const credentials = (item) =>
  Type.Object({ action: Type.Optional(Type.Array(item)), trigger: Type.Optional(Type.Array(item)) });
const existing = Type.Object({
  id,
  name,
  credentials: Type.Optional(credentials(Type.Object({ id, authSchemeConfig: Type.Optional(scheme) }))),
  variables: Type.Optional(variables),
});
const created = Type.Object({
  id: Type.Optional(Type.Undefined()),
  name,
  credentials: Type.Optional(
    credentials(Type.Object({ authSchemeConfig: Type.Optional(scheme), credential: Type.Optional(Type.Object({})) })),
  ),
  variables: Type.Optional(variables),
});
const body = Compile(
  Type.Refine(
    Type.Object({
      id,
      organisationId: id,
      name,
      protocol: oneOf(PROTOCOLS),
      baseUrl: Type.Optional(url),
      authSchemeConfigs: Type.Optional(Type.Array(scheme)),
      environments: Type.Optional(unique(Type.Array(Type.Union([existing, created])), "id", "name")),
      environmentVariables: Type.Optional(variables),
    }),
    hasBase,
  ),
);
// `Check` stops at the first error. A form needs all errors, which `Errors` lists.

/** Returns true if a value is valid. */
export const check = (value) => body.Check(value) || [...body.Errors(value)].length === 0;
