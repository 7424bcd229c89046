// Random stored connections, and random edits of everything in them, for the laws of `plan`. An edit is data, so that a failed
// law shows what was edited.

import fc from "fast-check";
import { ulid } from "./edits.mjs";
import { USAGES } from "./plan-model.mjs";

/** Every secret of a stored connection contains this text. No request may contain it. */
export const SECRET = "REDACTED";
const VARIABLE_NAMES = ["A", "B", "C", "__proto__", "constructor", "7", "é"];
const VALUES = ["", "0", "1", "2"];
const ENVIRONMENT_NAMES = ["Production", "Staging", "Test", "__proto__", "Ümläut", "7"];
/** Returns records that equal the objects that JSON.parse returns. */
const record = (shape) => fc.record(shape, { noNullPrototype: true });
const rarely = fc.nat(7).map((n) => n === 0);

const value = fc.constantFrom(...VALUES);
const listOfVariables = (names, values) => names.map((name, at) => ({ name, value: values[at] }));
const values = fc.array(value, { minLength: VARIABLE_NAMES.length, maxLength: VARIABLE_NAMES.length });
const variables = fc
  .tuple(fc.shuffledSubarray(VARIABLE_NAMES, { maxLength: 4 }), values)
  .map((both) => listOfVariables(...both));

const place = fc.constantFrom("query", "header", "cookie");
const scheme = fc.oneof(
  fc.constantFrom("none", "basic-auth", "google-service-account").map((schemeType) => ({ schemeType })),
  record({ schemeType: fc.constant("api-key"), name: fc.constantFrom("x", "y"), in: place }),
  record({
    schemeType: fc.constant("hmac"),
    name: fc.constantFrom("x", "y"),
    in: place,
    algorithm: fc.constantFrom("sha1", "sha256"),
    digestInputs: fc.constantFrom(["body"], ["body", "url"], ["url", "body"]),
  }),
  record({
    schemeType: fc.constant("oauth2"),
    authorizeUrl: fc.constant("https://id.example/authorize"),
    tokenUrl: fc.constantFrom("https://id.example/token", "https://id.example/v2/token"),
    scopes: fc.constantFrom([], [{ name: "read" }], [{ name: "write", description: "d" }, { name: "read" }]),
    flows: fc.constantFrom({ clientCredentials: {} }, ...[1, 2].map(createFlow), {
      clientCredentials: {},
      ...createFlow(1),
    }),
  }),
  fc.constant(JSON.parse('{ "schemeType": "later", "__proto__": { "deep": [1.5, null] } }')),
);

function createFlow(n) {
  return { authorizationCode: { applicationCredential: { id: ulid(800 + n) } } };
}

/** Returns a scheme as a read returns it: the `applicationCredential` is a whole credential with redacted secrets. */
function asStored(scheme) {
  const { id } = scheme.flows?.authorizationCode?.applicationCredential ?? {};
  if (id === undefined) return scheme;
  const data = { clientId: `${SECRET} client`, clientSecret: SECRET };
  const applicationCredential = { id, name: `${SECRET} application`, type: "oauth2-client", data };
  return { ...scheme, flows: { ...scheme.flows, authorizationCode: { applicationCredential } } };
}

const usage = fc.option(fc.array(scheme, { maxLength: 3 }), { nil: undefined, freq: 4 });
const environment = record({
  credentials: record({ action: usage, trigger: usage }),
  /** For each name of a variable: the value of the shared list, no value, or a value of the environment's own. */
  order: fc.shuffledSubarray(VARIABLE_NAMES, { minLength: VARIABLE_NAMES.length }),
  own: fc.array(fc.constantFrom("inherited", "inherited", "absent", ...VALUES), {
    minLength: VARIABLE_NAMES.length,
    maxLength: VARIABLE_NAMES.length,
  }),
  hasVariables: rarely.map((lacks) => !lacks),
  hasUnknown: rarely,
});

const createdAt = "2026-01-01T00:00:00Z";
const updatedAt = "2026-01-02T00:00:00Z";

/** A stored connection. */
export const connection = record({
  environments: fc.array(environment, { maxLength: 5 }),
  names: fc.shuffledSubarray(ENVIRONMENT_NAMES, { minLength: 5 }),
  shared: fc.option(variables, { nil: undefined, freq: 8 }),
  schemes: fc.option(fc.array(scheme, { maxLength: 3 }), { nil: undefined, freq: 8 }),
  hasUnknown: rarely,
}).map(({ environments, names, shared, schemes, hasUnknown }) => ({
  id: ulid(1),
  organisationId: ulid(2),
  name: "Shop",
  protocol: "http",
  ...(hasUnknown && JSON.parse('{ "__proto__": { "polluted": true }, "later": [1e3] }')),
  baseUrl: "https://a.example",
  environments: environments.map((given, n) => ({
    id: ulid(100 + n),
    name: names[n],
    credentials: createCredentials(given.credentials, 200 + 20 * n, given.hasUnknown),
    ...(given.hasVariables && { variables: createOwnVariables(given, shared) }),
    ...(given.hasUnknown && { later: 1500 }),
    createdAt,
    updatedAt,
  })),
  ...(schemes && { authSchemeConfigs: schemes.map(asStored) }),
  ...(shared && { environmentVariables: shared }),
  versions: [],
  createdAt,
  updatedAt,
}));

