// A draft validates only the parts that an edit affects. Its issues are those of the whole value nevertheless.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient, ConnectionDraft } from "connection-update";
import { deferred } from "../waiting.mjs";
import { isAboutEdit, ulid } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";
import { expectAsFromScratch } from "./scratch.mjs";

const { current } = await fixture("verbs");
const [production, staging, last] = current.environments;
const VARIABLES = "environmentVariables";

const pointers = (issues) => issues.map(({ code, pointer }) => `${code} ${pointer}`);

const set = (path, value) => (draft) => draft.set(path, value);
const insert = (list, item, at) => (draft) => draft.insert(list, item, at);
const remove = (path) => (draft) => draft.remove(path);
const move = (list, from, to) => (draft) => draft.move(list, from, to);
const replace = (change) => (draft) => draft.replace(change(draft.value));

/** Returns edits that set one value after the other at a path. */
const setEach = (path, ...values) => values.map((value) => set(path, value));

const variable = (name, value = "1") => ({ name, value });
const withVariables = (...names) => ({ ...current, [VARIABLES]: names.map((name) => variable(name)) });
const withEnvironment = (members) => ({ ...current, environments: [{ ...production, ...members }, staging, last] });
const newEnvironment = (name, ...names) => ({
  name,
  credentials: {},
  variables: names.map((own) => variable(own, "own")),
});

/** Returns lists inside each other. */
const nested = (depth) => JSON.parse("[".repeat(depth) + "]".repeat(depth));

const apiKey = { schemeType: "api-key", name: "k", in: "header" };
const oauth = {
  schemeType: "oauth2",
  authorizeUrl: "https://a.example/authorize",
  tokenUrl: "https://a.example/token",
  scopes: [{ name: "read" }, { name: "write" }],
  flows: { clientCredentials: {} },
};
const entry = (authSchemeConfig, id = 61) => ({ id: ulid(id), authSchemeConfig, credential: { id: ulid(71) } });

/** Makes edits, and then undoes and redoes them. Expects the issues of the whole value after each edit, or only after the last one. */
function expectAfterEdits(stored, edits, options, label) {
  const { rules, ...others } = options ?? {};
  for (const isReadAfterEach of [true, false]) {
    const draft = new ConnectionDraft(stored, options);
    const expectNow = (step) => expectAsFromScratch(draft, { ...others, rules }, `${label}, ${step}`);
    const read = (step) => isReadAfterEach && expectNow(step);
    expectNow("at the start");
    edits.forEach((edit, at) => {
      edit(draft);
      draft.checkpoint();
      read(`edit ${at + 1}`);
    });
    expectNow("at the end");
    for (let left = edits.length; draft.undo(); left--) read(`undo before edit ${left}`);
    expectNow("after all undos");
    while (draft.redo()) read("redo");
    expectNow("after all redos");
  }
}

