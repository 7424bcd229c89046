// Tests that parts without issues, which `validate` omits from the JSON of a value, do not change the other issues.

import assert from "node:assert/strict";
import { test } from "node:test";
import { validate } from "connection-update";
import fc from "fast-check";
import { damaged, ULID, validBody } from "./body-arbitraries.mjs";
import { ulid } from "./edits.mjs";
import { assertOften, runs } from "./runs.mjs";

class Point {
  x = 0;
}
const setPrototype = (prototype) => (parent) => Object.setPrototypeOf(parent, prototype);
const define = (descriptor) => (parent, key) =>
  Object.defineProperty(parent, key, { configurable: true, ...descriptor(parent[key]) });
const replaceBy = (makeValue) => (parent, key, root) => {
  parent[key] = makeValue(parent[key], root);
};

/** A body whose third environment has an error. */
const OTHER = {
  id: ULID(1),
  organisationId: ULID(2),
  name: "Shop",
  protocol: "http",
  baseUrl: "https://a.example",
  environments: [{ id: ULID(3), name: "A" }, { id: ULID(4), name: "B" }, { id: 5 }],
};

/** Changes after which a body is no longer plain data, or its strings are unusual. Each changes `parent` or `parent[key]` in place. */
const ODDITIES = [
  define((value) => ({ enumerable: true, get: () => value })),
  define(() => ({
    enumerable: true,
    get: () => {
      throw new Error("no value");
    },
  })),
  define((value) => ({ enumerable: true, get: () => validate(OTHER) && value })),
  define(() => ({ enumerable: false })),
  setPrototype(null),
  setPrototype(new Point()),
  setPrototype({ id: ULID(10), toString: 5 }),
  (parent) => Object.defineProperty(parent, "toJSON", { value: () => 5 }),
  (parent) => Object.assign(parent, { toJSON: () => ({}) }),
  (parent) => Object.assign(parent, { slice: () => [], map: () => [], constructor: Point, [Symbol.iterator]: () => 5 }),
  (parent) => Object.defineProperty(parent, "__proto__", { enumerable: true, value: { id: 5 } }),
  (parent) => Object.defineProperty(parent, "id", { enumerable: false, value: ULID(10) }),
  ...[
    undefined,
    Number.NaN,
    -0,
    1n,
    Symbol("s"),
    () => 5,
    new Date(0),
    new Map(),
    "\ud800",
    "\u{1f600}\u0000",
    "*".repeat(3),
  ].map((value) => replaceBy(() => value)),
  replaceBy((value) => new String(value)),
  replaceBy((value) => (typeof value === "object" && value !== null ? new Proxy(value, {}) : value)),
  replaceBy((value) => Object.assign(new Array(1), { 1: value, more: 5 })),
  replaceBy((value) =>
    Array.isArray(value) ? Object.setPrototypeOf([...value], new (class extends Array {})()) : value,
  ),
  replaceBy((_, root) => root),
];

/** Applies an oddity to a random place of a value, in place. */
function applyOddity(root, { apply, at }) {
  const places = [];
  const seen = new Set();
  const collect = (parent) => {
    if (seen.has(parent)) return;
    seen.add(parent);
    for (const key of Object.keys(parent)) {
      const value = Object.getOwnPropertyDescriptor(parent, key).value;
      places.push([parent, key]);
      if (typeof value === "object" && value !== null) collect(value);
    }
  };
  collect(root);
  const [parent, key] = places[at % places.length] ?? [];
  try {
    if (parent !== undefined) apply(parent, key, root);
  } catch {
    // The change is impossible for this value.
  }
}

/** Random bodies with up to two oddities. */
const odd = fc
  .tuple(
    damaged(validBody),
    fc.array(fc.record({ apply: fc.constantFrom(...ODDITIES), at: fc.nat() }), { maxLength: 2 }),
  )
  .map(([body, oddities]) => {
    for (const one of oddities) applyOddity(body, one);
    return body;
  });

