// Random connections and edits, for property tests.

import fc from "fast-check";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const ulid = (n) =>
  `01J9ZK8Q4T7W3X5Y6Z8A9B${[3, 2, 1, 0].map((at) => DIGITS[Math.floor(n / 32 ** at) % 32]).join("")}`;

/** Names that have a meaning in JavaScript, and must be treated as data. */
export const NAMES = ["A", "B", "C", "__proto__", "constructor", "toString", "7", "é"];

const value = fc.string({ maxLength: 3 });
export const variables = fc
  .uniqueArray(fc.constantFrom(...NAMES), { maxLength: 4 })
  .chain((names) => fc.tuple(...names.map((name) => value.map((value) => ({ name, value })))));
const scheme = fc.constantFrom(
  { schemeType: "none" },
  { schemeType: "basic-auth" },
  { schemeType: "api-key", name: "x", in: "header" },
  JSON.parse('{ "schemeType": "later", "__proto__": { "deep": [1.5, null] } }'),
);
const schemes = fc.array(scheme, { maxLength: 2 });

const environment = fc.record({ variables, schemes: fc.array(scheme, { minLength: 1, maxLength: 2 }) });

/** A stored connection. */
export const connection = fc
  .record({ environments: fc.array(environment, { maxLength: 4 }), own: variables, schemes, unknown: fc.boolean() })
  .map(({ environments, own, schemes, unknown }) => ({
    id: ulid(1),
    organisationId: ulid(2),
    name: "Shop",
    protocol: "http",
    ...(unknown && JSON.parse('{ "__proto__": { "polluted": true }, "later": [1e3] }')),
    baseUrl: "https://a.example",
    environments: environments.map(({ variables, schemes }, n) => ({
      id: ulid(100 + n),
      name: `Environment ${n}`,
      credentials: {
        action: schemes.map((authSchemeConfig, at) => ({
          id: ulid(200 + at),
          authSchemeConfig,
          credential: { id: ulid(300) },
        })),
      },
      variables,
    })),
    authSchemeConfigs: schemes,
    environmentVariables: own,
    versions: [],
  }));

/** One edit that the request supports: its kind, and a function that applies it to a connection as a form would. */
export const edit = fc.oneof(
  fc.nat(99).map((n) => ({
    kind: "name",
    apply: (next) => {
      next.name = `Name ${n}`;
    },
  })),
  fc.nat(99).map((n) => ({
    kind: "baseUrl",
    apply: (next) => {
      next.baseUrl = `https://${n}.example`;
    },
  })),
  schemes.map((schemes) => ({
    kind: "schemes",
    apply: (next) => {
      next.authSchemeConfigs = schemes;
    },
  })),
  fc.nat().map((n) => ({
    kind: "remove",
    apply: ({ environments }) => {
      environments.splice(n % (environments.length + 1), 1);
    },
  })),
  fc.tuple(variables, fc.nat()).map(([variables, n]) => ({
    kind: "add",
    apply: ({ environments }) => {
      let name = n % 1000;
      while (environments.some((other) => other.name === `New ${name}`)) name += 1;
      const credentials = { action: [{ authSchemeConfig: { schemeType: "none" }, credential: { id: ulid(300) } }] };
      environments.push({ name: `New ${name}`, credentials, variables });
    },
  })),
  fc.nat().map((n) => ({
    kind: "order",
    apply: ({ environments }) => {
      environments.unshift(...environments.splice(n % (environments.length + 1)));
    },
  })),
  fc.tuple(fc.constantFrom(...NAMES), value).map(([name, value]) => ({
    kind: `variable ${name}`,
    apply: ({ environmentVariables }) => {
      const known = environmentVariables.find((variable) => variable.name === name);
      if (known) known.value = `${value}!`;
      else environmentVariables.push({ name, value });
    },
  })),
  fc.constantFrom(...NAMES).map((name) => ({
    kind: `variable ${name}`,
    apply: (next) => {
      next.environmentVariables = next.environmentVariables.filter((variable) => variable.name !== name);
    },
  })),
);

/** Returns a connection after edits. */
export function edited(current, edits) {
  const next = structuredClone(current);
  for (const { apply } of edits) apply(next);
  return next;
}

/** Codes of the issues of a draft that are about an edit of the stored connection, and not about the value alone. */
export const EDIT_CODES = new Set([
  "immutable-field",
  "missing-list",
  "unknown-environment",
  "unsupported-edit",
  "deletes-environment",
]);

/** Returns true if an issue is about an edit of the stored connection, and not about the value alone. */
export function isAboutEdit({ code, path }) {
  return EDIT_CODES.has(code) || (code === "overwritten-variables" && path[0] === "environmentVariables");
}