const cases = {
  "a name that becomes equal, different and equal again": [
    withVariables("A", "B", "C"),
    ...setEach(`${VARIABLES}[1].name`, "A", "D", "C", "C", "B"),
    ...setEach(`${VARIABLES}[2].name`, "B", "E", "A", "A2"),
    ...setEach(`${VARIABLES}[0].name`, "A2", "B", "A"),
  ],
  "three equal names": [
    withVariables("A", "A", "A"),
    ...setEach(`${VARIABLES}[2].name`, "B", "A", "C", "A"),
    ...setEach(`${VARIABLES}[1].name`, "C", "A", "B"),
    ...setEach(`${VARIABLES}[0].name`, "B", "C"),
  ],
  "four equal names, of which one is stored": [
    withVariables("A", "B", "C", "D"),
    set(`${VARIABLES}[1].name`, "A"),
    set(`${VARIABLES}[2].name`, "A"),
    set(`${VARIABLES}[3].name`, "A"),
    set(`${VARIABLES}[0].name`, "D"),
    set(`${VARIABLES}[3].name`, "D"),
  ],
  "items that are set as a whole": [
    withVariables("A", "B", "C"),
    ...setEach(
      `${VARIABLES}[1]`,
      variable("A"),
      variable("B", "2"),
      variable("C", 7),
      variable("C", "7"),
      variable("B"),
    ),
    ...setEach(`${VARIABLES}[2]`, variable("A"), 7, null, variable("B"), {}, variable("C")),
  ],
  "blank names that are stored": [
    withVariables(" ", "A", " "),
    insert(VARIABLES, variable(" ")),
    set(`${VARIABLES}[0]`, variable("X")),
    set(`${VARIABLES}[2]`, variable("Y")),
    set(`${VARIABLES}[0]`, variable(" ")),
    set(`${VARIABLES}[1].name`, " "),
    remove(`${VARIABLES}[0]`),
    insert(VARIABLES, variable(" "), 0),
  ],
  "equal names that are stored, and are removed and added at the end": [
    withVariables("A", "A", "B", "B"),
    remove(`${VARIABLES}[3]`),
    insert(VARIABLES, variable("B")),
    insert(VARIABLES, variable("B")),
    insert(VARIABLES, variable("C")),
    insert(VARIABLES, variable("C")),
    remove(`${VARIABLES}[2]`),
    insert(VARIABLES, variable("C")),
    insert(VARIABLES, variable("B"), 1),
  ],
  "items that are added at the end of a list with equal names": [
    withVariables("A", "A"),
    insert(VARIABLES, variable("C")),
    insert(VARIABLES, variable("B")),
    insert(VARIABLES, variable("B")),
    insert(VARIABLES, variable("B")),
    insert(VARIABLES, variable(5)),
    insert(VARIABLES, variable(5)),
    insert(VARIABLES, {}),
    insert(VARIABLES, {}),
    insert(VARIABLES, 7),
    insert(VARIABLES, variable("A", 7)),
    set(`${VARIABLES}[2].name`, "D"),
    insert(VARIABLES, variable("C")),
  ],
  "one item that is added at the end of a list with equal names": [
    withVariables("A", "A"),
    insert(VARIABLES, variable("C")),
  ],
  "items that are inserted before equal names": [
    withVariables("A", "A"),
    insert(VARIABLES, variable("B"), 0),
    insert(VARIABLES, variable("A"), 1),
    insert(VARIABLES, variable("B"), 2),
    move(VARIABLES, 0, 4),
    replace((value) => ({ ...value, [VARIABLES]: [variable("N"), variable("A"), ...value[VARIABLES]] })),
    remove(`${VARIABLES}[2]`),
  ],
  "invalid items that move": [
    { ...current, [VARIABLES]: [7, variable("A"), variable("B"), variable("C", 7), variable("D")] },
    remove(`${VARIABLES}[1]`),
    insert(VARIABLES, variable("E"), 1),
    insert(VARIABLES, variable("F", 7), 1),
    move(VARIABLES, 0, 2),
    move(VARIABLES, 4, 0),
    remove(`${VARIABLES}[0]`),
    set(`${VARIABLES}[0]`, variable("G")),
    set(`${VARIABLES}[1]`, variable("H")),
  ],
  "invalid members that become valid": [
    { ...current, [VARIABLES]: [variable("A", 7), variable(7), variable(" B")] },
    ...setEach(`${VARIABLES}[0].value`, "x", 8, "x"),
    ...setEach(`${VARIABLES}[1].name`, "B", "", " ", " B", "C"),
    ...setEach(`${VARIABLES}[2].name`, "B", "B "),
  ],
  "many items at once": [
    withVariables("A", "B"),
    replace((value) => ({
      ...value,
      [VARIABLES]: [
        ...value[VARIABLES],
        ...Array.from({ length: 12 }, (_, at) => variable(`V${at % 11}`, at === 5 ? 7 : "")),
      ],
    })),
    set(`${VARIABLES}[13].name`, "V11"),
    replace((value) => ({ ...value, [VARIABLES]: value[VARIABLES].slice(1, 8) })),
  ],
  "lists that are replaced while their items have issues": [
    withVariables("A", "B"),
    set(`${VARIABLES}[1].name`, "A"),
    set(VARIABLES, [variable("C"), variable("C"), variable("D", 7)]),
    set(VARIABLES, 7),
    set(VARIABLES, []),
    set(VARIABLES, [variable("D"), variable("D")]),
    set(VARIABLES, undefined),
    insert(VARIABLES, variable("E")),
    insert(VARIABLES, variable("E")),
    set(VARIABLES, { 0: variable("E") }),
    set(`${VARIABLES}[0].name`, 7),
  ],
  "a list that is replaced after its names became equal": [
    withVariables("A", "B"),
    set(`${VARIABLES}[1].name`, "A"),
    set(VARIABLES, [variable("C")]),
  ],
  "equal names and ids of environments": [
    current,
    set("environments[1].name", "Production"),
    set("environments[2].id", production.id),
    set("environments[2].name", "Production"),
    set("environments[2].id", last.id),
    set("environments[1].name", "Staging"),
    insert("environments", newEnvironment("Production")),
    insert("environments", newEnvironment("Production")),
    insert("environments", { ...staging, name: "Copy" }),
    insert("environments", newEnvironment("Copy")),
    remove("environments[0]"),
    move("environments", 4, 0),
  ],
  "equal names of environments that are stored": [
    { ...current, environments: [production, { ...staging, name: "Production" }, last] },
    remove("environments[1]"),
    insert("environments", newEnvironment("Production")),
    insert("environments", { ...staging, name: "Production" }),
    set("environments[2].name", "Other"),
    set("environments[0].name", "Test"),
  ],
  "three equal names of environments that are stored": [
    { ...current, environments: [production, { ...staging, name: "Production" }, { ...last, name: "Production" }] },
    set("environments[0].variables[0].value", "10"),
    remove("environments[2]"),
    insert("environments", newEnvironment("Production")),
    remove("environments[2]"),
    insert("environments", { ...last, name: "Production" }),
  ],
  "equal names with half of a surrogate pair": [
    withVariables("A", "A"),
    insert(VARIABLES, variable("C")),
    insert(VARIABLES, variable("\ud800")),
    insert(VARIABLES, variable("\ud800")),
    set(`${VARIABLES}[0].name`, "\ud800"),
  ],
  "an environment that loses its id again by an undo": [
    current,
    set("environments[1].id", undefined),
    (draft) => draft.reset("environments[1]"),
    set(`${VARIABLES}[0].value`, "2"),
    (draft) => draft.undo(),
    (draft) => draft.undo(),
    set(`${VARIABLES}[0].name`, "Z"),
  ],
  "values that are no connection": [
    { ...current, name: "", [VARIABLES]: [variable("A"), variable("A")] },
    replace(() => 7),
    replace(() => ({ ...current, later: ["\ud800", { a: "\ud800" }], [VARIABLES]: [variable("A"), variable("A")] })),
    set("later[0]", "x"),
    set(`${VARIABLES}[1].name`, "B"),
    replace(() => null),
    replace(() => ({})),
  ],
  "values that are nested too deeply": [
    { ...current, name: "", [VARIABLES]: [variable("A"), variable("A"), variable("B", 7)] },
    set(`${VARIABLES}[1].name`, nested(300)),
    set(`${VARIABLES}[2].name`, "A"),
    set("later", nested(300)),
    set(`${VARIABLES}[1].name`, "A"),
    set("later", undefined),
  ],
  "environments that lose their ids": [
    current,
    insert(VARIABLES, variable("C")),
    set("environments[1].id", undefined),
    insert(VARIABLES, variable("D")),
    set("environments[1].variables[0].value", "10"),
    set(`${VARIABLES}[0].value`, "10"),
    set("environments[0]", newEnvironment("New", "A", "Own")),
    set(`${VARIABLES}[1].name`, "Own"),
    set("environments[0]", production),
    remove(`${VARIABLES}[0]`),
  ],
  "environments that are set as a whole, with a name or an id of others": [
    current,
    set("environments[1]", { ...staging, name: production.name }),
    set("environments[1]", staging),
    set("environments[2]", { ...last, id: staging.id }),
    set("environments[0]", { ...production, id: staging.id, name: "Other" }),
    set("environments[2]", last),
  ],
  "an environment that is set as a whole, without its id": [
    current,
    set(`${VARIABLES}[0].value`, "2"),
    set("environments[0]", { ...production, id: undefined, variables: [variable("A", "own")] }),
    set(`${VARIABLES}[0].name`, "Z"),
    set(`${VARIABLES}[0].name`, "A"),
    set(`${VARIABLES}[0].value`, "own"),
    set(`${VARIABLES}[0].value`, "2"),
  ],
  "an environment with an issue of its own id": [
    current,
    set(`${VARIABLES}[0].value`, "2"),
    replace(({ environments: [first, ...others], ...value }) => {
      const { id: _, ...rest } = first;
      return {
        ...value,
        environments: [{ ...rest, variables: [variable("A", "own"), variable("Q", "own")] }, ...others],
      };
    }),
    set(`${VARIABLES}[0].name`, "Z"),
    set(`${VARIABLES}[1].name`, "Q"),
  ],
  "new environments between stored ones, while variables change": [
    current,
    insert("environments", newEnvironment("New", "A", "C"), 1),
    insert("environments", newEnvironment("Newer", "D"), 3),
    set(`${VARIABLES}[0].name`, "C"),
    set(`${VARIABLES}[1].name`, "D"),
    insert(VARIABLES, variable("A")),
    remove(`${VARIABLES}[0]`),
    set(VARIABLES, undefined),
    set(VARIABLES, [variable("A")]),
    remove("environments[1]"),
    set(`${VARIABLES}[0].name`, "D"),
    remove("environments[2]"),
    set(`${VARIABLES}[0].name`, "E"),
  ],
  "ten new environments, while variables change": [
    current,
    replace((value) => ({
      ...value,
      environments: [
        ...value.environments,
        ...Array.from({ length: 10 }, (_, at) => newEnvironment(`N${at}`, `V${at}`)),
      ],
    })),
    set(`${VARIABLES}[0].name`, "V3"),
    set(`${VARIABLES}[0].name`, "V4"),
    remove(`${VARIABLES}[0]`),
  ],
  "a list of environments that becomes empty": [
    current,
    remove("environments[0]"),
    remove("environments[0]"),
    remove("environments[0]"),
    insert("environments", newEnvironment("New")),
    set("environments", []),
    insert("environments", production),
    set("environments", undefined),
    set("environments", 7),
  ],
  "equal names in an environment that is stored": [
    withEnvironment({ variables: [variable("A"), variable("A"), variable("B")] }),
    ...setEach("environments[0].variables[1].name", "C", "B", "A", "D"),
    ...setEach("environments[0].variables[2].name", "D", "A", "E"),
    set("environments[0].name", "Staging"),
    set("environments[0].variables[0].name", "D"),
  ],
  "equal names in an environment": [
    withEnvironment({ variables: [variable("A"), variable("B")] }),
    ...setEach("environments[0].variables[1].name", "A", "C", "A", "", "B"),
    set("environments[0].variables[0].name", "B"),
  ],
  "text in an environment": [
    current,
    ...setEach("environments[0].name", "X", "", " X", "x\ny", "Staging", "\ud800", "Y"),
    ...setEach("environments[0].id", "x", "", staging.id, ulid(40), production.id),
    ...setEach("environments[0].variables[0].name", "X", "", " X", "B", "\ud800", "Y"),
    ...setEach("environments[0].variables[0].value", "X", "", "\ud800", "1"),
    ...setEach("environments[0].createdAt", "X", ""),
    set("environments[0].later", "X"),
    ...setEach("environments[0].later", "Y", "\ud800", "Z"),
  ],
  "text in the credentials of an environment": [
    withEnvironment({
      credentials: {
        action: [entry({ schemeType: "none" }), entry(apiKey, 62), entry(oauth, 63)],
        trigger: [{ ...entry({ schemeType: "none" }, 64), credential: undefined }],
      },
    }),
    ...setEach("environments[0].credentials.action[1].authSchemeConfig.name", "k2", "", " ", "k3"),
    ...setEach("environments[0].credentials.action[1].authSchemeConfig.in", "query", "body", "header"),
    ...setEach(
      "environments[0].credentials.action[1].authSchemeConfig.schemeType",
      "later",
      "none",
      "oauth2",
      "api-key",
    ),
    ...setEach(
      "environments[0].credentials.action[2].authSchemeConfig.tokenUrl",
      "https://b.example",
      "x",
      "https://c.example",
    ),
    ...setEach("environments[0].credentials.action[2].authSchemeConfig.scopes[1].name", "more", "read", "", "write"),
    ...setEach("environments[0].credentials.action[0].id", "x", ulid(62), ulid(65)),
    ...setEach("environments[0].credentials.action[0].credential.id", "x", "", ulid(72)),
    ...setEach("environments[0].credentials.trigger[0].id", "x", ulid(66)),
  ],
  "text in a new environment": [
    current,
    insert("environments", {
      ...newEnvironment("New", "A", "B"),
      credentials: { action: [{ authSchemeConfig: apiKey, credential: { id: ulid(71) } }] },
    }),
    ...setEach("environments[3].name", "X", "", "Staging", "New"),
    ...setEach("environments[3].variables[1].name", "A", "", "C"),
    ...setEach("environments[3].credentials.action[0].authSchemeConfig.in", "body", "query"),
    ...setEach("environments[3].credentials.action[0].credential.id", "x", ulid(72)),
    set(`${VARIABLES}[0].value`, "2"),
    ...setEach("environments[3].variables[1].name", "A", "D"),
  ],
  "text in auth schemes": [
    { ...current, authSchemeConfigs: [apiKey, apiKey, oauth, 7] },
    ...setEach("authSchemeConfigs[0].name", "x", "", "y"),
    ...setEach("authSchemeConfigs[1].in", "body", "query", "x", "header"),
    ...setEach("authSchemeConfigs[2].scopes[0].name", "write", "", "a"),
    ...setEach("authSchemeConfigs[2].authorizeUrl", "x", "https://b.example"),
    insert("authSchemeConfigs", apiKey),
    insert("authSchemeConfigs", { schemeType: "later" }, 1),
    remove("authSchemeConfigs[0]"),
    set("authSchemeConfigs[3]", apiKey),
  ],
  "fields outside the lists": [
    { ...current, later: ["x"] },
    ...setEach("name", "", "X", 7, undefined, " X"),
    ...setEach("baseUrl", "x", undefined, "https://u:p@b.example", "https://b.example"),
    set("later", ["\ud800", { a: "\ud800" }]),
    set("later[1]", "x"),
    set("later[1]", "\ud800"),
    insert("later", "\ud800", 0),
    remove("later[1]"),
    set(VARIABLES, [7]),
    set("versions", ["\ud800"]),
    insert("versions", "\ud800"),
  ],
  "unknown lists with equal names": [
    { ...current, later: [variable("A"), variable("A")] },
    set("later[0].name", "B"),
    set("later[0].name", "A"),
  ],
  "a protocol without variables": [
    { ...current, protocol: "bigquery", datasetId: "d", [VARIABLES]: [7, variable("A"), variable("A")] },
    set("protocol", "http"),
    set("protocol", "bigquery"),
    set(`${VARIABLES}[0]`, variable("A")),
    set("baseUrl", undefined),
    set("name", ""),
  ],
};

