// Compares the rules with two readings of the contract, which were written independently of the package: one of the published
// page, and one of the archived API description.

import assert from "node:assert/strict";
import { test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { merge, validate } from "connection-update";
import fc from "fast-check";
import { damaged, validBody } from "./body-arbitraries.mjs";
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
  fc.assert(fc.property(damaged(validBody), check), runs(20_000));
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
  fc.assert(fc.property(damaged(validBody), check), runs(5_000));
  assertOften(counts, 200);
});
