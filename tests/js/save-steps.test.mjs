// Saves that need several requests: their order, their progress, the failures between them, and what is left after a failure. The
// platform runs in this process.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDraft, plan } from "connection-update";
import {
  environmentOf,
  first,
  GET,
  PUT,
  putOf,
  refusal,
  rename,
  second,
  seeded,
  start,
  target,
  third,
  update,
  withApplication,
} from "./save-platform.mjs";

test("a save sends its requests in order, and reports each of them before", async () => {
  const { client, log, read } = await start();
  const steps = [];
  const onStep = ({ operation, environment }, index, total) =>
    steps.push([operation, environment?.name, index, total].join(" "));
  const changes = {
    name: "Renamed",
    environments: {
      add: [{ name: first.name, credentials: {}, variables: [] }],
      ...update(rename(first, "Freed")).environments,
    },
  };
  const saved = await client.save(target, { base: seeded, changes }, { onStep });
  assert.equal(saved.ok, true, saved.error?.message);
  assert.deepEqual(log, [GET, putOf(first), PUT]);
  assert.deepEqual(steps, [`UpdateEnvironment ${first.name} 0 2`, "UpdateConnection  1 2"]);
  assert.deepEqual(
    saved.steps.map(({ step, drift, response }) => [step.operation, drift, response.status]),
    [
      ["UpdateEnvironment", [], 200],
      ["UpdateConnection", [], 200],
    ],
  );
  assert.deepEqual([saved.drift, saved.unsupported, saved.concurrentChanges], [[], [], []]);
  assert.deepEqual(saved.connection, await read());
  assert.equal(environmentOf(saved.connection, first).name, "Freed");
});

test("the connection is read again after the last update of an environment", async () => {
  const { client, log, read } = await start();
  const saved = await client.save(target, { base: seeded, changes: update(rename(second, "Live")) });
  assert.deepEqual(log, [GET, putOf(second), GET]);
  assert.deepEqual([saved.connection, JSON.parse(new TextDecoder().decode(saved.bytes))], [await read(), await read()]);
  // The platform has done everything, so that a failed read does not fail the save.
  const failing = await start({ before: (_, number) => (number === 3 ? refusal(500, {}) : undefined) });
  const other = await failing.client.save(target, { base: seeded, changes: update(rename(second, "Live")) });
  assert.equal(other.ok, true);
  assert.equal(environmentOf(other.connection, second).name, "Live");
});

test("an environment that the save creates gets its own variables with the id in the response", async () => {
  const { client, log, read } = await start();
  const variables = [{ name: "OWN", value: "1" }];
  const changes = {
    environments: { add: [{ name: "New", credentials: {}, variables }] },
    environmentVariables: { set: { SHARED: "2" } },
  };
  const saved = await client.save(target, { base: seeded, changes });
  assert.equal(saved.ok, true, saved.error?.message);
  const created = (await read()).environments.at(-1);
  assert.deepEqual([created.name, created.variables], ["New", variables]);
  assert.deepEqual(log, [GET, PUT, putOf(created), GET]);
  assert.deepEqual(saved.steps[1].step.environment, { id: created.id, name: "New" });
});

test("without an edit that a request makes, nothing is sent, and the rest is reported", async () => {
  const { client, log } = await start();
  const draft = new ConnectionDraft(seeded);
  const path = ["environments", 0, "credentials", "action", 0, "credential", "name"];
  draft.set(path, "Other");
  const saved = await draft.save(client);
  assert.deepEqual([saved.ok, saved.steps, log], [true, [], [GET]]);
  assert.deepEqual(
    saved.unsupported.map(({ path, reason, operation }) => [path, reason, operation]),
    [[path.slice(0, -1), "credential", "UpdateCredential"]],
  );
  assert.deepEqual([draft.isDirty, draft.get(path)], [true, "Other"]);
});