/** Options with which parts are omitted. */
const OPTIONS = [
  {},
  { rules: "strict" },
  { rules: { extends: "strict", "invalid-ulid": "off", "published:invalid-type": "warning", "masked-value": "error" } },
  { messages: { issue: ({ code, pointer }) => `${code} at ${pointer}`, field: (path) => path.join(" ") } },
];

/** Validates a value without omitting the parts that have no issue. A limit that is set makes `validate` serialize everything. */
const validateWhole = (value, options) => validate(value, { ...options, maxDepth: 128 });

/** Validates plain data. Returns the result, and true if the JSON that was validated lacks parts of the value. */
function validateAndWatch(value, options) {
  const { stringify } = JSON;
  let written = value;
  JSON.stringify = (...args) => {
    if (Object.hasOwn(args[0] ?? {}, "organisationId")) [written] = args;
    return stringify(...args);
  };
  try {
    return { result: validate(value, options), isReduced: written !== value };
  } finally {
    JSON.stringify = stringify;
  }
}

/** Validates plain data. Returns the JSON that the module validates, parsed, or "whole" if it is the JSON of the whole value. */
function validatedJson(value) {
  const { stringify } = JSON;
  let written;
  JSON.stringify = (...args) => {
    const json = stringify(...args);
    if (args[0] === value) written = "whole";
    else if (Object.hasOwn(args[0] ?? {}, "organisationId")) written = JSON.parse(json);
    return json;
  };
  try {
    validate(value);
  } finally {
    JSON.stringify = stringify;
  }
  return written;
}

test("only parts without issues are omitted, from each kind of value that can be beside them", () => {
  const { environments: _, ...base } = OTHER;
  const variables = [{ name: "A", value: "1" }];
  const scheme = { schemeType: "none" };
  const authSchemeConfigs = [scheme];
  const valid = [{ id: ULID(20), authSchemeConfig: scheme }];
  const invalid = [{ id: 5, authSchemeConfig: scheme }];
  const environment = { id: ULID(3), name: "A" };
  const plain = Array.from({ length: 20 }, (_, n) => ({ id: ULID(n + 10), name: `E${n}` }));
  const added = { name: "New", credentials: { action: [] }, variables };
  const list = (...environments) => ({ environments });
  const full = { ...environment, variables, credentials: { action: valid } };
  const cases = [
    // The values that are omitted are the same, whether the environments are reached by the first check or not.
    [
      { name: " ", authSchemeConfigs, ...list(full) },
      { name: " ", ...list(environment) },
    ],
    [{ ...list(full, { id: 5, name: "B" }) }, { ...list(environment, { id: 5, name: "B" }) }],
    [{ ...list({ id: 5, name: "B" }, full) }, { ...list({ id: 5, name: "B" }, environment) }],
    [{ ...list(full, { ...full, name: 5 }, full) }, { ...list(environment, { ...environment, name: 5 }, environment) }],
    [
      list({ ...environment, credentials: { action: invalid, trigger: valid }, variables }),
      list({ ...environment, credentials: { action: invalid } }),
    ],
    [
      list({ ...full, variables: [{ name: " ", value: "" }] }),
      list({ ...environment, variables: [{ name: " ", value: "" }] }),
    ],
    [
      { environmentVariables: [{ name: 5, value: "" }], ...list(full) },
      { environmentVariables: [{ name: 5, value: "" }], ...list(environment) },
    ],
    // Values of a wrong kind stay, and those beside them are omitted still.
    ...[5, null, "x", {}, [], [5]].flatMap((wrong) => [
      [{ authSchemeConfigs, environments: wrong }, { environments: wrong }],
      [
        { authSchemeConfigs: wrong, name: " ", ...list(full) },
        { ...(!(wrong?.length === 0) && { authSchemeConfigs: wrong }), name: " ", ...list(environment) },
      ],
      [
        { name: 5, ...list({ ...full, credentials: wrong }) },
        { name: 5, ...list({ ...environment, ...(wrong?.constructor !== Object && { credentials: wrong }) }) },
      ],
      [list(wrong, full), list(wrong, environment)],
    ]),
    // A new environment stays whole.
    [list(added, full), list(added, environment)],
    [list({ ...added, id: undefined }, full), list(added, environment)],
    [
      { authSchemeConfigs: undefined, name: 5, ...list({ ...full, credentials: undefined }) },
      { name: 5, ...list(environment) },
    ],
    // If none of the first 17 items has parts to omit, the others are not searched.
    [
      { name: 5, ...list(...plain.slice(0, 16), full) },
      { name: 5, ...list(...plain.slice(0, 16), environment) },
    ],
    [{ name: 5, ...list(...plain.slice(0, 17), full) }, "whole"],
    [
      { name: 5, authSchemeConfigs, ...list(...plain.slice(0, 17), full) },
      { name: 5, ...list(...plain.slice(0, 17), full) },
    ],
    [
      { name: 5, ...list(full, ...plain, full) },
      { name: 5, ...list(environment, ...plain, environment) },
    ],
    // Nothing can be omitted.
    [{ name: 5, ...list(...plain) }, "whole"],
    [{ name: 5, ...list(environment) }, "whole"],
    [{ name: 5 }, "whole"],
  ];
  for (const [at, [members, expected]] of cases.entries()) {
    const value = { ...base, ...members };
    assert.deepEqual(
      validatedJson(value),
      expected === "whole" ? expected : { ...base, ...expected },
      `case ${at}: ${JSON.stringify(members)}`,
    );
    assert.deepEqual(validate(value), validateWhole(value));
  }
});

