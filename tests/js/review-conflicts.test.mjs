// Checks that conflicts are described with names and values that people know, for each kind of conflict.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ConnectionDraft } from "../../pkg/index.js";
import { seed } from "../../www/platform/seed.js";
import { importFromConsole } from "./bundle.mjs";
import { anyEdits, connection, edited, SECRET } from "./plan-arbitraries.mjs";
import { assertOften, runs } from "./runs.mjs";

const { describeConflict, describeConflicts } = await importFromConsole("review/conflicts.ts");

/** Returns the storefront, whose first environment has three action credentials. */
function createShop() {
  const [shop] = seed();
  const { action } = shop.environments[0].credentials;
  for (const name of ["Second", "Third"]) {
    action.push({
      ...action[0],
      id: `01JB2K6V8N${name.padEnd(16, "0")}`,
      credential: { ...action[0].credential, name },
    });
  }
  // Not `structuredClone`, which would keep one object for equal schemes.
  return JSON.parse(JSON.stringify(shop));
}

/** Rebases the edits of a draft onto a connection that someone else has edited. Returns the described conflicts. */
function conflictsOf(editMine, editTheirs, create = createShop) {
  const draft = new ConnectionDraft(create());
  const latest = create();
  editMine(draft);
  editTheirs(latest);
  const rebased = draft.rebase(latest);
  assert.ok(rebased.ok, JSON.stringify(rebased.issues));
  return describeConflicts(draft.conflicts, draft.value);
}

const PREVIEW = {
  name: "Preview",
  credentials: {
    action: [{ authSchemeConfig: { schemeType: "none" }, credential: { name: "Key", type: "none", data: {} } }],
  },
  variables: [],
};
const addPreview = ({ environments }) =>
  environments.push({ ...environments[2], id: "01JB2K6V8N0000000000009XYZ", name: "Preview" });
const set = (path, value) => (draft) => draft.set(path, value);
const moveUp = ({ environments }) => environments.unshift(...environments.splice(1, 1));