for (const [label, [stored, ...edits]] of Object.entries(cases)) {
  test(`after each edit, the issues are those of the whole value: ${label}`, () => {
    assert.ok(edits.length > 0);
    expectAfterEdits(stored, edits, undefined, label);
  });
}

test("options decide the issues of edited values as they decide those of the whole value", () => {
  const edits = [
    ...setEach(`${VARIABLES}[1].name`, "A", " A", "", "A"),
    insert(VARIABLES, variable("A")),
    insert(VARIABLES, variable(" A ")),
    set("environments[1].name", "Production"),
    set("environments[1].name", ""),
    set(`${VARIABLES}[2].name`, "B"),
    remove(`${VARIABLES}[0]`),
  ];
  const allOptions = [
    { rules: { "duplicate-value": "off" } },
    { rules: { "duplicate-value": "warning" } },
    { rules: { "blank-name": "off", "surrounding-whitespace": "error" } },
    { rules: { "missing-field": "off", "invalid-type": "info" } },
  ];
  for (const options of allOptions) {
    expectAfterEdits(withVariables("A", "A", "B"), edits, options, JSON.stringify(options));
  }
});

test("issues are in the order of the document, for each order of the members", () => {
  const invalid = {
    authSchemeConfigs: [{ ...apiKey, in: "body" }],
    environments: [{ ...production, name: "" }],
    [VARIABLES]: [variable("A", 7)],
    baseUrl: "x",
  };
  const orders = (names) =>
    names.length < 2
      ? [names]
      : names.flatMap((name) => orders(names.filter((other) => other !== name)).map((rest) => [name, ...rest]));
  const { id, organisationId } = current;
  const others = { id, organisationId };
  const edits = [set("protocol", 7), set("name", ""), set("name", undefined), set("id", undefined)];
  const lists = Object.keys(invalid).slice(0, 3);
  const all = orders(lists).flatMap((names, at) => [
    [...names, "baseUrl"],
    [...names.slice(0, at % 3), "baseUrl", ...names.slice(at % 3)],
    names.slice(1),
  ]);
  assert.equal(all.length, 18);
  for (const names of all) {
    const members = Object.fromEntries(names.map((name) => [name, invalid[name]]));
    const draft = new ConnectionDraft({ ...members, ...others, ...members });
    for (const [at, edit] of edits.entries()) {
      edit(draft);
      expectAsFromScratch(draft, {}, `${names} ${at}`);
    }
  }
});