function createCredentials(credentials, firstId, hasUnknown) {
  const create = (scheme, at) => ({
    id: ulid(firstId + at),
    authSchemeConfig: asStored(scheme),
    credential: { id: ulid(400 + (at % 3)), type: "string", name: "Key", data: { value: SECRET } },
    ...(hasUnknown && { later: 1500 }),
  });
  const usages = Object.entries(credentials).filter(([, schemes]) => schemes !== undefined);
  return Object.fromEntries(
    usages.map(([usage, schemes]) => [
      usage,
      schemes.map((scheme, at) => create(scheme, usage === "action" ? at : at + 10)),
    ]),
  );
}

function createOwnVariables({ order, own }, shared = []) {
  return order.flatMap((name, at) => {
    if (own[at] === "absent") return [];
    if (own[at] !== "inherited") return [{ name, value: own[at] }];
    return shared.filter((variable) => variable.name === name);
  });
}

const pick = (list, n) => (list.length === 0 ? undefined : list[n % list.length]);
const move = (list, from, to) => {
  if (list.length > 0) list.splice(to % list.length, 0, ...list.splice(from % list.length, 1));
};
const setVariable = (owner, list, { variable, value }) => {
  owner[list] ??= [];
  const known = owner[list].find(({ name }) => name === variable);
  if (known) known.value = value;
  else owner[list].push({ name: variable, value });
};
const removeVariable = (owner, list, { variable }) => {
  if (owner[list]) owner[list] = owner[list].filter(({ name }) => name !== variable);
};
/** Gives an environment a name that no environment of `next` has. */
const rename = ({ environments }, environment, name) => {
  if (environment && !environments.some((other) => other.name === name)) environment.name = name;
};
/** Exchanges the names of environments in a circle. */
const rotateNames = (environments) => {
  const names = environments.map(({ name }) => name);
  for (const [at, environment] of environments.entries()) environment.name = names[(at + 1) % names.length];
};
/** Returns stored environments of `next`. Environments that it adds are left out. */
const staying = ({ environments }) => environments.filter(({ id }) => id !== undefined);
/** Returns all lists of entries of stored environments. */
const usagesOf = (next) =>
  staying(next).flatMap(({ credentials }) =>
    USAGES.flatMap((usage) => (credentials[usage] ? [credentials[usage]] : [])),
  );
const entriesOf = (next) => usagesOf(next).flat();

/** Edits a member of a scheme that can be edited. Its type stays. */
function editScheme(scheme, n) {
  if (scheme.schemeType === "api-key") scheme.name = `${scheme.name}${n % 3}`;
  if (scheme.schemeType === "hmac") scheme.digestInputs.reverse();
  if (scheme.schemeType === "later") scheme.more = n % 3;
  if (scheme.schemeType !== "oauth2") return;
  const { applicationCredential } = scheme.flows.authorizationCode ?? {};
  if (n % 4 === 0 && applicationCredential) scheme.flows.authorizationCode = createFlow(3).authorizationCode;
  else if (n % 4 === 1) scheme.scopes.push({ name: `scope ${scheme.scopes.length}` });
  else scheme.tokenUrl = `https://id.example/${n % 3}`;
}