test("after a failure, the rest is what the next save needs", async () => {
  const changes = {
    name: "Renamed",
    ...update(rename(first, "One"), rename(second, "Two"), rename(third, "Three")),
  };
  for (let failing = 2; failing <= 5; failing++) {
    const { client, log, read } = await start({
      before: (_, number) => (number === failing ? refusal(500, { code: "internal", message: "no" }) : undefined),
    });
    const { ok, error } = await client.save(target, { base: seeded, changes });
    assert.deepEqual([ok, error.kind, error.status, error.done.length], [false, "http", 500, failing - 2]);
    // A response with status 500 can come after the write, so that the connection is read again. It has not changed.
    assert.deepEqual([log.length, error.applied, error.maybeApplied], [failing + 1, "no", true]);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(error.latest)), await read());
    const next = await client.save(target, error.remaining);
    assert.equal(next.ok, true, next.error?.message);
    assert.equal(next.steps.length, 4 - error.done.length);
    const { name, environments } = await read();
    assert.deepEqual([name, ...environments.slice(0, 3).map(({ name }) => name)], ["Renamed", "One", "Two", "Three"]);
  }
});

test("a request that was applied, although its response was lost, counts as done", async () => {
  for (let failing = 2; failing <= 4; failing++) {
    const { client, read } = await start({
      after: (_, number) => {
        if (number === failing) throw new TypeError("fetch failed");
      },
    });
    const changes = { name: "Renamed", ...update(rename(first, "One"), rename(second, "Two")) };
    const saved = await client.save(target, { base: seeded, changes });
    assert.equal(saved.ok, true, saved.error?.message);
    assert.deepEqual([saved.steps.length, saved.recovered.kind], [3, "network"]);
    const { name, environments } = await read();
    assert.deepEqual([name, environments[0].name, environments[1].name], ["Renamed", "One", "Two"]);
  }
});

test("what someone else changes between two requests is a conflict, or is kept", async () => {
  const theirs = [{ name: "THEIRS", value: "1" }];
  for (const [mine, isConflict] of [
    [{ variables: { set: { THEIRS: "2" } } }, true],
    [{ variables: { set: { MINE: "2" } } }, false],
  ]) {
    let platform;
    const before = async (_, number) => {
      if (number !== 2) return;
      const { id, name, variables } = environmentOf(await platform.read(), second);
      const body = { id, name, variables: [...variables, ...theirs] };
      assert.ok((await platform.other.updateEnvironment({ ...target, environmentId: id }, body)).ok);
    };
    platform = await start({ before });
    const { client, read, log } = platform;
    const changes = { name: "Renamed", ...update({ [second.id]: mine }) };
    const saved = await client.save(target, { base: seeded, changes });
    const { variables } = environmentOf(await read(), second);
    const readValue = (name) => variables.find((variable) => variable.name === name)?.value;
    assert.equal(readValue("THEIRS"), "1");
    if (!isConflict) {
      assert.deepEqual([saved.ok, readValue("MINE")], [true, "2"]);
      continue;
    }
    const { kind, done, conflicts, remaining } = saved.error;
    assert.deepEqual([kind, done.length, log], ["conflict", 1, [GET, PUT]]);
    assert.deepEqual(
      conflicts.map(({ kind, values }) => [kind, values]),
      [["value", { mine: "2", latest: "1" }]],
    );
    assert.deepEqual(Object.keys(conflicts[0]).includes("values"), false);
    // The same edit is in conflict until someone decides.
    assert.equal((await client.save(target, remaining)).error.kind, "conflict");
  }
});

test("if the connection was read more than two seconds ago, it is read again before the next request", async () => {
  const { now } = performance;
  for (const [renamed, isConflict] of [
    [third, false],
    [second, true],
  ]) {
    let late = 0;
    performance.now = () => now.call(performance) + late;
    try {
      let platform;
      const before = async (_, number) => {
        if (number !== 2) return;
        // This request takes three seconds, and someone else renames an environment meanwhile.
        late += 3_000;
        const theirs = { ...target, environmentId: renamed.id };
        assert.ok((await platform.other.updateEnvironment(theirs, { id: renamed.id, name: "Theirs" })).ok);
      };
      platform = await start({ before });
      const { client, log, read } = platform;
      const changes = update(rename(first, "One"), rename(second, "Two"));
      const saved = await client.save(target, { base: seeded, changes });
      const names = (await read()).environments.slice(0, 3).map(({ name }) => name);
      if (isConflict) {
        assert.deepEqual([saved.error.kind, saved.error.done.length], ["conflict", 1]);
        assert.deepEqual(
          [log, names],
          [
            [GET, putOf(first), GET],
            ["One", "Theirs", third.name],
          ],
        );
      } else {
        assert.deepEqual(
          [log, names],
          [
            [GET, putOf(first), GET, putOf(second), GET],
            ["One", "Two", "Theirs"],
          ],
        );
        assert.deepEqual(
          saved.concurrentChanges.map(({ environment }) => environment.name),
          ["Theirs"],
        );
      }
    } finally {
      performance.now = now;
    }
  }
});