test("issues follow the order of the members if an edit changes this order and a value whose issue stays", () => {
  const { name: _, baseUrl: __, [VARIABLES]: ___, authSchemeConfigs: ____, ...rest } = current;
  const invalid = { name: "", baseUrl: "x", [VARIABLES]: [7], authSchemeConfigs: [7] };
  const edits = {
    baseUrl: (at) => `x${at}`,
    [VARIABLES]: (at) => [at + 8],
    later: (at) => at,
  };
  const orders = [
    ["baseUrl"],
    [VARIABLES, "id", "baseUrl"],
    ["authSchemeConfigs", "baseUrl", "name"],
    ["name"],
    ["baseUrl"],
  ];
  for (const [edited, makeValue] of Object.entries(edits)) {
    const draft = new ConnectionDraft({ ...invalid, ...rest, later: "x" });
    const { length } = draft.issues;
    orders.forEach((names, at) => {
      const first = Object.fromEntries(names.map((name) => [name, draft.value[name]]));
      draft.replace({ ...first, ...draft.value, [edited]: makeValue(at) });
      assert.equal(Object.keys(draft.value)[0], names[0]);
      expectAsFromScratch(draft, {}, `${edited} ${at}`);
      assert.ok(length >= 4 && draft.issues.length >= length);
    });
  }
});

