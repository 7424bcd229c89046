// Tests the labels that the console shows instead of paths.

import assert from "node:assert/strict";
import { test } from "node:test";
import { validate } from "connection-update";
import fc from "fast-check";
import { importFromConsole } from "./bundle.mjs";
import { bodyOf, fixture } from "./fixtures.mjs";
import { runs } from "./runs.mjs";

const labels = await importFromConsole("lib/labels.ts");
const { labelOf, labelOfMember } = labels;

const SECRET = "s3cr3t-value";
const VALUE = {
  name: "Storefront orders",
  environmentVariables: [
    { name: "REGION", value: SECRET },
    { name: " PAGE\n SIZE ", value: SECRET },
    { value: SECRET },
  ],
  authSchemeConfigs: [{ schemeType: "api-key", name: "X-Key" }],
  environments: [
    { id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C10", name: "Production" },
    { name: "Staging", variables: [{ name: "REGION", value: SECRET }, { name: "\u200b" }] },
    { name: "  " },
    { id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C11", name: "" },
    { name: "n".repeat(200) },
  ],
};

test("a field has a label without a path", () => {
  const cases = [
    ["", "Connection"],
    ["baseUrl", "Base URL"],
    ["name", "Name"],
    ["datasetId", "Dataset"],
    ["protocol", "Protocol"],
    ["organisationId", "Organisation ID"],
    ["environments", "Environments"],
    ["environments.0", "Production"],
    ["environments.1.name", "Staging: name"],
    ["environments.1.id", "Staging: ID"],
    ["environments.2.name", "New environment: name"],
    ["environments.3.name", "Environment 4: name"],
    ["environments.4.name", `${"n".repeat(60)}…: name`],
    ["environments.9", "Environment 10"],
    ["environments.1.variables", "Staging: variables"],
    ["environments.1.variables.0", "Staging: REGION"],
    ["environments.1.variables.0.value", "Staging: REGION"],
    ["environments.1.variables.0.name", "Staging: REGION: name"],
    ["environments.1.variables.1.name", "Staging: variable 2: name"],
    ["environmentVariables", "Variables"],
    ["environmentVariables.0", "REGION"],
    ["environmentVariables.0.value", "REGION"],
    ["environmentVariables.0.name", "REGION: name"],
    ["environmentVariables.1.value", "PAGE SIZE"],
    ["environmentVariables.2.name", "Variable 3: name"],
    ["environmentVariables.2.value", "Variable 3: value"],
    ["environmentVariables.2", "Variable 3"],
    ["authSchemeConfigs", "Auth schemes"],
    ["authSchemeConfigs.0", "Auth scheme 1"],
    ["authSchemeConfigs.0.name", "Auth scheme 1: name"],
    ["authSchemeConfigs.0.schemeType", "Auth scheme 1: type"],
    ["authSchemeConfigs.0.in", "Auth scheme 1: send in"],
    ["authSchemeConfigs.0.digestInputs", "Auth scheme 1: signed content"],
    ["authSchemeConfigs.0.digestInputs.1", "Auth scheme 1: signed content"],
    ["authSchemeConfigs.0.scopes", "Auth scheme 1: scopes"],
    ["authSchemeConfigs.0.scopes.1.name", "Auth scheme 1: scope 2: name"],
    ["authSchemeConfigs.0.flows", "Auth scheme 1: flows"],
    ["authSchemeConfigs.0.flows.clientCredentials", "Auth scheme 1: client credentials"],
    [
      "authSchemeConfigs.0.flows.authorizationCode.applicationCredential.id",
      "Auth scheme 1: application credential: ID",
    ],
    ["environments.0.credentials", "Production: credentials"],
    ["environments.0.credentials.action", "Production: credentials (to the system)"],
    ["environments.0.credentials.action.0", "Production: credential 1 (to the system)"],
    ["environments.0.credentials.trigger.1", "Production: credential 2 (from the system)"],
    ["environments.0.credentials.action.0.credential", "Production: credential 1 (to the system): credential"],
    ["environments.0.credentials.action.0.credential.name", "Production: credential 1 (to the system): name"],
    [
      "environments.0.credentials.action.0.credential.data.clientSecret",
      "Production: credential 1 (to the system): client secret",
    ],
    [
      "environments.0.credentials.trigger.0.authSchemeConfig.algorithm",
      "Production: credential 1 (from the system): auth scheme: algorithm",
    ],
    ["colour", "colour"],
    ["authSchemeConfigs.0.Colour", "Auth scheme 1: Colour"],
    ["tags.1.id", "tags 2: ID"],
    ["environments.1.Tags.0", "Staging: Tags 1"],
    ["__proto__", "__proto__"],
    ["0.name", "Item 1: name"],
  ];
  for (const [dotted, expected] of cases) {
    const path = dotted === "" ? [] : dotted.split(".").map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    assert.equal(labelOf(path, VALUE), expected, dotted);
  }
});

test("every path has a label in a value of any shape, without the values of variables", () => {
  const key = fc.oneof(
    fc.nat(3),
    fc.constantFrom("environments", "variables", "environmentVariables", "name", "value", "credentials", "action"),
    fc.string(),
  );
  const values = fc.oneof(
    fc.constant(VALUE),
    fc.constantFrom(undefined, null, 7, "text", [], [VALUE]),
    fc.anything(),
    fc.record({ environments: fc.anything(), environmentVariables: fc.array(fc.anything()) }),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 6 }), values, (path, value) => {
      const label = labelOf(path, value);
      assert.equal(typeof label, "string");
      assert.ok(!label.includes(SECRET), label);
    }),
    runs(2_000),
  );
});