/** For each conflict: the edit of the draft, the edit of the other side, and the description. */
const CASES = {
  "the name": [
    set("name", "Mine"),
    (theirs) => {
      theirs.name = "Theirs";
    },
    { title: "Name", label: "You both changed this.", base: "Storefront orders", latest: "Theirs", mine: "Mine" },
  ],
  "the base URL": [
    set("baseUrl", "https://mine.example"),
    (theirs) => {
      theirs.baseUrl = "https://ada:lovelace@theirs.example";
    },
    {
      title: "Base URL",
      label: "You both changed this.",
      base: "https://orders.storefront.example/api/2026-01",
      latest: "https://ada:lovelace@theirs.example",
      mine: "https://mine.example",
      isSecret: true,
      isCode: true,
      masked: {
        base: "https://orders.storefront.example/api/2026-01",
        latest: "https://••••@theirs.example",
        mine: "https://mine.example",
      },
    },
  ],
  "auth schemes": [
    set(["authSchemeConfigs", 0, "name"], "X-Mine"),
    (theirs) => theirs.authSchemeConfigs.push({ schemeType: "basic-auth" }),
    {
      title: "Auth schemes",
      label: "You both changed this.",
      base: "1. API key X-Shop-Key\n2. HMAC signature X-Shop-Signature",
      latest: "1. API key X-Shop-Key\n2. HMAC signature X-Shop-Signature\n3. Basic auth",
      mine: "1. API key X-Mine\n2. HMAC signature X-Shop-Signature",
      isList: true,
    },
  ],
  "members of an auth scheme that its words do not mention": [
    set(["authSchemeConfigs", 0, "in"], "query"),
    (theirs) => {
      theirs.authSchemeConfigs[0].in = "cookie";
    },
    {
      title: "Auth schemes",
      label: "You both changed this.",
      base: "1. Type: API key\n   Name: X-Shop-Key\n   Send in: Header\n2. HMAC signature X-Shop-Signature",
      latest: "1. Type: API key\n   Name: X-Shop-Key\n   Send in: Cookie\n2. HMAC signature X-Shop-Signature",
      mine: "1. Type: API key\n   Name: X-Shop-Key\n   Send in: Query parameter\n2. HMAC signature X-Shop-Signature",
      isList: true,
    },
  ],
  "a shared variable": [
    set(["environmentVariables", 0, "value"], "mine"),
    (theirs) => {
      theirs.environmentVariables[0].value = "theirs";
    },
    {
      title: "Variable REGION",
      label: "You both changed this.",
      base: "eu-west-1",
      latest: "theirs",
      mine: "mine",
      isSecret: true,
      isCode: true,
    },
  ],
  "a shared variable that mine removes": [
    (draft) => draft.remove(["environmentVariables", 0]),
    (theirs) => {
      theirs.environmentVariables[0].value = "theirs";
    },
    {
      title: "Variable REGION",
      label: "They changed this, and you removed it.",
      base: "eu-west-1",
      latest: "theirs",
      isSecret: true,
      isCode: true,
    },
  ],
  "a shared variable that they remove": [
    set(["environmentVariables", 0, "value"], "mine"),
    (theirs) => theirs.environmentVariables.shift(),
    {
      title: "Variable REGION",
      label: "They removed this, and you changed it.",
      base: "eu-west-1",
      mine: "mine",
      isSecret: true,
      isCode: true,
    },
  ],
  "a variable of an environment": [
    set(["environments", 1, "variables", 1, "value"], "10"),
    (theirs) => {
      theirs.environments[1].variables[1].value = "20";
    },
    {
      title: "Staging: PAGE_SIZE",
      label: "You both changed this.",
      base: "50",
      latest: "20",
      mine: "10",
      isSecret: true,
      isCode: true,
    },
  ],
  "the whole list of variables": [
    set("environmentVariables", [
      { name: "PAGE_SIZE", value: "100" },
      { name: "REGION", value: "mine" },
    ]),
    (theirs) => {
      theirs.environmentVariables[0].value = "theirs";
      for (const environment of theirs.environments) environment.variables = theirs.environmentVariables;
    },
    {
      title: "Variables",
      label: "You both changed this list.",
      base: "REGION: eu-west-1\nPAGE_SIZE: 250\nLOG_LEVEL: info",
      latest: "REGION: theirs\nPAGE_SIZE: 250\nLOG_LEVEL: info",
      mine: "REGION: mine\nPAGE_SIZE: 100\nLOG_LEVEL: Not set",
      isSecret: true,
      isCode: true,
      isList: true,
      changes: [
        { label: "REGION", base: "eu-west-1", latest: "theirs", mine: "mine", isSecret: true, isCode: true },
        { label: "PAGE_SIZE", base: "250", latest: "250", mine: "100", isSecret: true, isCode: true },
        { label: "LOG_LEVEL", base: "info", latest: "info", isSecret: true, isCode: true },
      ],
    },
  ],
  "own variables that mine overwrites": [
    set(["environmentVariables", 0, "value"], "mine"),
    (theirs) => {
      theirs.environments[1].variables[1].value = "20";
    },
    {
      title: "Staging: Variables",
      label: "They changed variables of this environment, and your change of the shared variables replaces them.",
      base: "REGION: eu-west-1\nPAGE_SIZE: 50",
      latest: "REGION: eu-west-1\nPAGE_SIZE: 20",
      mine: "REGION: mine\nPAGE_SIZE: 250",
      isSecret: true,
      isCode: true,
      isList: true,
      changes: [
        { label: "REGION", base: "eu-west-1", latest: "eu-west-1", mine: "mine", isSecret: true, isCode: true },
        { label: "PAGE_SIZE", base: "50", latest: "20", mine: "250", isSecret: true, isCode: true },
      ],
    },
  ],
  "the order of environments": [
    (draft) => draft.move("environments", 0, 2),
    moveUp,
    {
      title: "Order of environments",
      label: "You both changed the order.",
      base: "1. Production\n2. Staging\n3. Development",
      latest: "1. Staging\n2. Production\n3. Development",
      mine: "1. Staging\n2. Development\n3. Production",
      isList: true,
    },
  ],
  "the order of environments, one of which is new": [
    (draft) => {
      draft.insert("environments", PREVIEW, 0);
      draft.move("environments", 1, 3);
    },
    moveUp,
    {
      title: "Order of environments",
      label: "You both changed the order.",
      base: "1. Production\n2. Staging\n3. Development",
      latest: "1. Staging\n2. Production\n3. Development",
      mine: "1. Preview\n2. Staging\n3. Development\n4. Production",
      isList: true,
    },
  ],
  "the name of an environment": [
    set(["environments", 1, "name"], "Mine"),
    (theirs) => {
      theirs.environments[1].name = "Theirs";
    },
    {
      title: "Staging: Name",
      label: "You both renamed this environment.",
      base: "Staging",
      latest: "Theirs",
      mine: "Mine",
    },
  ],
  "an environment that they delete": [
    (draft) => {
      draft.set(["environments", 1, "name"], "Mine");
      draft.set(["environments", 1, "variables", 1, "value"], "10");
      draft.set(["environments", 1, "credentials", "action", 0, "authSchemeConfig", "name"], "X-Mine");
    },
    (theirs) => theirs.environments.splice(1, 1),
    {
      title: "Environment Staging",
      label: "They deleted this environment, and you changed it.",
      base: "Name: Staging\nPAGE_SIZE: 50\nCredentials (to the system): 1. Shop API key (API key X-Shop-Key)",
      mine: "Name: Mine\nPAGE_SIZE: 10\nCredentials (to the system): 1. Shop API key (API key X-Mine)",
      isSecret: true,
      isList: true,
      changes: [
        { label: "Name", base: "Staging", mine: "Mine", isSecret: false, isCode: false },
        { label: "PAGE_SIZE", base: "50", mine: "10", isSecret: true, isCode: true },
        {
          label: "Credentials (to the system)",
          base: "1. Shop API key (API key X-Shop-Key)",
          mine: "1. Shop API key (API key X-Mine)",
          isSecret: false,
          isCode: false,
        },
      ],
    },
  ],
  "an environment that mine deletes": [
    (draft) => draft.remove(["environments", 1]),
    (theirs) => {
      theirs.environments[1].variables[1].value = "20";
    },
    {
      title: "Environment Staging",
      label: "They changed this environment, and you deleted it.",
      base: "PAGE_SIZE: 50",
      latest: "PAGE_SIZE: 20",
      isSecret: true,
      isCode: true,
      isList: true,
      changes: [{ label: "PAGE_SIZE", base: "50", latest: "20", isSecret: true, isCode: true }],
    },
  ],
  "two new environments with one name": [
    (draft) => draft.insert("environments", PREVIEW),
    addPreview,
    {
      title: "Environment Preview",
      label: "They created an environment with this name, and so did you.",
      latest: "3 variables, 1 credential",
      mine: "no variables, 1 credential",
    },
  ],
  "a name that another environment has": [
    set(["environments", 1, "name"], "Preview"),
    addPreview,
    {
      title: "Staging: Name",
      label: 'Another environment is called "Preview" now. Names must be unique.',
      base: "Staging",
      latest: "Staging",
      mine: "Preview",
    },
  ],
  "the auth scheme of a credential": [
    set(["environments", 0, "credentials", "action", 0, "authSchemeConfig", "name"], "X-Mine"),
    (theirs) => {
      theirs.environments[0].credentials.action[0].authSchemeConfig.name = "X-Theirs";
    },
    {
      title: "Production: Credential 1 (to the system): Auth scheme",
      label: "You both changed this.",
      base: "Name: X-Shop-Key",
      latest: "Name: X-Theirs",
      mine: "Name: X-Mine",
      isCode: true,
      isList: true,
      changes: [
        { label: "Name", base: "X-Shop-Key", latest: "X-Theirs", mine: "X-Mine", isSecret: false, isCode: true },
      ],
    },
  ],
  "a credential that they remove": [
    set(["environments", 2, "credentials", "action", 0, "authSchemeConfig", "name"], "X-Mine"),
    (theirs) => theirs.environments[2].credentials.action.pop(),
    {
      title: "Development: Credentials (to the system)",
      label: "They removed a credential that you changed.",
      base: "1. Shop API key (API key X-Shop-Key)",
      latest: "None",
      mine: "1. Shop API key (API key X-Mine)",
      isList: true,
    },
  ],
  "the order of credentials": [
    (draft) => draft.move(["environments", 0, "credentials", "action"], 0, 2),
    ({ environments: [{ credentials }] }) => credentials.action.unshift(...credentials.action.splice(1, 1)),
    {
      title: "Production: Order of credentials (to the system)",
      label: "You both changed the order.",
      base: "1. Shop API key (API key X-Shop-Key)\n2. Second (API key X-Shop-Key)\n3. Third (API key X-Shop-Key)",
      latest: "1. Second (API key X-Shop-Key)\n2. Shop API key (API key X-Shop-Key)\n3. Third (API key X-Shop-Key)",
      mine: "1. Second (API key X-Shop-Key)\n2. Third (API key X-Shop-Key)\n3. Shop API key (API key X-Shop-Key)",
      isList: true,
    },
  ],
  "the data of a credential, whose secrets are masked": [
    set(["environments", 0, "credentials", "action", 0, "credential", "data"], { value: "mine" }),
    (theirs) => {
      theirs.environments[0].credentials.action[0].credential.data = { value: "theirs" };
    },
    {
      title: "Production: Credential 1 (to the system)",
      label: "You both changed this.",
      base: "Data: •••• (1)",
      latest: "Data: •••• (2)",
      mine: "Data: •••• (3)",
      isList: true,
      changes: [
        {
          label: "Data",
          base: "•••• (1)",
          latest: "•••• (2)",
          mine: "•••• (3)",
          isSecret: false,
          isCode: false,
        },
      ],
    },
  ],
};