test("members that are undefined have the issues of absent members, at the same place", () => {
  const invalid = { ...current, [VARIABLES]: [7] };
  for (const names of [["name"], ["baseUrl"], ["name", "baseUrl"], ["environments"], ["name", "environments"]]) {
    const draft = new ConnectionDraft(invalid);
    const without = Object.fromEntries(Object.entries(invalid).filter(([key]) => !names.includes(key)));
    const undefinedAtEnd = { ...without, ...Object.fromEntries(names.map((name) => [name, undefined])) };
    draft.replace(undefinedAtEnd);
    expectAsFromScratch(draft, {}, names.join());
    draft.set(`${VARIABLES}[0]`, 8);
    draft.set("protocol", 7);
    expectAsFromScratch(draft, {}, names.join());
  }
});

test("a value that is stored as null is no issue after other edits of the same part", () => {
  const codes = (draft) => pointers(draft.issues.filter((issue) => !isAboutEdit(issue)));
  const stored = { ...withEnvironment({ credentials: null }), datasetId: null };
  for (const nulls of [stored, { ...stored, authSchemeConfigs: null }, withEnvironment({ variables: null })]) {
    const draft = new ConnectionDraft(nulls);
    assert.deepEqual(codes(draft), []);
    for (const [path, value, ...expected] of [
      ["environments[0].name", "X"],
      ["environments[0].name", "", "blank-name /environments/0/name"],
      ["environments[0].name", "Y"],
      ["name", "X"],
      ["name", "", "blank-name /name"],
      ["name", "Y"],
      ["environments[1].credentials", null, "invalid-type /environments/1/credentials"],
    ]) {
      draft.set(path, value);
      assert.deepEqual(codes(draft), expected, `${path} ${value}`);
    }
    draft.move("environments", 0, 2);
    assert.deepEqual(codes(draft), ["invalid-type /environments/0/credentials"]);
  }
});

