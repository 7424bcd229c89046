// Tests the schemas for other tools: against the rules with a JSON Schema validator, against the types, and in a form.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { createForm } from "@felte/core";
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { FieldApi, FormApi } from "@tanstack/form-core";
import Ajv2020 from "ajv/dist/2020.js";
import {
  ConnectError,
  connectionUpdateSchema,
  createConnectionUpdateSchema,
  isConnectError,
  jsonSchema,
  unwrap,
  validate,
} from "connection-update";
import fc from "fast-check";
import { createFormControl } from "react-hook-form";
import { writable } from "svelte/store";
import { bodyOf, fixture } from "./fixtures.mjs";
import { assertOften, runs } from "./runs.mjs";

const { base, cases } = await fixture("validate");
const against = await fixture("against");

const ajv = new Ajv2020({ strict: true });
const SHAPE = ["invalid-type", "null-list", "missing-field", "invalid-value", "blank-name"];
const STRICT = [
  ...SHAPE,
  "invalid-type",
  "missing-field",
  "invalid-value",
  "empty-value",
  "inapplicable-field",
  "invalid-dataset-id",
  "invalid-ulid",
  "unknown-field",
  "blank-name",
];

/** Validates a body with our rules of shape and with the JSON Schema. */
const DIALECTS = [
  { name: "the rules by default", options: {}, codes: new Set(SHAPE), accepts: ajv.compile(jsonSchema()) },
  {
    name: "the strict rules",
    options: { rules: "strict" },
    codes: new Set(STRICT),
    accepts: ajv.compile(jsonSchema({ rules: "strict" })),
  },
];

test("the schema and the rules agree on every shared body", () => {
  for (const { options, codes, accepts } of DIALECTS) {
    for (const one of cases.filter(({ text }) => text === undefined)) {
      const value = bodyOf(one, base);
      const isValid = !validate(value, options).issues.some(
        ({ code, severity }) => codes.has(code) && severity === "error",
      );
      assert.equal(accepts(value), isValid, `${one.name}: ${JSON.stringify(accepts.errors)}`);
    }
  }
});

const id = "01J9ZK8Q4T7W3X5Y6Z8A9B0C01";
const scheme = fc.constantFrom(
  { schemeType: "none" },
  { schemeType: "later", any: [1] },
  { schemeType: "api-key", name: "X", in: "header" },
  { schemeType: "hmac", name: "X", in: "query", algorithm: "sha1", digestInputs: ["body", "url"] },
  {
    schemeType: "oauth2",
    authorizeUrl: "https://a.example",
    tokenUrl: "https://a.example",
    scopes: [{ name: "a" }, { name: "b", description: "B" }],
    flows: { authorizationCode: { applicationCredential: { id } }, clientCredentials: {} },
  },
);
const variables = fc.array(fc.record({ name: fc.string({ minLength: 1 }), value: fc.string() }), { maxLength: 3 });
const held = fc.constantFrom(
  { id },
  { name: "a", type: "none", data: {} },
  { name: "a", type: "string", data: { value: "v" } },
  { name: "a", type: "basic-auth", data: { username: "u", password: "p" } },
  {
    name: "a",
    type: "oauth2-client",
    data: { clientId: "c", clientSecret: "s", authorizeUrl: "https://a.example", tokenUrl: "https://a.example" },
  },
);
const list = (item) => fc.array(item, { minLength: 1, maxLength: 2 });
const optional = { requiredKeys: [] };
const existing = fc.record({
  id: fc.constant(id),
  name: fc.constant("Production"),
  credentials: fc.record({ action: list(fc.record({ id: fc.constant(id), authSchemeConfig: scheme })) }),
  variables,
});
const created = fc.record({
  name: fc.constant("Test"),
  credentials: fc.record({ trigger: list(fc.record({ authSchemeConfig: scheme, credential: held })) }),
  variables,
});
const body = fc
  .tuple(
    fc.constantFrom({ protocol: "http", baseUrl: "https://a.example" }, { protocol: "bigquery", datasetId: "a.b" }),
    fc.record(
      {
        authSchemeConfigs: fc.array(scheme, { maxLength: 2 }),
        environments: fc.array(fc.oneof(existing, created), { maxLength: 2 }),
        environmentVariables: variables,
      },
      optional,
    ),
  )
  .map(([fixed, lists]) => ({ id, organisationId: id, name: "Shop", ...fixed, ...lists }));
