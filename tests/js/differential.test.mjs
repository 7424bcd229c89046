// Compares the rules with two readings of the contract, which were written independently of the package: one of the published
// page, and one of the archived API description.

import assert from "node:assert/strict";
import { test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { merge, validate } from "connection-update";
import fc from "fast-check";
import { assertOften, runs } from "./runs.mjs";

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
ajv.addFormat("http-url", { type: "string", validate: (text) => isHttpUrl(text) });

/** Returns true for an absolute http or https URL, and for a text with a placeholder, which cannot be checked. */
function isHttpUrl(text) {
  if (/\{.*\}/s.test(text)) return true;
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

const string = { type: "string" };
const object = (properties, more = {}) => ({ type: "object", properties, ...more });
const listOf = (items) => ({ type: "array", items });
/** An object whose members depend on the value of its member `tag`. Other values allow any members. */
const byTag = (tag, variants, more = {}) => ({
  type: "object",
  ...more,
  allOf: Object.entries(variants).map(([value, then]) => ({
    if: { required: [tag], properties: { [tag]: { const: value } } },
    then,
  })),
});
/** An object of the shape `existing` if it has an id, or of the shape `created` if it has none. */
const byId = (existing, created) => ({
  type: "object",
  if: { required: ["id"] },
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
  then: existing,
  else: created,
});

/** Reading of the published page: the fields of the body, and the types of the fields in its example. */
const isPublished = (() => {
  // The page does not say what `null` means for a list. That is a judgement.
  const list = (items) => ({ type: ["array", "null"], items });
  const scheme = object({ schemeType: string }, { required: ["schemeType"] });
  const variables = list(object({ name: string, value: string }));
  const credentials = (item) => object({ action: list(item), trigger: list(item) });
  const credential = byId(object({ id: string }), object({ name: string, type: string, data: object({}) }));
  const environment = (item) => object({ name: string, credentials: credentials(item), variables });
  return ajv.compile(
    object(
      {
        id: string,
        organisationId: string,
        name: string,
        protocol: { enum: ["http", "bigquery"] },
        baseUrl: string,
        authSchemeConfigs: list(scheme),
        environmentVariables: variables,
        environments: list(
          byId(
            {
              ...environment(object({ id: string, authSchemeConfig: scheme })),
              allOf: [object({ id: string })],
            },
            environment(object({ authSchemeConfig: scheme, credential })),
          ),
        ),
      },
      { required: ["id", "organisationId", "name", "protocol", "baseUrl"] },
    ),
  );
})();

/** Reading of the archived API description, where it says more than the published page. */
const isArchived = (() => {
  const ulid = { pattern: "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$" };
  const url = { type: "string", format: "http-url" };
  const place = { enum: ["query", "header", "cookie"] };
  const closed = object({}, { additionalProperties: false });
  const members = (properties, required = Object.keys(properties)) => object(properties, { required });
  const scheme = byTag("schemeType", {
    "api-key": members({ name: string, in: place }),
    hmac: members({
      name: string,
      in: place,
      algorithm: { enum: ["sha1", "sha256", "sha512"] },
      digestInputs: listOf({ enum: ["body", "url"] }),
    }),
    oauth2: members({
      authorizeUrl: url,
      tokenUrl: url,
      scopes: listOf(object({ name: string, description: string }, { required: ["name"] })),
      flows: object(
        {
          clientCredentials: closed,
          authorizationCode: members({ applicationCredential: members({ id: { ...string, ...ulid } }) }),
        },
        { minProperties: 1 },
      ),
    }),
  });
  const client = {
    clientId: string,
    clientSecret: string,
    authorizeUrl: url,
    tokenUrl: url,
    scopes: listOf(string),
    additionalParams: object({}, { additionalProperties: string }),
  };
  const clientRequired = ["clientId", "clientSecret", "authorizeUrl", "tokenUrl"];
  const data = (schema) => object({ data: schema });
  const credential = byId(
    object({ id: ulid }),
    byTag(
      "type",
      {
        none: data(closed),
        string: data(members({ value: string })),
        binary: data(members({ valueBase64: string })),
        "basic-auth": data(members({ username: string, password: string })),
        "oauth2-client": data(members(client, clientRequired)),
        "oauth2-token": data(
          members({ ...client, accessToken: string, refreshToken: string }, [...clientRequired, "scopes"]),
        ),
      },
      { required: ["name", "type", "data"] },
    ),
  );
  const credentials = (item) => object({ action: listOf(item), trigger: listOf(item) });
  const existing = object({
    id: ulid,
    credentials: credentials(object({ id: ulid, authSchemeConfig: scheme }, { required: ["authSchemeConfig"] })),
  });
  const created = object(
    {
      credentials: credentials(
        object({ authSchemeConfig: scheme, credential }, { required: ["authSchemeConfig", "credential"] }),
      ),
    },
    { required: ["credentials", "variables"] },
  );
  return ajv.compile({
    ...object({
      id: ulid,
      organisationId: ulid,
      datasetId: { type: "string", pattern: "^([^\\s.:]+(\\.[^\\s.:]+)+:)?[^\\s.:]+\\.[^\\s.:]+$" },
      authSchemeConfigs: listOf(scheme),
      environments: listOf(byId(existing, created)),
    }),
    allOf: [
      {
        if: { required: ["protocol"], properties: { protocol: { const: "http" } } },
        // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
        then: { properties: { datasetId: false } },
      },
      {
        if: { required: ["protocol"], properties: { protocol: { const: "bigquery" } } },
        // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
        then: { required: ["datasetId"], properties: { environmentVariables: false } },
      },
    ],
  });
})();

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const itemsOf = (value) => (Array.isArray(value) ? value : []);
const environmentsOf = (body) => itemsOf(body.environments).filter(isObject);
const credentialLists = ({ credentials }) =>
  isObject(credentials) ? [credentials.action, credentials.trigger].filter((list) => list !== undefined) : [];
const variableLists = (body) => [body.environmentVariables, ...environmentsOf(body).map(({ variables }) => variables)];
const variablesOf = (body) => variableLists(body).flatMap(itemsOf).filter(isObject);
const isBlank = (name) => typeof name === "string" && /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(name);
const hasDuplicate = (items, key) => {
  const values = items.map((item) => item[key]).filter((value) => typeof value === "string");
  return new Set(values).size < values.length;
};

/** Judgements of the package that are errors, each with its reason. The sources do not state these rules. */
const JUDGEMENTS = [
  ["a blank name could not be told from another", ({ name }) => isBlank(name)],
  ["a variable with a blank name could not be used", (body) => variablesOf(body).some(({ name }) => isBlank(name))],
  ["a URL that cannot be parsed cannot be called", ({ baseUrl }) => typeof baseUrl === "string" && !isHttpUrl(baseUrl)],
  ["an environment without a name cannot be identified", (body) => environmentsOf(body).some((e) => !("name" in e))],
  [
    "a variable without name or value would be lost",
    (body) => variablesOf(body).some((variable) => !("name" in variable && "value" in variable)),
  ],
  [
    "a credential of an existing environment without id cannot be identified",
    (body) =>
      environmentsOf(body)
        .filter((environment) => "id" in environment)
        .flatMap(credentialLists)
        .flatMap(itemsOf)
        .some((credential) => isObject(credential) && !("id" in credential)),
  ],
  [
    "null could mean an empty list or the stored list",
    (body) =>
      [
        body.authSchemeConfigs,
        body.environments,
        ...variableLists(body),
        ...environmentsOf(body).flatMap(credentialLists),
      ].includes(null),
  ],
  ["environments of one id are ambiguous", (body) => hasDuplicate(environmentsOf(body), "id")],
  ["environments of one name are ambiguous", (body) => hasDuplicate(environmentsOf(body), "name")],
  [
    "variables of one name are ambiguous",
    (body) => variableLists(body).some((list) => hasDuplicate(itemsOf(list).filter(isObject), "name")),
  ],
];

/** Differences between the rules and the published page that are intended, each with its reason. */
const DIFFERENCES = [
  [
    "the page asks for the baseUrl of a BigQuery connection, the archived description for its datasetId: either is enough",
    (body) => body.protocol === "bigquery" && "datasetId" in body && !("baseUrl" in body),
    (body) => ({ ...body, baseUrl: "https://a.example" }),
  ],
];

const ULID = (n) => `01J9ZK8Q4T7W3X5Y6Z8A9B0C${String(n).padStart(2, "0")}`;
const URLS = ["https://a.example", "http://localhost:1/x", "https://{shop}.example/%", "https:a.example", "shop", ""];
const PALETTE = [
  ...[null, 5, true, "", " ", "\u200b", "x", [], {}, [null], ["x"], [{}], { id: 5 }, { x: 1 }, { name: "A" }],
  ...[ULID(1), ULID(10), ULID(11), "Production", "A", "***", "http", "bigquery", "p.d", "a.b:p.d", "none"],
  ...URLS,
  ...["basic-auth", "string", "binary", "oauth2", "oauth2-token", "hmac", "api-key", "later", "sha1", "body", "header"],
];
const url = fc.constantFrom(...URLS);
const name = fc.constantFrom("Production", "Test", "Staging", "A", "B", " x");
const variable = fc.record({ name, value: fc.constantFrom("", "1", "***", "<x>") });
const variables = fc.uniqueArray(variable, { maxLength: 3, selector: ({ name }) => name });
const scheme = fc.oneof(
  fc.record({ schemeType: fc.constantFrom("none", "basic-auth", "google-service-account", "later") }),
  fc.record({ schemeType: fc.constant("api-key"), name, in: fc.constantFrom("query", "header", "cookie") }),
  fc.record({
    schemeType: fc.constant("hmac"),
    name,
    in: fc.constantFrom("query", "header"),
    algorithm: fc.constantFrom("sha1", "sha256", "sha512"),
    digestInputs: fc.subarray(["body", "url"]),
  }),
  fc.record({
    schemeType: fc.constant("oauth2"),
    authorizeUrl: url,
    tokenUrl: url,
    scopes: fc.array(fc.record({ name, description: fc.constant("d") }, { requiredKeys: ["name"] }), { maxLength: 2 }),
    flows: fc.record(
      {
        clientCredentials: fc.constant({}),
        authorizationCode: fc.constant({ applicationCredential: { id: ULID(60), name: 5 } }),
        deviceCode: fc.constant({}),
      },
      { requiredKeys: [] },
    ),
  }),
);
const clientData = {
  clientId: fc.constant("c"),
  clientSecret: fc.constant("s"),
  authorizeUrl: url,
  tokenUrl: url,
  scopes: fc.constantFrom([], ["a"]),
  additionalParams: fc.constantFrom({}, { a: "b" }),
};
const credentialData = {
  none: fc.constant({}),
  string: fc.record({ value: fc.constant("v") }),
  binary: fc.record({ valueBase64: fc.constant("dg==") }),
  "basic-auth": fc.record({ username: fc.constant("u"), password: fc.constant("p") }),
  "oauth2-client": fc.record(clientData, { requiredKeys: ["clientId", "clientSecret", "authorizeUrl", "tokenUrl"] }),
  "oauth2-token": fc.record({ ...clientData, accessToken: fc.constant("t") }),
  later: fc.constant({ x: 1 }),
};
const credential = fc.oneof(
  fc.record({ id: fc.constantFrom(ULID(60), ULID(61)), name: fc.constantFrom("n", 5) }, { requiredKeys: ["id"] }),
  ...Object.entries(credentialData).map(([type, data]) => fc.record({ name, type: fc.constant(type), data })),
);
const credentials = (item) =>
  fc.record(
    { action: fc.array(item, { maxLength: 2 }), trigger: fc.array(item, { maxLength: 1 }) },
    { requiredKeys: [] },
  );
const environment = fc.oneof(
  fc.record(
    {
      id: fc.constantFrom(ULID(10), ULID(11), ULID(12)),
      name,
      credentials: credentials(fc.record({ id: fc.constant(ULID(20)), authSchemeConfig: scheme })),
      variables,
    },
    { requiredKeys: ["id", "name"] },
  ),
  fc.record({ name, credentials: credentials(fc.record({ authSchemeConfig: scheme, credential })), variables }),
);
const shared = {
  id: fc.constant(ULID(1)),
  organisationId: fc.constant(ULID(2)),
  name,
  authSchemeConfigs: fc.array(scheme, { maxLength: 2 }),
  environments: fc.uniqueArray(environment, { maxLength: 3, selector: ({ name }) => name }),
};
const requiredKeys = ["id", "organisationId", "name", "protocol"];
const validBody = fc.oneof(
  fc.record(
    { ...shared, protocol: fc.constant("http"), baseUrl: url, environmentVariables: variables },
    { requiredKeys: [...requiredKeys, "baseUrl"] },
  ),
  fc.record(
    {
      ...shared,
      protocol: fc.constant("bigquery"),
      baseUrl: url,
      datasetId: fc.constantFrom("p.d", "example.com:p.d"),
      environmentVariables: variables,
    },
    { requiredKeys },
  ),
);
const edit = fc.record({
  kind: fc.constantFrom("delete", "replace", "replace", "copy", "add", "repeat"),
  at: fc.nat(),
  from: fc.nat(),
  value: fc.constantFrom(...PALETTE),
});

/** Applies an edit to a random place of a value. Returns the value, which is edited in place. */
function applyEdit(root, { kind, at, from, value }) {
  const places = [];
  const collect = (parent) => {
    for (const key of Object.keys(parent)) {
      places.push([parent, key]);
      if (typeof parent[key] === "object" && parent[key] !== null) collect(parent[key]);
    }
  };
  collect(root);
  if (places.length === 0) return;
  const [parent, key] = places[at % places.length];
  const [otherParent, otherKey] = places[from % places.length];
  if (kind === "delete") Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key];
  else if (kind === "replace") parent[key] = structuredClone(value);
  else if (kind === "copy") parent[key] = structuredClone(otherParent[otherKey]);
  else if (kind === "add" && !Array.isArray(parent))
    parent[["later", "id", "data", "scopes"][from % 4]] = structuredClone(value);
  else if (kind === "repeat" && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
}

const generated = (valid) =>
  fc.tuple(valid, fc.array(edit, { maxLength: 3 })).map(([body, edits]) => {
    const edited = structuredClone(body);
    for (const one of edits) applyEdit(edited, one);
    return edited;
  });

test("the rules agree with both sources on 20,000 bodies, but for differences that are listed", () => {
  const counts = { published: 0, judged: 0, strict: 0, valid: 0, differing: 0 };
  const check = (body) => {
    const difference = DIFFERENCES.find(([, applies]) => applies(body));
    if (difference) counts.differing += 1;
    const published = isPublished(difference ? difference[2](body) : body);
    const judgements = JUDGEMENTS.filter(([, forbids]) => forbids(body)).map(([reason]) => reason);
    const archived = isArchived(body);
    const text = JSON.stringify(body);
    const found = validate(text);
    const strict = validate(text, { rules: "strict" });
    const detail = (kind) =>
      `${kind}: ${text}\n${JSON.stringify({ published, judgements, archived, issues: found.issues })}`;
    const hasSource = (name) => found.issues.some(({ source, severity }) => source === name && severity === "error");
    assert.equal(!hasSource("published"), published, detail("published"));
    assert.ok(!hasSource("archived"), detail("an archived rule is an error"));
    assert.equal(found.ok, published && judgements.length === 0, detail("default"));
    assert.equal(strict.ok, found.ok && archived, detail("strict"));
    assert.equal(validate(body).ok, found.ok, detail("as a value"));
    if (!published) counts.published += 1;
    else if (judgements.length > 0) counts.judged += 1;
    else if (!archived) counts.strict += 1;
    else counts.valid += 1;
  };
  fc.assert(fc.property(generated(validBody), check), runs(20_000));
  assertOften(counts, 200);
});

/** Reading of the contract for what is stored: the fields that each connection and each environment has. */
const isStored = (() => {
  const list = (items) => ({ type: ["array", "null"], items });
  const environment = object({ id: string, name: string }, { required: ["id", "name"] });
  const fields = { id: string, organisationId: string, name: string, protocol: string };
  const lists = { authSchemeConfigs: list({}), environmentVariables: list({}), environments: list(environment) };
  return ajv.compile(object({ ...fields, ...lists }, { required: Object.keys(fields) }));
})();

test("5,000 stored connections are refused only if they lack what the contract promises", () => {
  const counts = { usable: 0, refused: 0 };
  const check = (current) => {
    const text = JSON.stringify(current);
    const { issues } = merge(text, "{}");
    const isRefused = issues.some(({ code }) => code === "invalid-current");
    assert.equal(isRefused, !isStored(current), `${text}\n${JSON.stringify(issues)}`);
    counts[isRefused ? "refused" : "usable"] += 1;
  };
  fc.assert(fc.property(generated(validBody), check), runs(5_000));
  assertOften(counts, 200);
});