test("every issue of the fixtures has a label without brackets", async () => {
  const { base, cases } = await fixture("validate");
  let count = 0;
  for (const entry of cases) {
    if (entry.text !== undefined) continue;
    const body = bodyOf(entry, base);
    for (const { path } of validate(body).issues) {
      assert.doesNotMatch(labelOf(path, body), /\[\d|undefined|#/);
      count++;
    }
  }
  assert.ok(count > 50, `${count} issues`);
});

test("members and options have labels", () => {
  assert.equal(labelOfMember("baseUrl"), "Base URL");
  assert.equal(labelOfMember("colour"), "colour");
  assert.equal(labelOfMember("constructor"), "constructor");
  const maps = Object.entries(labels).filter(([name]) => name.endsWith("_LABELS"));
  assert.equal(maps.length, 8);
  for (const [name, map] of maps) {
    assert.ok(map.size > 1, name);
    for (const [option, label] of map) assert.match(label, /^[A-Z]/, `${name}: ${option}`);
  }
  assert.equal(labels.SCHEME_TYPE_LABELS.get("hmac"), "HMAC signature");
  assert.equal(labels.PLACE_LABELS.get("query"), "Query parameter");
});

test("the labels of options are complete", () => {
  const optionsOf = (code, member, scheme) => {
    const credentials = { action: [{ authSchemeConfig: scheme, credential: scheme }] };
    const body = {
      protocol: "x",
      authSchemeConfigs: [scheme],
      environments: [{ name: "A", credentials, variables: [] }],
    };
    const issue = validate(body).issues.find((issue) => issue.code === code && issue.path.at(-1) === member);
    return issue.params.options.toSorted();
  };
  const keysOf = (map) => [...map.keys()].toSorted();
  const type = { schemeType: "x", type: "x", name: "a", data: {} };
  const hmac = { schemeType: "hmac", in: "x", algorithm: "x", digestInputs: [] };
  assert.deepEqual(keysOf(labels.SCHEME_TYPE_LABELS), optionsOf("unknown-type", "schemeType", type));
  assert.deepEqual(keysOf(labels.CREDENTIAL_TYPE_LABELS), optionsOf("unknown-type", "type", type));
  assert.deepEqual(keysOf(labels.PROTOCOL_LABELS), optionsOf("invalid-value", "protocol", hmac));
  assert.deepEqual(keysOf(labels.PLACE_LABELS), optionsOf("invalid-value", "in", hmac));
  assert.deepEqual(keysOf(labels.ALGORITHM_LABELS), optionsOf("invalid-value", "algorithm", hmac));
  assert.deepEqual(keysOf(labels.DIGEST_INPUT_LABELS), optionsOf("invalid-value", 0, { ...hmac, digestInputs: ["x"] }));
});