test("equal names are found among ten thousand items with the name of a new one", () => {
  const names = Array.from({ length: 10_001 }, (_, at) => `V${at}`);
  const draft = new ConnectionDraft({ ...current, environments: [] });
  draft.set(VARIABLES, withVariables(...names)[VARIABLES]);
  const expectDuplicates = (...expected) => {
    const found = draft.issues.filter(({ code }) => code === "duplicate-value" || code === "more-issues");
    assert.deepEqual(pointers(found), expected);
  };
  draft.set(`${VARIABLES}[10000].name`, "V0");
  expectDuplicates(`duplicate-value /${VARIABLES}/10000/name`);
  draft.set(`${VARIABLES}[9999].name`, "V0");
  expectDuplicates(...[9_999, 10_000].map((at) => `duplicate-value /${VARIABLES}/${at}/name`));
});

test("ids and names that are stored twice are warnings, also at an item that is added again", () => {
  const twins = [production, { ...staging, id: production.id }, { ...last, name: "Production" }];
  const names = [variable("A"), variable("B"), variable("A", "2"), variable("A", "3")];
  const stored = { ...current, environments: twins, [VARIABLES]: names };
  for (const [list, items] of [
    ["environments", twins],
    [VARIABLES, names],
  ]) {
    const draft = new ConnectionDraft(stored);
    for (const at of [items.length - 1, items.length - 2]) draft.remove([list, at]);
    for (const item of items.slice(-2)) {
      draft.insert(list, structuredClone(item));
      expectAsFromScratch(draft, {}, list);
    }
    const found = draft.issues.filter(({ code }) => code === "duplicate-value");
    assert.ok(found.length > 0 && found.every(({ severity }) => severity === "warning"));
    draft.insert(list, structuredClone(items[0]));
    expectAsFromScratch(draft, {}, list);
    assert.ok(draft.issues.some(({ code, severity }) => code === "duplicate-value" && severity === "error"));
  }
});