const weird = fc.constantFrom(
  null,
  true,
  7,
  "",
  " ",
  "\ufeff",
  "\u0085",
  "x",
  [],
  {},
  [[]],
  [{}],
  { id: 1 },
  { schemeType: "api-key" },
);
const mutations = fc.array(fc.record({ at: fc.nat(), value: fc.option(weird, { nil: undefined }) }), { maxLength: 3 });

/** Returns every member and item of a value, as its parent and its key. */
function slots(value) {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => [[value, key], ...slots(value[key])]);
}

/** Removes or replaces a few values at random paths. */
function mutate([valid, changes]) {
  const value = structuredClone(valid);
  for (const { at, value: replacement } of changes) {
    const all = slots(value);
    if (all.length === 0) continue;
    const [holder, key] = all[at % all.length];
    if (replacement !== undefined) holder[key] = structuredClone(replacement);
    else if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  }
  return value;
}

test("the schema and the rules agree on twenty thousand generated bodies", () => {
  const verdicts = { true: 0, false: 0 };
  fc.assert(
    fc.property(fc.tuple(body, mutations).map(mutate), (value) => {
      for (const { name, options, codes, accepts } of DIALECTS) {
        const { issues } = validate(value, options);
        // Values have a separate quick check, generated from the same table.
        assert.deepEqual(issues, validate(JSON.stringify(value), options).issues, JSON.stringify(value));
        const found = issues.filter(({ code, severity }) => severity === "error" && codes.has(code));
        const accepted = accepts(value);
        verdicts[accepted] += 1;
        assert.equal(
          accepted,
          found.length === 0,
          `${name}: ${JSON.stringify({ value, found, theirs: accepts.errors })}`,
        );
      }
    }),
    runs(20_000),
  );
  assertOften(verdicts, 5_000);
});

test("the schema and the types have the same fields, and the same ones are required", async () => {
  const declarations = await readFile(new URL("../../pkg/core/core.d.ts", import.meta.url), "utf8");
  const schema = jsonSchema({ rules: "strict" });
  /** Returns the fields of an interface: whether each is optional, by name. */
  const fieldsOf = (name) => {
    const text = new RegExp(`export interface ${name}(?:<T>)? \\{\\n?([\\s\\S]*?)\\n?\\}`).exec(declarations)?.[1];
    assert.ok(text !== undefined, name);
    const fields = [...text.matchAll(/^ {4}(\w+)(\??): /gm)].map(([, field, mark]) => [field, mark === "?"]);
    return Object.fromEntries(fields.sort());
  };
  const expected = ({ properties = {}, required = [] }, but = []) => {
    const own = Object.entries(properties).filter(([field, { readOnly }]) => !readOnly && !but.includes(field));
    return Object.fromEntries(own.map(([field]) => [field, !required.includes(field)]).sort());
  };
  let compared = 0;
  const compare = (name, definition, but) => {
    assert.deepEqual(fieldsOf(name), expected(definition, but), name);
    compared += 1;
  };
  compare("ConnectionUpdate", schema);
  // Shapes of any object, for which the types have no members.
  const open = ["AdditionalParams", "ApplicationCredential", "CredentialData", "OAuth2ClientCredentials"];
  for (const [name, definition] of Object.entries(schema.$defs)) {
    for (const { if: condition, then } of definition.allOf ?? []) {
      const [[tag, { const: value }]] = Object.entries(condition.properties);
      const variant = new RegExp(`\\{ ${tag}: "${value}" \\}(?: & (\\w+)(?:<(\\w+)>)?)?`).exec(declarations);
      assert.ok(variant !== null, `${name}: ${value}`);
      if (variant[1] === undefined) assert.deepEqual(expected(then, [tag]), {}, value);
      else compare(variant[1], then, [tag]);
    }
    const isUnion = definition.allOf !== undefined || definition.if !== undefined;
    if (!isUnion && !open.includes(name)) compare(name, definition);
  }
  assert.ok(compared > 20, `${compared}`);
});