test("a field that the platform refuses is found by its identity, in the changes and in a draft", async () => {
  const refuse = (field) =>
    refusal(400, { code: "invalid", message: "no", fields: [{ field, message: "is refused" }] });
  // The body contains the environment's whole list of variables. The edited one has another index there than in the changes.
  const own = { ...second, variables: [...second.variables, { name: "LAST", value: "1" }] };
  const connection = { ...seeded, environments: [first, own, ...seeded.environments.slice(2)] };
  const index = own.variables.length - 1;
  const platform = () =>
    start({
      connection,
      before: (request, number) =>
        number > 1 && request.url.endsWith(own.id) ? refuse(`variables[${index}].value`) : undefined,
    });
  const changes = update({ [own.id]: { variables: { set: { LAST: "2" } } } });
  const { error } = await (await platform()).client.save(target, { base: connection, changes });
  assert.deepEqual(
    error.issues.map(({ code, path }) => [code, path]),
    [["rejected", ["environments", "update", own.id, "variables", "set", "LAST"]]],
  );
  const draft = new ConnectionDraft(connection);
  draft.set(["environments", 1, "variables", index, "value"], "2");
  draft.move("environments", 1, 0);
  const { client, log } = await platform();
  const failed = await draft.save(client);
  assert.deepEqual(log.at(-1), putOf(own));
  assert.deepEqual(
    failed.error.issues.map(({ path, message }) => [path, message]),
    [[["environments", 0, "variables", index, "value"], "is refused"]],
  );
  assert.deepEqual([draft.value.environments[0].id, draft.isDirty], [own.id, true]);
});

test("a refusal without a field has no path, whatever other refusals there are", async () => {
  const name = ["environments", "update", first.id, "name"];
  for (const [changes, fields, paths] of [
    [{ name: "Renamed" }, [""], [[]]],
    [{ name: "Renamed" }, ["", "name"], [[], ["name"]]],
    [update(rename(first, "One")), [""], [[]]],
    [update(rename(first, "One")), ["", "name"], [[], name]],
    [update(rename(first, "One")), [], [[]]],
  ]) {
    const body = { code: "invalid", message: "no", fields: fields.map((field) => ({ field, message: "is refused" })) };
    const { client } = await start({ before: (_, number) => (number > 1 ? refusal(400, body) : undefined) });
    const { error } = await client.save(target, { base: seeded, changes });
    assert.deepEqual(
      error.issues.map(({ path }) => path),
      paths,
    );
  }
});

test("a conflict of a draft is resolved, and the next save finishes", async () => {
  for (const [decide, expected] of [
    [(conflict) => conflict.resolve("mine"), "Mine"],
    [(conflict) => conflict.resolve("latest"), "Theirs"],
    [(conflict) => conflict.resolveWith("Both"), "Both"],
  ]) {
    const { client, other, read } = await start();
    const draft = new ConnectionDraft(seeded);
    draft.set("environments[0].name", "Mine");
    draft.set("name", "Renamed");
    const theirs = { ...target, environmentId: first.id };
    assert.ok((await other.updateEnvironment(theirs, { id: first.id, name: "Theirs" })).ok);
    let saved = await draft.save(client);
    assert.deepEqual([saved.ok, saved.error.kind], [false, "conflict"]);
    while (!saved.ok && saved.error.kind === "conflict") {
      for (const conflict of saved.error.conflicts) {
        assert.deepEqual(
          [conflict.kind, conflict.values],
          ["value", { base: first.name, mine: "Mine", latest: "Theirs" }],
        );
        decide(conflict);
      }
      saved = await draft.save(client);
    }
    assert.equal(saved.ok, true);
    const { name, environments } = await read();
    assert.deepEqual([name, environments[0].name, draft.isDirty], ["Renamed", expected, false]);
  }
});