test("a member that is not enumerable is not validated", () => {
  const environments = [{ id: ULID(3), name: "A", variables: [{ name: "A", value: "1" }] }];
  const value = Object.defineProperty({ ...OTHER, name: 5 }, "environments", {
    enumerable: false,
    value: environments,
  });
  const { environments: _, ...rest } = OTHER;
  assert.deepEqual(validatedJson(value), { ...rest, name: 5 });
  assert.deepEqual(validate(value), validateWhole(value));
});

test("valid environments before the first one with an issue are read as often as those of a valid body", () => {
  const countReads = (last) => {
    let count = 0;
    const get = (target, key) => {
      count += 1;
      return target[key];
    };
    const variable = new Proxy({ name: "A", value: "1" }, { get });
    const environments = Array.from({ length: 20 }, (_, n) => ({
      id: ULID(n + 10),
      name: `E${n}`,
      variables: [variable],
    }));
    validate({ ...OTHER, environments: [...environments, last] });
    return count;
  };
  const valid = countReads({ id: ULID(3), name: "A" });
  assert.ok(valid > 0);
  assert.equal(countReads({ id: 5, name: "A" }), valid);
});

test("a list that is another one when it is read again is validated as it is then", () => {
  const variables = [{ name: "A", value: "1" }];
  const lists = [
    [{ id: ULID(3), name: "A", variables }, { id: 5 }],
    [{ id: ULID(3), name: "A", variables: [{ name: " ", value: "1" }] }],
  ];
  let reads = 0;
  const value = {
    ...OTHER,
    get environments() {
      reads += 1;
      return lists[Math.min(reads, lists.length) - 1];
    },
  };
  assert.deepEqual(
    validate(value).issues.map(({ code, pointer }) => [code, pointer]),
    [["blank-name", "/environments/0/variables/0/name"]],
  );
});

test("a value is validated whole if it can be larger than the limit", () => {
  const isWhole = (valid, invalid) => {
    const variables = [{ name: "A", value: "v".repeat(valid) }];
    const environments = [
      { id: ULID(3), name: "A", variables },
      { id: 5, name: "x".repeat(invalid) },
    ];
    return validatedJson({ ...OTHER, environments }) === "whole";
  };
  // An omitted unit has at most six bytes, and any other at most three: the limit is about 16.7 million bytes.
  assert.equal(isWhole(1_900_000, 100_000), false);
  assert.equal(isWhole(1_900_000, 2_000_000), true);
});