test("a JSON Schema has the strict rules if the options have them, and only then", () => {
  const [lax, strict] = [jsonSchema(), jsonSchema({ rules: "strict" })];
  assert.notDeepEqual(lax, strict);
  for (const [rules, expected] of [
    [undefined, lax],
    [{}, lax],
    [{ "invalid-ulid": "off" }, lax],
    ["strict", strict],
    [{ extends: "strict" }, strict],
  ]) {
    const schema = createConnectionUpdateSchema({ rules })["~standard"];
    assert.deepEqual(schema.jsonSchema.input({ target: "draft-2020-12" }), expected, JSON.stringify(rules));
  }
  assert.deepEqual(jsonSchema({}), lax);
  assert.deepEqual(jsonSchema({ rules: undefined }), lax);
});

test("each call returns a new schema, with its dialect", () => {
  const schema = jsonSchema();
  assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  schema.required.length = 0;
  assert.deepEqual(jsonSchema().required, ["id", "organisationId", "name", "protocol"]);
  assert.throws(() => jsonSchema("strict"), { name: "TypeError" });
  assert.throws(() => jsonSchema({ rules: "lax" }), { name: "TypeError" });
});

test("the Standard Schema returns the value or the errors, and does not read text as JSON", () => {
  const standard = connectionUpdateSchema["~standard"];
  assert.deepEqual([standard.version, standard.vendor], [1, "connection-update"]);
  assert.equal(standard.validate(base).value, base);
  const { issues } = standard.validate({ ...base, id: "warned", name: "" });
  const [{ code, severity, message, path }, ...others] = issues;
  assert.deepEqual(
    [code, severity, message, path, others],
    ["blank-name", "error", "a name cannot be blank", ["name"], []],
  );
  for (const text of [JSON.stringify(base), new TextEncoder().encode(JSON.stringify(base)), undefined, 1n]) {
    assert.equal(standard.validate(text).issues.length > 0, true);
  }
  assert.deepEqual(standard.jsonSchema.input({ target: "draft-2020-12" }), jsonSchema());
  assert.throws(() => standard.jsonSchema.output({ target: "draft-04" }), /draft-04/);
});

test("a schema with options uses them, and its JSON Schema has the same rules", () => {
  const { current } = against;
  const messages = { issue: ({ code }) => `code ${code}` };
  const schema = createConnectionUpdateSchema({ current, rules: "strict", messages });
  const validateWith = (value) => schema["~standard"].validate(value).issues ?? [];
  const changed = { ...base, id: current.id, organisationId: current.organisationId, protocol: "bigquery" };
  const expected = validate(changed, { current, rules: "strict" }).issues.filter(
    ({ severity }) => severity === "error",
  );
  assert.ok(expected.some(({ code }) => code === "immutable-field"));
  assert.deepEqual(
    validateWith(changed).map(({ code, params, message }) => [code, params, message]),
    expected.map(({ code, params }) => [code, params, `code ${code}`]),
  );
  assert.deepEqual(schema["~standard"].jsonSchema.input({ target: "draft-2020-12" }), jsonSchema({ rules: "strict" }));
  const extended = createConnectionUpdateSchema({ rules: { extends: "strict", "invalid-ulid": "off" } });
  assert.deepEqual(
    extended["~standard"].jsonSchema.output({ target: "draft-2020-12" }),
    jsonSchema({ rules: "strict" }),
  );
  assert.throws(() => createConnectionUpdateSchema({ rule: "strict" }), { name: "TypeError" });
});