for (const [what, [mine, theirs, expected]] of Object.entries(CASES)) {
  test(`a conflict about ${what} is described`, () => {
    const [description, ...others] = conflictsOf(mine, theirs);
    assert.deepEqual(others, []);
    const { id, ...rest } = description;
    assert.notEqual(id, "");
    assert.deepEqual(rest, { isSecret: false, isCode: false, isList: false, ...expected });
  });
}

test("of a long order, only the environments that the sides put elsewhere are shown", () => {
  const [description] = conflictsOf(
    (draft) => draft.move("environments", 100, 5),
    ({ environments }) => environments.unshift(...environments.splice(120, 1)),
    () => seed()[2],
  );
  assert.equal(description.base, "101. Espoo 101\n121. Aarhus 121");
  assert.equal(description.latest, "1. Aarhus 121\n102. Espoo 101");
  assert.equal(description.mine, "6. Espoo 101\n121. Aarhus 121");
});

test("conflicts about the same list have different ids", () => {
  const descriptions = conflictsOf(
    (draft) => {
      for (const at of [0, 1]) {
        draft.set(["environments", 0, "credentials", "action", at, "authSchemeConfig", "name"], "X-Mine");
      }
    },
    ({ environments: [{ credentials }] }) => credentials.action.splice(0, 2),
  );
  assert.ok(descriptions.length > 1);
  assert.equal(new Set(descriptions.map(({ id }) => id)).size, descriptions.length);
});