test("the keys of a list are the same array until a key changes", () => {
  const draft = new ConnectionDraft(current);
  const keys = draft.keys("environments");
  assert.deepEqual(keys, ["0", "1", "2"]);
  draft.insert("environments", newEnvironment("New"), 0);
  draft.remove("environments[0]");
  assert.equal(draft.keys("environments"), keys);
  draft.insert("environments", newEnvironment("New"), 0);
  assert.deepEqual(draft.keys("environments"), ["new2", "0", "1", "2"]);
  draft.undo();
  assert.deepEqual(draft.keys("environments"), keys);
  const again = draft.keys("environments");
  draft.move("environments", 0, 2);
  draft.move("environments", 2, 0);
  assert.equal(draft.keys("environments"), again);
});

test("a new environment has a new key, also if the stored environments have no ids", () => {
  const { id: _, ...first } = production;
  const draft = new ConnectionDraft({ ...current, environments: [first] });
  assert.deepEqual(draft.keys("environments"), ["0"]);
  draft.remove("environments[0]");
  draft.insert("environments", newEnvironment("New"));
  assert.deepEqual(draft.keys("environments"), ["new1"]);
});

test("a listener that edits the draft on every call does not keep it busy for ever", () => {
  const draft = new ConnectionDraft(current);
  let calls = 0;
  draft.subscribe(() => {
    calls += 1;
    if (calls < 2_000) draft.set("name", `Name ${calls}`);
  });
  draft.set("name", "X");
  assert.equal(calls, 100);
  const before = calls;
  draft.set("baseUrl", "https://b.example");
  assert.ok(calls > before, "later edits are notified too");
});