/** Edits that some request can make. Each takes the next connection, the numbers of the edit, and the current connection. */
const SUPPORTED = {
  name: (next, { to }) => {
    next.name = `Name ${to % 3}`;
  },
  baseUrl: (next, { to }) => {
    next.baseUrl = `https://${to % 3}.example`;
  },
  schemes: (next, { scheme, at }) => {
    next.authSchemeConfigs ??= [];
    next.authSchemeConfigs.splice(at % (next.authSchemeConfigs.length + 1), at % 2, asStored(scheme));
  },
  schemeOrder: (next) => next.authSchemeConfigs?.reverse(),
  setShared: (next, numbers) => setVariable(next, "environmentVariables", numbers),
  removeShared: (next, numbers) => removeVariable(next, "environmentVariables", numbers),
  orderShared: (next) => next.environmentVariables?.reverse(),
  replaceShared: (next, { variables }) => {
    next.environmentVariables = structuredClone(variables);
  },
  add: (next, { at, to, scheme, variables }) => {
    const name = ["Added 0", "Added 1", "Added 2"].find((name) =>
      next.environments.every((other) => other.name !== name),
    );
    if (name === undefined) return;
    const credential = to % 2 ? { id: ulid(400) } : { name: "New key", type: "string", data: { value: "typed" } };
    const credentials = { action: to % 3 ? [{ authSchemeConfig: scheme, credential }] : [] };
    const added = {
      name,
      ...(to % 5 && { credentials: structuredClone(credentials) }),
      ...(to % 7 && { variables: structuredClone(variables) }),
    };
    next.environments.splice(at % (next.environments.length + 1), 0, added);
  },
  remove: ({ environments }, { at }) => environments.splice(at % (environments.length + 1), 1),
  move: ({ environments }, { at, to }) => move(environments, at, to),
  rename: (next, { at, to }) => rename(next, pick(next.environments, at), `Renamed ${to % 3}`),
  /** Takes the name that an environment has now: of one that is removed or renamed. */
  takeName: (next, { at, to }, current) =>
    rename(next, pick(next.environments, at), pick(current.environments, to)?.name ?? "Free"),
  /** Makes a chain: a first environment gets a new name, a second one the name of the first, and so on. */
  chain: (next, { at, to }) => {
    const list = next.environments.slice(at % (next.environments.length + 1));
    if (to % 2) list.reverse();
    let free = `Chain ${to % 3}`;
    if (next.environments.some(({ name }) => name === free)) return;
    for (const environment of list) [environment.name, free] = [free, environment.name];
  },
  exchange: (next, { at, to }) => {
    const list = staying(next);
    rotateNames([...new Set([pick(list, at), pick(list, to), ...(at % 2 ? list.slice(0, 3) : [])])].filter(Boolean));
  },
  setOwn: (next, numbers) => {
    const environment = pick(next.environments, numbers.at);
    if (environment) setVariable(environment, "variables", numbers);
  },
  removeOwn: (next, numbers) => {
    const environment = pick(next.environments, numbers.at);
    if (environment) removeVariable(environment, "variables", numbers);
  },
  clearOwn: (next, { at }) => {
    const environment = pick(next.environments, at);
    if (environment) environment.variables = [];
  },
  /** Gives an environment the list that the connection will have. */
  likeShared: (next, { at }) => {
    const environment = pick(next.environments, at);
    if (environment) environment.variables = structuredClone(next.environmentVariables ?? []);
  },
  entryOrder: (next, { at, to }) => move(pick(usagesOf(next), at) ?? [], to, to + 1),
  scheme: (next, { at, to }) => {
    const entry = pick(entriesOf(next), at);
    if (entry) editScheme(entry.authSchemeConfig, to);
  },
};

/** Edits that no request can make. */
const UNSUPPORTED = {
  schemeType: (next, { at, scheme }) => {
    const entry = pick(entriesOf(next), at);
    if (entry) entry.authSchemeConfig = structuredClone(asStored(scheme));
  },
  removeEntry: (next, { at, to }) => {
    const usage = pick(usagesOf(next), at);
    usage?.splice(to % (usage.length + 1), 1);
  },
  addEntry: (next, { at, to, scheme }) => {
    const usage = pick(usagesOf(next), at);
    const id = ulid(700 + to);
    const authSchemeConfig = structuredClone(scheme);
    usage?.splice(to % (usage.length + 1), 0, { id, authSchemeConfig, credential: { id: ulid(400) } });
  },
  moveEntry: (next, { at, to }) => {
    const { credentials } = pick(staying(next), at) ?? {};
    if (credentials?.action && credentials.trigger) move(credentials.action, to, 0);
    if (credentials?.action?.length && credentials.trigger) credentials.trigger.push(credentials.action.shift());
  },
  credentialId: (next, { at }) => {
    const entry = pick(entriesOf(next), at);
    if (entry) entry.credential.id = ulid(450);
  },
  credentialName: (next, { at, to }) => {
    const entry = pick(entriesOf(next), at);
    if (entry) entry.credential.name = `Key ${to % 3}`;
  },
  credentialData: (next, { at, to }) => {
    const entry = pick(entriesOf(next), at);
    if (entry) entry.credential.data = { value: `typed over ${SECRET} ${to % 3}` };
  },
  time: (next, { at }) => {
    const environment = pick(staying(next), at);
    if (environment) environment.updatedAt = "2026-02-02T00:00:00Z";
  },
  unknown: (next, { at }) => {
    const environment = pick(staying(next), at);
    if (environment?.later) environment.later = 7;
  },
  versions: (next) => {
    next.versions = [{ id: ulid(900), name: "1.0.0" }];
  },
};

const EDITS = { ...SUPPORTED, ...UNSUPPORTED };
const editOf = (kinds) =>
  record({
    kind: fc.constantFrom(...kinds),
    at: fc.nat(99),
    to: fc.nat(99),
    variable: fc.constantFrom(...VARIABLE_NAMES),
    value,
    variables,
    scheme,
  });

/** Edits that some request can make. */
export const edits = fc.array(editOf(Object.keys(SUPPORTED)), { maxLength: 8 });

/** Edits of any kind. */
export const anyEdits = fc.array(editOf([...Object.keys(SUPPORTED), ...Object.keys(UNSUPPORTED)]), { maxLength: 8 });

/** Returns a connection after edits. */
export function edited(current, edits) {
  // Not `structuredClone`, which would keep one object for equal schemes.
  const next = JSON.parse(JSON.stringify(current));
  for (const edit of edits) EDITS[edit.kind](next, edit, current);
  return next;
}

/** Returns a function that returns another id at each call. */
export function createIds() {
  let count = 0;
  return () => {
    count += 1;
    return ulid(2_000 + count);
  };
}
