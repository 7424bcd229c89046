// The shape of the body with typebox.

import Type from "typebox";
import { Compile } from "typebox/compile";

const name = Type.String({ pattern: "\\S" });
const variables = Type.Array(Type.Object({ name, value: Type.String() }));
const scheme = Type.Object({ schemeType: Type.String() });
const credentials = (one) =>
  Type.Object({ action: Type.Optional(Type.Array(one)), trigger: Type.Optional(Type.Array(one)) });
const existing = Type.Object({
  id: Type.String(),
  name,
  credentials: Type.Optional(credentials(Type.Object({ id: Type.String(), authSchemeConfig: Type.Optional(scheme) }))),
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
  Type.Object({
    id: Type.String(),
    organisationId: Type.String(),
    name,
    protocol: Type.Union([Type.Literal("http"), Type.Literal("bigquery")]),
    baseUrl: Type.String(),
    authSchemeConfigs: Type.Optional(Type.Array(scheme)),
    environments: Type.Optional(Type.Array(Type.Union([existing, created]))),
    environmentVariables: Type.Optional(variables),
  }),
);
// Checking alone stops at the first error; where there is one, all are asked for, as a form would.

/** Whether a value is sound. */
export const check = (value) => body.Check(value) || [...body.Errors(value)].length === 0;