test("an error of a listener is reported as uncaught, and the other listeners are called", () => {
  const draft = new ConnectionDraft(current);
  const problem = new Error("listener");
  const calls = [];
  draft.subscribe(() => {
    throw problem;
  });
  draft.subscribe(() => calls.push("second"));
  const tasks = [];
  const { queueMicrotask } = globalThis;
  globalThis.queueMicrotask = (task) => tasks.push(task);
  try {
    draft.set("name", "X");
  } finally {
    globalThis.queueMicrotask = queueMicrotask;
  }
  assert.deepEqual([calls, tasks.length], [["second"], 1]);
  assert.throws(tasks[0], problem);
});

test("a listener is not called after the draft was disposed of while it was saved", async () => {
  const draft = new ConnectionDraft(current);
  let calls = 0;
  draft.set("name", "X");
  draft.subscribe(() => {
    calls += 1;
  });
  const answer = deferred();
  const saving = draft.save(new ConnectClient({ fetch: () => answer.promise }));
  const before = calls;
  assert.ok(before > 0, "the start of a save is notified");
  draft.dispose();
  answer.resolve(Response.json(current));
  await saving.catch(() => {});
  assert.equal(calls, before);
});

test("after a rebase, edits are made to the environments with the same ids", () => {
  const makeEnvironment = (at, name = `E${at}`) => ({ ...production, id: ulid(500 + at), name });
  const ids = (...places) => places.map((at) => ulid(500 + at));
  const stored = { ...current, environments: Array.from({ length: 6 }, (_, at) => makeEnvironment(at)) };
  const others = stored.environments;
  const cases = [
    ["the same connection", others, ids(1, 3, 4)],
    ["new environments before", [makeEnvironment(8), makeEnvironment(9), ...others], ids(8, 9, 1, 3, 4)],
    ["another order", [...others].reverse(), ids(4, 3, 1)],
    ["one environment less", others.slice(1), ids(1, 3, 4)],
  ];
  for (const [label, environments, expected] of cases) {
    const draft = new ConnectionDraft(stored);
    for (const at of [5, 2, 0]) draft.remove(`environments[${at}]`);
    for (const at of [0, 1, 2]) draft.set(`environments[${at}].name`, `Mine ${ulid(500 + [1, 3, 4][at])}`);
    draft.rebase({ ...stored, environments });
    const found = draft.value.environments;
    assert.deepEqual(
      found.map(({ id }) => id),
      expected,
      label,
    );
    for (const { id, name } of found.filter(({ id }) => ids(1, 3, 4).includes(id)))
      assert.equal(name, `Mine ${id}`, label);
  }
});