test("a draft that was partly saved still has the rest, and the next save finishes", async () => {
  for (const failing of [2, 3, 4]) {
    const { client, read } = await start({
      before: (_, number) => (number === failing ? refusal(409, { code: "conflict", message: "busy" }) : undefined),
    });
    const draft = new ConnectionDraft(seeded);
    draft.set("name", "Renamed");
    draft.set("environments[0].variables[0].value", "own");
    draft.set("environmentVariables[0].value", "shared");
    draft.set("environments[1].name", "Live");
    const { value } = draft;
    const { error } = await draft.save(client, { ownValues: "keep" });
    assert.deepEqual([error.status, error.done.length], [409, failing - 2]);
    assert.equal(draft.isDirty, true);
    const saved = await draft.save(client, { ownValues: "keep" });
    assert.equal(saved.ok, true, saved.error?.message);
    const stored = await read();
    assert.deepEqual([stored.name, stored.environments[1].name], ["Renamed", "Live"]);
    assert.deepEqual(stored.environments[0].variables[0].value, "own");
    assert.deepEqual(stored.environmentVariables, value.environmentVariables);
    assert.deepEqual([draft.isDirty, draft.changes], [false, {}]);
  }
});

test("an abort between two requests, or a failing `onStep`, ends the save with what is left", async () => {
  const changes = update(rename(first, "One"), rename(second, "Two"));
  for (const [isAbort, kind] of [
    [true, "aborted"],
    [false, "aborted"],
  ]) {
    const { client, read, log } = await start();
    const abort = new AbortController();
    const onStep = (_, index) => {
      if (index !== 1) return;
      if (!isAbort) throw new Error("stop");
      abort.abort();
    };
    const { error } = await client.save(target, { base: seeded, changes }, { onStep, signal: abort.signal });
    assert.deepEqual([error.kind, error.done.length, log], [kind, 1, [GET, putOf(first)]]);
    assert.equal((await client.save(target, error.remaining)).ok, true);
    assert.deepEqual(
      (await read()).environments.slice(0, 2).map(({ name }) => name),
      ["One", "Two"],
    );
  }
});

test("an ETag is sent with the update of the connection alone", async () => {
  const sent = [];
  const { client } = await start({
    etags: true,
    before: (request) => void sent.push([request.method, request.headers.get("if-match") !== null].join(" ")),
  });
  const changes = { name: "Renamed", ...update(rename(first, "One")) };
  const saved = await client.save(target, { base: seeded, changes }, { ifMatch: true });
  assert.equal(saved.ok, true, saved.error?.message);
  assert.deepEqual(sent, ["GET false", "PUT true", "PUT false", "GET false"]);
});

test("the options of plans are checked", async () => {
  const { client } = await start();
  const edit = { base: seeded, changes: {} };
  for (const [options, message] of [
    [{ ownValues: "drop" }, /options\.ownValues/],
    [{ restate: 1 }, /options\.restate/],
    [{ onStep: 7 }, /options\.onStep/],
  ]) {
    await assert.rejects(client.save(target, edit, options), { name: "TypeError", message });
  }
});

test("drift has the lost auth schemes as values, and tolerates items that are not objects", async () => {
  const rewrite = (change) => async (response, number) =>
    number === 2 ? Response.json({ ...(await response.json()), ...change }) : undefined;
  const gone = await start({ after: rewrite({ authSchemeConfigs: [] }) });
  const saved = await gone.client.save(target, { base: seeded, changes: { name: "Renamed" } });
  assert.deepEqual(saved.drift[0].values, { before: seeded.authSchemeConfigs, after: [] });
  const strange = await start({ after: rewrite({ environmentVariables: [null, 1] }) });
  const { drift } = await strange.client.save(target, { base: seeded, changes: { name: "Renamed" } });
  assert.deepEqual(drift[0].values, { before: seeded.environmentVariables, after: [] });
});