test("10,000 values have the same issues without their parts that have none", () => {
  const counts = { reduced: 0, plain: 0, odd: 0 };
  const checkPlain = (body, options) => {
    const { result, isReduced } = validateAndWatch(body, options);
    assert.deepEqual(result, validateWhole(body, options));
    assert.deepEqual(result.issues, validate(JSON.stringify(body), options).issues);
    counts[isReduced ? "reduced" : "plain"] += 1;
  };
  const checkOdd = (value, options) => {
    assert.deepEqual(validate(value, options), validateWhole(value, options));
    counts.odd += 1;
  };
  fc.assert(fc.property(damaged(validBody), fc.constantFrom(...OPTIONS), checkPlain), runs(5_000));
  fc.assert(fc.property(odd, fc.constantFrom(...OPTIONS), checkOdd), runs(5_000));
  assertOften(counts, 500);
});

test("the items of a very long list are not read to find parts without issues", () => {
  let reads = 0;
  const environments = new Proxy(new Array(200_000).fill({ id: ulid(1), variables: [] }), {
    get: (list, key) => {
      reads += 1;
      return list[key];
    },
  });
  const [quick, whole] = [validate, validateWhole].map((validateBody) => {
    reads = 0;
    assert.equal(validateBody({ environments }).ok, false);
    return reads;
  });
  assert.ok(whole > 200_000, `${whole}`);
  assert.ok(quick - whole < 100_000, `${quick - whole}`);
});

test("parts without issues are omitted from large values, and limits apply to the whole value", () => {
  const variables = (count, length, unit = "v") =>
    Array.from({ length: count }, (_, n) => ({ name: `V${n}`, value: unit.repeat(length) }));
  const environments = (count, variables) =>
    Array.from({ length: count }, (_, n) => ({ id: ulid(n), name: `E${n}`, variables }));
  const make = (environments, rest) => ({
    id: ulid(1),
    organisationId: ulid(2),
    name: "Shop",
    protocol: "http",
    baseUrl: "https://a.example",
    environments,
    ...rest,
  });
  const many = environments(500, variables(3, 5));
  const [first, ...others] = many;
  // These variables have 11.4 MB of JSON: a control character is written as six bytes.
  const big = environments(10, variables(100, 1_900, "\u0001"));
  const invalid = { variables: [{ name: " ", value: 5 }] };
  const cases = [
    [make(many, { name: 5 }), true],
    [make([...others, { ...first, ...invalid }]), true],
    [make([...others, first, { ...first, ...invalid }]), true],
    [
      make([...others, { name: "E1", credentials: {}, variables: variables(2, 6) }], {
        environmentVariables: variables(1, 5),
      }),
      true,
    ],
    [make(many.map((one) => ({ ...one, variables: [] })).concat({ id: 5, name: 5, variables: [5] })), true],
    [make(big, { name: " ", later: "x".repeat(1_000_000) }), true],
    [make(big, { name: " ", later: "x".repeat(2_000_000) }), false],
    [make(many, { name: " ", later: "x".repeat(4_000_000) }), true],
    // More than 16 MiB: only the whole value is too large.
    [make(big, { name: " ", later: "x".repeat(5_500_000) }), false],
    [make(environments(17, variables(100, 10_000)), { name: " " }), false],
    [make([...big, { id: 5 }, ...big]), false],
  ];
  for (const [at, [value, isReducible]] of cases.entries()) {
    for (const options of OPTIONS) {
      const { result, isReduced } = validateAndWatch(value, options);
      const whole = validateAndWatch(value, { ...options, maxBytes: 2 ** 24 });
      assert.ok(result.issues.length > 0);
      assert.deepEqual(result, whole.result);
      assert.equal(whole.isReduced, false);
      assert.equal(isReduced, isReducible, `case ${at}`);
    }
  }
});
