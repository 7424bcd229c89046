// Who is measured: this package, and what a front end would otherwise validate with. Every contender checks the shape
// of the body: kinds, required fields, the protocol, blank names, existing and new environments, all errors at once.
// This package also checks ids, URLs, unique names, unknown fields and members of auth schemes, which the others are
// spared.

import Ajv from "ajv";
import { type } from "arktype";
import { validate } from "connection-update";
import Type from "typebox";
import { Compile } from "typebox/compile";
import * as v from "valibot";
import { z } from "zod";

/** Each contender: whether a value is sound. The package's own also takes text. */
export const contenders = {
  "connection-update": { value: (body) => validate(body).ok, text: (json) => validate(json).ok },
  zod: { value: zodCheck() },
  valibot: { value: valibotCheck() },
  ajv: { value: ajvCheck() },
  typebox: { value: typeboxCheck() },
  arktype: { value: arktypeCheck() },
};

function zodCheck() {
  const name = z.string().regex(/\S/);
  const variables = z.array(z.looseObject({ name, value: z.string() }));
  const scheme = z.looseObject({ schemeType: z.string() });
  const credentials = (one) => z.looseObject({ action: z.array(one).optional(), trigger: z.array(one).optional() });
  const existing = z.looseObject({
    id: z.string(),
    name,
    credentials: credentials(z.looseObject({ id: z.string(), authSchemeConfig: scheme.optional() })).optional(),
    variables: variables.optional(),
  });
  const created = z.looseObject({
    id: z.undefined().optional(),
    name,
    credentials: credentials(
      z.looseObject({ authSchemeConfig: scheme.optional(), credential: z.looseObject({}).optional() }),
    ).optional(),
    variables: variables.optional(),
  });
  const body = z.looseObject({
    id: z.string(),
    organisationId: z.string(),
    name,
    protocol: z.enum(["http", "bigquery"]),
    baseUrl: z.string(),
    authSchemeConfigs: z.array(scheme).optional(),
    environments: z.array(z.union([existing, created])).optional(),
    environmentVariables: variables.optional(),
  });
  return (value) => body.safeParse(value).success;
}

function valibotCheck() {
  const name = v.pipe(v.string(), v.regex(/\S/));
  const variables = v.array(v.looseObject({ name, value: v.string() }));
  const scheme = v.looseObject({ schemeType: v.string() });
  const credentials = (one) => v.looseObject({ action: v.optional(v.array(one)), trigger: v.optional(v.array(one)) });
  const existing = v.looseObject({
    id: v.string(),
    name,
    credentials: v.optional(credentials(v.looseObject({ id: v.string(), authSchemeConfig: v.optional(scheme) }))),
    variables: v.optional(variables),
  });
  const created = v.looseObject({
    id: v.optional(v.undefined_()),
    name,
    credentials: v.optional(
      credentials(v.looseObject({ authSchemeConfig: v.optional(scheme), credential: v.optional(v.looseObject({})) })),
    ),
    variables: v.optional(variables),
  });
  const body = v.looseObject({
    id: v.string(),
    organisationId: v.string(),
    name,
    protocol: v.picklist(["http", "bigquery"]),
    baseUrl: v.string(),
    authSchemeConfigs: v.optional(v.array(scheme)),
    environments: v.optional(v.array(v.union([existing, created]))),
    environmentVariables: v.optional(variables),
  });
  return (value) => v.safeParse(body, value).success;
}

function ajvCheck() {
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
  return new Ajv({ allErrors: true, strictRequired: false }).compile(body);
}

function typeboxCheck() {
  const name = Type.String({ pattern: "\\S" });
  const variables = Type.Array(Type.Object({ name, value: Type.String() }));
  const scheme = Type.Object({ schemeType: Type.String() });
  const credentials = (one) =>
    Type.Object({ action: Type.Optional(Type.Array(one)), trigger: Type.Optional(Type.Array(one)) });
  const existing = Type.Object({
    id: Type.String(),
    name,
    credentials: Type.Optional(
      credentials(Type.Object({ id: Type.String(), authSchemeConfig: Type.Optional(scheme) })),
    ),
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
  return (value) => body.Check(value) || [...body.Errors(value)].length === 0;
}

function arktypeCheck() {
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
  return (value) => !(body(value) instanceof type.errors);
}