test("a response with another connection is doubt, and the connection is read again", async () => {
  const { client, log } = await start({
    after: (_, number) => (number === 2 ? Response.json({ ...seeded, id: first.id }) : undefined),
  });
  const draft = new ConnectionDraft(seeded);
  draft.set("name", "Renamed");
  draft.set("environments[1].name", "Live");
  const saved = await draft.save(client);
  assert.deepEqual([saved.ok, saved.recovered.kind], [true, "decode"]);
  assert.deepEqual(log, [GET, PUT, GET, putOf(second), GET]);
  assert.deepEqual([draft.current.id, draft.value.name, draft.isDirty], [seeded.id, "Renamed", false]);
});

test("an edit that no request makes is not listed after someone else has made it", async () => {
  const { client, other } = await start();
  const draft = new ConnectionDraft(seeded);
  draft.set("environments[0].name", second.name);
  draft.set("environments[1].name", first.name);
  assert.equal(draft.unsupported.length, 2);
  for (const [{ id }, name] of [
    [first, "Between"],
    [second, first.name],
    [first, second.name],
  ]) {
    assert.ok((await other.updateEnvironment({ ...target, environmentId: id }, { id, name })).ok);
  }
  const saved = await draft.save(client);
  assert.deepEqual([saved.ok, saved.unsupported, draft.isDirty], [true, [], false]);
});

test("edits of credentials that no request makes are listed, although someone else changed another environment", async () => {
  const [entry] = first.credentials.action;
  const another = { ...structuredClone(entry), id: third.credentials.action[0].id };
  const own = { ...first, credentials: { action: [entry, another] } };
  const connection = { ...seeded, environments: [own, ...seeded.environments.slice(1)] };
  const edited = { id: entry.id, authSchemeConfig: { ...entry.authSchemeConfig, name: "X-Edited" } };
  const changes = update({ [first.id]: { credentials: { action: [edited] } } });
  const { client, other, read } = await start({ connection });
  assert.ok(
    (await other.updateEnvironment({ ...target, environmentId: third.id }, { id: third.id, name: "Theirs" })).ok,
  );
  const saved = await client.save(target, { base: connection, changes });
  assert.deepEqual(
    [saved.ok, saved.unsupported.map(({ reason }) => reason), saved.steps.length],
    [true, ["entries"], 1],
  );
  assert.equal(environmentOf(await read(), first).credentials.action[0].authSchemeConfig.name, "X-Edited");
  // If someone else changed the same list, the two edits are in conflict.
  const both = await start({ connection });
  const reversed = { id: first.id, name: first.name, credentials: { action: [another, entry] } };
  assert.ok((await both.other.updateEnvironment({ ...target, environmentId: first.id }, reversed)).ok);
  const { error } = await both.client.save(target, { base: connection, changes });
  assert.deepEqual(
    error.conflicts.map(({ kind, mine }) => [kind, mine]),
    [["value", ["environments", "update", first.id, "credentials", "action"]]],
  );
});

test("unknown members of credentials in changes are reported", () => {
  const [{ id, credential }] = first.credentials.action;
  const changes = update({
    [first.id]: { credentials: { action: [{ id, credential: { ...credential, name: "X" } }] } },
  });
  const planned = plan(seeded, changes);
  assert.deepEqual(
    planned.issues.map(({ code, path }) => [code, path.slice(3)]),
    [["unknown-field", ["credentials", "action", 0, "credential"]]],
  );
});

test("after a failure of the first request, unsupported edits are still in the rest", async () => {
  for (const options of [{}, { ownValues: "keep" }]) {
    const { client, read } = await start({
      before: (_, number) => (number === 2 ? refusal(500, { code: "internal", message: "no" }) : undefined),
    });
    const changes = { name: "Renamed", ...update(rename(first, second.name), rename(second, first.name)) };
    const { error } = await client.save(target, { base: seeded, changes }, options);
    assert.deepEqual([error.status, error.applied, error.done], [500, "no", []]);
    const saved = await client.save(target, error.remaining, options);
    assert.deepEqual([saved.ok, saved.unsupported.map(({ reason }) => reason)], [true, ["name-cycle", "name-cycle"]]);
    assert.equal((await read()).name, "Renamed");
  }
});