test("TanStack Form shows each issue at its field", () => {
  const defaultValues = { ...base, environments: [{ name: "Test", variables: [{ name: "A", value: "1" }] }] };
  const form = new FormApi({ defaultValues, validators: { onChange: connectionUpdateSchema } });
  form.mount();
  const fields = ["name", "baseUrl", "environments[0].name", "environments[0].variables[0].name"];
  const [name, baseUrl, environment, variable] = fields.map((path) => {
    const field = new FieldApi({ form, name: path });
    field.mount();
    return field;
  });
  const messages = (field) => field.state.meta.errors.map(({ message }) => message);
  name.setValue(" ");
  variable.setValue("");
  assert.deepEqual(messages(name), ["a name cannot be blank"]);
  assert.deepEqual(messages(variable), ["a name cannot be blank"]);
  assert.deepEqual([messages(baseUrl), messages(environment)], [[], []]);
  assert.equal(form.state.canSubmit, false);
  name.setValue("Shop");
  variable.setValue("B");
  assert.deepEqual([messages(name), messages(variable), form.state.canSubmit], [[], [], true]);
});

test("react-hook-form shows each issue at its field, with its code", async () => {
  const defaultValues = { ...base, environments: [{ name: "Test", variables: [{ name: "A", value: "1" }] }] };
  const { control, setValue, trigger, getFieldState, subscribe } = createFormControl({
    defaultValues,
    resolver: standardSchemaResolver(createConnectionUpdateSchema()),
    criteriaMode: "all",
  });
  let formState;
  subscribe({ formState: { errors: true, isValid: true }, callback: (state) => (formState = state) });
  assert.equal(await trigger(), true);
  setValue("name", " ");
  setValue("environments.0.variables.0.name", "");
  assert.equal(await trigger(), false);
  const messageAt = (path) => getFieldState(path, control._formState).error?.message;
  assert.equal(messageAt("name"), "a name cannot be blank");
  assert.equal(messageAt("environments.0.variables.0.name"), "a name cannot be blank");
  assert.equal(messageAt("baseUrl"), undefined);
  assert.equal(formState.isValid, false);
  setValue("name", "Shop");
  setValue("environments.0.variables.0.name", "B");
  assert.equal(await trigger(), true);
});

test("Felte shows each issue at its field", async () => {
  const schema = createConnectionUpdateSchema();
  /** Returns the messages of the errors, in the shape of the values. */
  const findErrors = (values) => {
    const errors = {};
    for (const { path, message } of schema["~standard"].validate(values).issues ?? []) setIn(errors, path, message);
    return errors;
  };
  const defaultValues = { ...base, environments: [{ name: "Test", variables: [{ name: "A", value: "1" }] }] };
  const form = createForm({ initialValues: defaultValues, validate: findErrors }, { storeFactory: writable });
  const stop = form.errors.subscribe(() => {});
  form.setFields("name", " ");
  form.setFields("environments.0.variables.0.name", "");
  const errors = await form.validate();
  assert.deepEqual(errors.name, ["a name cannot be blank"]);
  assert.deepEqual(errors.environments[0].variables[0].name, ["a name cannot be blank"]);
  form.setFields("name", "Shop");
  form.setFields("environments.0.variables.0.name", "B");
  // Felte gives an empty list to each field without a message.
  assert.doesNotMatch(JSON.stringify((await form.validate()) ?? {}), /blank/);
  stop();
});

/** Sets a value at a path, and creates the objects and the lists around it. */
function setIn(target, path, value) {
  let inner = target;
  path.slice(0, -1).forEach((segment, at) => {
    inner[segment] ??= typeof path[at + 1] === "number" ? [] : {};
    inner = inner[segment];
  });
  inner[path.at(-1)] = value;
}

test("a failed result becomes an exception, and a successful one stays as it is", async () => {
  const valid = validate(base);
  assert.equal(unwrap(valid), valid);
  const invalid = validate({ ...base, name: "" });
  assert.throws(
    () => unwrap(invalid),
    (error) =>
      isConnectError(error) && error.kind === "invalid" && !error.maybeApplied && error.issues === invalid.issues,
  );
  const error = new ConnectError({ kind: "network", message: "no", maybeApplied: true });
  assert.throws(
    () => unwrap({ ok: false, error }),
    (thrown) => thrown === error,
  );
});
