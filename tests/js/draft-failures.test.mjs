// Saves of a draft that fail, or that an edit interrupts: what the draft is based on then, what it still contains, and what it reports.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { ConnectionDraft } from "connection-update";
import {
  first,
  GET,
  PUT,
  putOf,
  refusal,
  second,
  seeded,
  start,
  third,
  withApplication,
  withClock,
} from "./save-platform.mjs";

const NEW = { name: "New", credentials: {}, variables: [] };
const refuse = () => refusal(409, { code: "conflict", message: "busy" });
const codesAt = (draft, path) => draft.issuesAt(path).map(({ code }) => code);
const namesOf = ({ environments }) => environments.map(({ name }) => name);

/** Returns a draft with some of these edits. */
function edit(...edits) {
  const draft = new ConnectionDraft(seeded);
  for (const one of edits) one(draft);
  return draft;
}

const EDITS = {
  name: (draft) => draft.set("name", "Mine"),
  first: (draft) => draft.set("environments[0].name", "First"),
  second: (draft) => draft.set("environments[1].name", "Second"),
  insert: (draft) => draft.insert("environments", NEW),
};

test("after a failure that changed nothing, a draft has its edits and its history", async () => {
  const cases = {
    "the read fails": { before: (_, number) => (number === 1 ? refuse() : undefined) },
    "the first request is refused": { before: (_, number) => (number === 2 ? refuse() : undefined) },
    "the response is lost before the request is processed": {
      before: (_, number) => {
        if (number === 2) throw new TypeError("the connection was reset");
      },
    },
  };
  for (const [name, options] of Object.entries(cases)) {
    const { client, read } = await start(options);
    const draft = edit(EDITS.name, EDITS.second, EDITS.insert);
    const [{ value, changes }, keys] = [draft, draft.keys("environments")];
    const { ok, error } = await draft.save(client);
    assert.deepEqual([ok, error.done], [false, []], name);
    assert.deepEqual([draft.value, draft.changes, draft.keys("environments")], [value, changes, keys], name);
    assert.deepEqual([draft.current, draft.conflicts, error.conflicts], [seeded, [], undefined]);
    for (let edits = 3; edits > 0; edits--) assert.equal(draft.undo(), true, name);
    assert.deepEqual([draft.value, draft.isDirty], [seeded, false]);
    while (draft.redo());
    assert.equal((await draft.save(client)).ok, true);
    assert.deepEqual(namesOf(await read()), [first.name, "Second", third.name, "New"]);
  }
});

test("after a refused request, a draft is based on what others have stored meanwhile", async () => {
  const { client, edit: editAsOther } = await start({
    before: (_, number) => (number === 2 ? refuse() : undefined),
  });
  await editAsOther(third, { name: "Theirs" });
  const draft = edit(EDITS.name, EDITS.first);
  const { error } = await draft.save(client);
  assert.deepEqual([error.status, error.conflicts], [409, undefined]);
  assert.deepEqual(
    [draft.get("name"), draft.current.name, namesOf(draft.value), namesOf(draft.current)],
    ["Mine", seeded.name, ["First", second.name, "Theirs"], [first.name, second.name, "Theirs"]],
  );
  assert.equal(draft.isDirtyAt("environments[2]"), false);
  assert.equal((await draft.save(client)).ok, true);
});

test("what is done before a failure is no edit anymore, and the rest still is one", async () => {
  for (const [failing, dirty] of [
    [2, ["name", "environments[0]", "environments[1]", "environments[3]"]],
    [3, ["environments[0]", "environments[1]"]],
    [4, ["environments[1]"]],
  ]) {
    const { client, log, read } = await start({
      before: (_, number) => (number === failing ? refuse() : undefined),
    });
    const draft = edit(EDITS.name, EDITS.first, EDITS.second, EDITS.insert);
    const { error } = await draft.save(client);
    assert.deepEqual(log, [GET, PUT, putOf(first), putOf(second)].slice(0, failing));
    assert.equal(error.done.length, failing - 2);
    const paths = ["name", "baseUrl", 0, 1, 2, 3].map((at) => (typeof at === "number" ? `environments[${at}]` : at));
    assert.deepEqual(
      paths.filter((path) => draft.isDirtyAt(path)),
      dirty,
    );
    assert.deepEqual(codesAt(draft, "environments[3]"), []);
    assert.equal((await draft.save(client)).ok, true);
    assert.deepEqual(namesOf(await read()), ["First", "Second", third.name, "New"]);
    assert.equal(draft.isDirty, false);
  }
});