test("an unsupported edit of an environment that someone else deleted is still listed", async () => {
  const { client, other } = await start();
  const draft = new ConnectionDraft(seeded);
  draft.set("environments[0].credentials.action[0].credential.name", "Mine");
  const { id, organisationId, name, protocol, baseUrl } = seeded;
  const kept = seeded.environments.slice(1).map(({ id, name }) => ({ id, name }));
  const theirs = { id, organisationId, name, protocol, baseUrl, environments: kept };
  assert.ok((await other.updateConnection(target, theirs)).ok);
  const saved = await draft.save(client);
  assert.deepEqual([saved.ok, saved.unsupported.map(({ reason }) => reason)], [true, ["credential"]]);
});

test("an edit of an application credential in the connection's auth schemes is unsupported", async () => {
  const { client, log } = await start({ connection: withApplication });
  const draft = new ConnectionDraft(withApplication);
  const path = ["authSchemeConfigs", 2, "flows", "authorizationCode", "applicationCredential"];
  draft.set([...path, "data", "clientSecret"], "new");
  draft.set("name", "Renamed");
  const saved = await draft.save(client);
  assert.deepEqual([saved.ok, log], [true, [GET, PUT]]);
  assert.deepEqual(
    saved.unsupported.map(({ path, reason }) => [path, reason]),
    [[path, "credential"]],
  );
  assert.deepEqual([draft.isDirty, draft.changes, draft.get([...path, "data", "clientSecret"])], [true, {}, "new"]);
});

test("kept values that cannot be restored are not lost: they are left to save", async () => {
  // The platform stores a name twice, which a request must not contain.
  const twice = structuredClone(seeded);
  twice.environments[1].variables = [
    { name: "TWICE", value: "1" },
    { name: "TWICE", value: "2" },
  ];
  twice.environments[2].variables = [{ name: "OWN", value: "mine" }];
  const { client, read } = await start({ connection: twice });
  const changes = { environmentVariables: { set: { ADDED: "1" } } };
  const { error } = await client.save(target, { base: twice, changes }, { ownValues: "keep" });
  assert.notEqual(error, undefined);
  if (error.done.length > 0) {
    const left = JSON.parse(new TextDecoder().decode(error.remaining.changes)).environments.update;
    assert.ok(
      JSON.stringify(left[third.id]).includes("mine") ||
        environmentOf(await read(), third).variables.some(({ name }) => name === "OWN"),
    );
  } else assert.deepEqual(environmentOf(await read(), third).variables, twice.environments[2].variables);
});

test("an error names the edits that no request makes", async () => {
  const { client } = await start({
    before: (_, number) => (number === 3 ? refusal(409, { code: "conflict", message: "busy" }) : undefined),
  });
  const exchanged = update(rename(first, second.name), rename(second, first.name), rename(third, "Three"));
  const changes = { name: "Renamed", ...exchanged };
  const { error } = await client.save(target, { base: seeded, changes });
  assert.deepEqual([error.status, error.done.length], [409, 1]);
  assert.deepEqual(new Set(error.unsupported.map(({ reason }) => reason)), new Set(["name-cycle"]));
  assert.ok(!Object.keys(error).includes("unsupported"));
});

test("a connection in a response that cannot be edited ends the save, and the rest is still left", async () => {
  const { client, read } = await start({
    after: async (response, number) => {
      if (number !== 2) return;
      const { environments, ...connection } = await response.json();
      return Response.json({ ...connection, environments: [...environments, environments[0]] });
    },
  });
  const changes = { name: "Renamed", ...update(rename(third, "Three")) };
  const { error } = await client.save(target, { base: seeded, changes });
  assert.deepEqual([error.kind, error.done.length], ["decode", 1]);
  assert.match(error.message, /the other requests were not sent/);
  assert.equal((await client.save(target, error.remaining)).ok, true);
  const { name, environments } = await read();
  assert.deepEqual([name, environments[2].name], ["Renamed", "Three"]);
});
