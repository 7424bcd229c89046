// Random request bodies: valid ones, and the same with random damage.

import fc from "fast-check";

/** Returns the ULID with a number below 100. */
export const ULID = (n) => `01J9ZK8Q4T7W3X5Y6Z8A9B0C${String(n).padStart(2, "0")}`;
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
/** Bodies that are valid, or nearly valid: some of their strings do not have their format. */
export const validBody = fc.oneof(
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

/** Bodies with up to three edits, most of which make them invalid. */
export const damaged = (valid) =>
  fc.tuple(valid, fc.array(edit, { maxLength: 3 })).map(([body, edits]) => {
    const edited = structuredClone(body);
    for (const one of edits) applyEdit(edited, one);
    return edited;
  });