test("an environment is created once, also if the platform stored another name and a later request fails", async () => {
  for (const failing of [3, 4]) {
    const platform = await start({
      before: (_, number) => (number === failing ? refuse() : undefined),
      after: async (response, number) => {
        if (number !== 2) return undefined;
        const { id } = (await response.json()).environments[3];
        await platform.edit({ id, name: "new (1)" });
        return Response.json(await platform.read());
      },
    });
    const draft = edit(EDITS.name, EDITS.first, EDITS.second, EDITS.insert);
    const key = draft.keys("environments")[3];
    assert.equal((await draft.save(platform.client)).error.status, 409);
    assert.deepEqual([draft.keys("environments")[3], draft.get("environments[3].name")], [key, "new (1)"]);
    assert.equal((await draft.save(platform.client)).ok, true);
    assert.deepEqual(namesOf(await platform.read()), ["First", "Second", third.name, "new (1)"]);
  }
});

test("an environment is not in doubt if a request before the one that creates it was the last", async () => {
  const { client, log, read } = await start({ before: (_, number) => (number === 3 ? refuse() : undefined) });
  // The new environment needs the old name of the first one, so the first one is renamed before.
  const draft = edit(EDITS.first, (draft) => draft.insert("environments", { ...NEW, name: first.name }));
  const { error } = await draft.save(client);
  assert.deepEqual([error.done.length, log], [1, [GET, putOf(first), PUT]]);
  assert.deepEqual(codesAt(draft, "environments[3]"), []);
  assert.deepEqual([draft.isDirtyAt("environments[0]"), draft.isDirtyAt("environments[3]")], [false, true]);
  assert.equal((await draft.save(client)).ok, true);
  assert.deepEqual(namesOf(await read()), ["First", second.name, third.name, first.name]);
});

test("an edit that cannot be sent, made during a save that fails halfway, creates nothing twice", async () => {
  const { client, read, log } = await start({
    before: (_, number) => {
      if (number !== 3) return undefined;
      draft.set("protocol", "bigquery");
      return refuse();
    },
  });
  const draft = edit(EDITS.name, EDITS.first, EDITS.insert);
  const { error } = await draft.save(client);
  assert.deepEqual([error.status, error.done.length], [409, 1]);
  assert.deepEqual(codesAt(draft, "protocol"), ["immutable-field"]);
  assert.deepEqual(codesAt(draft, "environments[3]"), ["unknown-outcome"]);
  assert.deepEqual([draft.get("name"), draft.get("environments[0].name")], ["Mine", "First"]);
  const requests = log.length;
  draft.reset("protocol");
  const again = await draft.save(client);
  assert.deepEqual([again.error.kind, again.error.maybeApplied, log.length], ["invalid", false, requests]);
  draft.remove("environments[3]");
  assert.equal((await draft.save(client)).error?.kind, undefined);
  assert.equal(namesOf(await read()).filter((name) => name === "New").length, 1);
});

test("a conflict after some requests keeps what they did, and the draft finishes after it is resolved", () =>
  withClock(async (wait) => {
    for (const side of ["mine", "latest"]) {
      let isFirst = true;
      const platform = await start({
        after: async (_, number) => {
          if (number !== 3 || !isFirst) return;
          isFirst = false;
          await platform.edit(second, { name: "Theirs" });
          wait(3_000);
        },
      });
      const draft = edit(EDITS.name, EDITS.first, EDITS.second, EDITS.insert);
      const { error } = await draft.save(platform.client);
      assert.deepEqual([error.kind, error.done.length, error.conflicts.length], ["conflict", 2, 1]);
      assert.deepEqual(draft.conflicts, error.conflicts);
      const clean = ["name", "environments[0]", "environments[3]"];
      assert.deepEqual(
        clean.filter((path) => draft.isDirtyAt(path)),
        [],
      );
      assert.equal(draft.get("environments[1].name"), "Theirs");
      draft.conflicts[0].resolve(side);
      assert.deepEqual([draft.conflicts, draft.isDirty], [[], side === "mine"]);
      assert.equal((await draft.save(platform.client)).ok, true);
      const expected = ["First", side === "mine" ? "Second" : "Theirs", third.name, "New"];
      assert.deepEqual(namesOf(await platform.read()), expected);
    }
  }));