test("the conflict that represents all others has no values", () => {
  const conflict = { kind: "more", path: [], message: "", count: 1_200, base: [], mine: [], latest: [], values: {} };
  const { title, label, ...rest } = describeConflict(conflict, seed()[0]);
  assert.equal(title, "1,200 more conflicts");
  assert.equal(label, "Your choice applies to all of them.");
  for (const side of ["base", "latest", "mine"]) assert.ok(!(side in rest));
});

test("every conflict of random edits has a title, a sentence and sides that differ", () => {
  const counts = { value: 0, overwritten: 0, edited: 0, deleted: 0 };
  fc.assert(
    fc.property(connection, anyEdits, anyEdits, (current, mine, theirs) => {
      const draft = new ConnectionDraft(current);
      const next = edited(current, mine);
      for (const member of Object.keys(next)) draft.set([member], next[member]);
      const latest = edited(current, theirs);
      for (const [at, environment] of latest.environments.entries()) {
        environment.id ??= `01J9ZK8Q4T7W3X5Y6Z8A9C000${at}`;
      }
      if (!draft.rebase(latest).ok) return;
      const descriptions = describeConflicts(draft.conflicts, draft.value);
      assert.equal(new Set(descriptions.map(({ id }) => id)).size, descriptions.length);
      for (const [at, { title, label, changes, base, latest, mine, masked }] of descriptions.entries()) {
        const { kind } = draft.conflicts[at];
        if (kind in counts) counts[kind] += 1;
        assert.match(title, /\S/);
        assert.match(label, /^[A-Z].*\.$/);
        const texts = [base, latest, mine];
        assert.ok(texts.some((text) => text !== undefined));
        // Only JSON contains the ids of environments.
        for (const text of texts) assert.ok(!text?.includes("01J9ZK8Q4T7W3X5Y6Z8A9B003") || text.includes("{"), text);
        if (kind === "value") assert.notEqual(latest, mine, `${title}: ${JSON.stringify(draft.conflicts[at].values)}`);
        assert.equal(masked, undefined);
        const labels = (changes ?? []).map(({ label }) => label);
        assert.equal(new Set(labels).size, labels.length);
      }
      assert.ok(!JSON.stringify(descriptions).includes(`typed over ${SECRET}`));
    }),
    runs(2_000),
  );
  assertOften(counts, 20);
});