test("the issue of a refusal whose value was removed during the save is at the list around it", async () => {
  const cases = [
    ["variables[1].value", (draft) => draft.remove("environments[0].variables[1]"), "environments[0].variables"],
    ["variables[1].value", (draft) => draft.remove("environments[0]"), "environments"],
    ["variables[1].value", (draft) => draft.move("environments", 0, 2), "environments[2].variables[1].value"],
    ["name", (draft) => draft.remove("environments[0]"), "environments"],
  ];
  for (const [field, meanwhile, place] of cases) {
    const { client } = await start({
      before: (request) => {
        if (request.method !== "PUT") return undefined;
        meanwhile(draft);
        return refusal(400, { code: "invalid", message: "no", fields: [{ field, message: "is refused" }] });
      },
    });
    const draft = edit(EDITS.first, (draft) => draft.set("environments[0].variables[1].value", "7"));
    const { error } = await draft.save(client);
    assert.deepEqual(
      error.issues.map(({ code, field }) => `${code} ${field}`),
      [`rejected ${place}`],
    );
    assert.deepEqual(
      draft.issues.filter(({ code }) => code === "rejected").map(({ field, message }) => `${field} ${message}`),
      [`${place} is refused`],
    );
  }
});

test("a refusal that names no field is no issue of the draft", async () => {
  const fields = [{ field: "", message: "is refused" }];
  const { client } = await start({
    before: (request) =>
      request.method === "PUT" ? refusal(400, { code: "invalid", message: "no", fields }) : undefined,
  });
  const draft = edit(EDITS.name);
  let calls = 0;
  const { issues } = draft;
  draft.subscribe(() => {
    calls += 1;
  });
  const { error } = await draft.save(client);
  assert.deepEqual([error.status, error.issues.map(({ path }) => path)], [400, [[]]]);
  assert.deepEqual([draft.issues === issues, issues, calls], [true, [], 2]);
});

test("a draft with errors sends nothing, which is certain", async () => {
  const { client, log } = await start();
  for (const invalid of [(draft) => draft.set("name", ""), (draft) => draft.set("protocol", "bigquery")]) {
    const { error } = await edit(invalid).save(client);
    assert.deepEqual([error.kind, error.maybeApplied, error.done, log], ["invalid", false, [], []]);
  }
});

test("listeners are notified when `isSaving` changes, and not when another save begins or ends", async () => {
  const { client } = await start();
  const draft = edit((draft) => draft.set("name", ""));
  const seen = [];
  draft.subscribe(() => seen.push(draft.isSaving));
  const saves = [draft.save(client), draft.save(client), draft.save(client)];
  assert.deepEqual([seen, draft.getSnapshot().isSaving], [[true], true]);
  await Promise.all(saves);
  assert.deepEqual([seen, draft.getSnapshot().isSaving], [[true, false], false]);
});

test("an edit of the connection that no request makes is reported by the save, and stays", async () => {
  const { client } = await start({ connection: withApplication });
  const draft = new ConnectionDraft(withApplication);
  const path = ["authSchemeConfigs", 2, "flows", "authorizationCode", "applicationCredential", "data", "clientSecret"];
  draft.set(path, "new");
  draft.set("createdAt", "2027-01-01T00:00:00Z");
  draft.set("environments[0].name", second.name);
  draft.set("environments[1].name", first.name);
  const saved = await draft.save(client);
  assert.deepEqual(saved.unsupported.map(({ reason, environment }) => `${reason} ${environment?.id}`).sort(), [
    "credential undefined",
    `name-cycle ${first.id}`,
    `name-cycle ${second.id}`,
    "read-only undefined",
  ]);
  assert.deepEqual(
    [draft.get(path), draft.isDirty, draft.changes?.environments?.update !== undefined],
    ["new", true, true],
  );
});

test("after a save, unchanged parts of the value are the same objects", async () => {
  const { client } = await start();
  const draft = edit(EDITS.name);
  const { environments } = draft.value;
  assert.equal((await draft.save(client)).ok, true);
  assert.deepEqual([draft.value, draft.canUndo, draft.conflicts], [draft.current, false, []]);
  assert.equal(draft.value.environments, draft.current.environments);
  assert.deepEqual(draft.value.environments, environments);
});

test("of three saves, each waits for the one before, and leaves no listener on its signal", async () => {
  const { client, log } = await start();
  const draft = edit(EDITS.name);
  const { signal } = new AbortController();
  const saves = [draft.save(client), draft.save(client, { signal })];
  await saves[0];
  const requests = log.length;
  assert.equal(draft.isSaving, true);
  draft.set("name", "Later");
  saves.push(draft.save(client, { signal }));
  assert.equal(log.length, requests);
  for (const save of saves) assert.equal((await save).ok, true);
  assert.deepEqual([draft.isSaving, draft.isDirty, draft.current.name], [false, false, "Later"]);
  assert.deepEqual(getEventListeners(signal, "abort"), []);
});

test("a save with an aborted signal reports the errors of the draft, if no other save runs", async () => {
  const { client, log } = await start();
  const draft = edit((draft) => draft.set("name", ""));
  const { error } = await draft.save(client, { signal: AbortSignal.abort() });
  assert.deepEqual([error.kind, error.issues[0].field, log], ["invalid", "name", []]);
});
