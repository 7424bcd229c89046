// Saves during which the connection changes, or a request fails: the requests that are sent, the reports about them, and the edits
// that are left. The platform runs in this process.

import assert from "node:assert/strict";
import { test } from "node:test";
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
  withClock,
} from "./save-platform.mjs";

const toJson = (json) => JSON.parse(typeof json === "string" ? json : new TextDecoder().decode(json));
const internal = () => refusal(500, { code: "internal", message: "no" });
const busy = () => refusal(409, { code: "conflict", message: "busy" });

/** Starts a platform whose request with the number `at` calls `act` with the platform before it is processed. */
async function startActing(at, act, options = {}) {
  const platform = await start({
    ...options,
    before: async (_, number) => (number === at ? act(platform) : undefined),
  });
  return platform;
}

/** Returns a response with an environment that has no id in addition, so that the connection cannot be edited. */
async function addWithoutId(response) {
  const connection = await response.json();
  return Response.json({ ...connection, environments: [...connection.environments, { name: "Without id" }] });
}

test("the message of a conflict has the number of conflicts, and says if something was written", async () => {
  for (const [names, count] of [
    [["Mine"], "1 conflict"],
    [["Mine", "Own"], "2 conflicts"],
  ]) {
    const mine = names.map((name, at) => rename([second, third][at], name));
    const early = await start();
    const late = await startActing(2, async ({ edit }) => {
      for (const [at] of names.entries()) await edit([second, third][at], { name: `Theirs ${at}` });
    });
    for (const [at] of names.entries()) await early.edit([second, third][at], { name: `Theirs ${at}` });
    const unsent = (await early.client.save(target, { base: seeded, changes: update(...mine) })).error;
    assert.equal(unsent.message, `nothing was written: ${count} with what someone else changed`);
    assert.deepEqual([unsent.maybeApplied, unsent.unsupported], [false, []]);
    const values = names.map((name, at) => ({ base: [second, third][at].name, mine: name, latest: `Theirs ${at}` }));
    assert.deepEqual(
      unsent.conflicts.map((conflict) => conflict.values),
      values,
    );
    const changes = { name: "Renamed", ...update(...mine) };
    const partly = (await late.client.save(target, { base: seeded, changes })).error;
    assert.equal(partly.message, `nothing more was written: ${count} with what someone else changed`);
    assert.deepEqual([partly.done.length, partly.maybeApplied], [1, false]);
    assert.deepEqual(
      partly.conflicts.map((conflict) => conflict.values),
      values,
    );
  }
});

test("the first read fails, and the whole edit is left", async () => {
  const { client, read } = await startActing(1, internal);
  const { error } = await client.save(target, { base: seeded, changes: { name: "Renamed" } });
  assert.deepEqual([error.kind, error.maybeApplied, error.done, error.latest], ["http", false, [], undefined]);
  assert.equal((await client.save(target, error.remaining)).ok, true);
  assert.equal((await read()).name, "Renamed");
});

test("the options of plans and of the client apply to the plan before the read, and to the plan that is sent", async () => {
  const own = { environmentVariables: { set: { REGION: "eu-west-2" } } };
  const { client, read } = await start();
  const saved = await client.save(target, { base: seeded, changes: own }, { ownValues: "keep" });
  assert.equal(saved.ok, true, saved.error?.message);
  const values = (await read()).environments.map(({ variables }) => variables.find(({ name }) => name === "REGION"));
  assert.deepEqual(
    values.slice(0, 3).map(({ value }) => value),
    ["eu-west-2", "eu-west-2", "eu-central-1"],
  );
  const strict = await start({ options: { rules: { "unknown-field": "error" } } });
  const { error } = await strict.client.save(target, { base: seeded, changes: { name: "Renamed", later: 1 } });
  assert.deepEqual([error.kind, error.maybeApplied, error.issues[0].code], ["invalid", false, "unknown-field"]);
  assert.deepEqual(strict.log, []);
});

test("a connection that was received two seconds ago, and no more, is not read again", () =>
  withClock(async (wait) => {
    const { client, log } = await startActing(2, () => wait(2_000));
    const changes = update(rename(first, "One"), rename(second, "Two"));
    assert.equal((await client.save(target, { base: seeded, changes })).ok, true);
    assert.deepEqual(log, [GET, putOf(first), putOf(second), GET]);
  }));

test("a failing read before a later request ends the save with what is left", () =>
  withClock(async (wait) => {
    const { client, log, read } = await start({
      before: (_, number) => {
        if (number === 2) wait(3_000);
        return number === 3 ? internal() : undefined;
      },
    });
    const changes = update(rename(first, "One"), rename(second, "Two"));
    const { error } = await client.save(target, { base: seeded, changes });
    assert.deepEqual([error.kind, error.status, error.maybeApplied, error.applied], ["http", 500, false, undefined]);
    assert.deepEqual([error.done.length, log], [1, [GET, putOf(first), GET]]);
    assert.deepEqual(toJson(error.latest).environments, (await read()).environments);
    assert.deepEqual(toJson(error.remaining.changes), update(rename(second, "Two")));
    assert.equal((await client.save(target, error.remaining)).ok, true);
  }));

test("`onStep` is not called after an abort, and a failing `onStep` changes nothing", async () => {
  const abort = new AbortController();
  const messages = { difference: () => abort.abort() };
  const { client, log, edit } = await start({ options: { messages } });
  await edit(third, { name: "Theirs" });
  const steps = [];
  const options = { signal: abort.signal, onStep: (step) => steps.push(step) };
  const changes = update(rename(first, "One"));
  const { error } = await client.save(target, { base: seeded, changes }, options);
  assert.deepEqual([error.kind, error.maybeApplied, steps, log], ["aborted", false, [], [GET]]);
  const onStep = () => {
    throw new Error("stop");
  };
  const failed = await client.save(target, { base: seeded, changes }, { onStep });
  assert.deepEqual([failed.error.kind, failed.error.maybeApplied], ["aborted", false]);
});

test("`onStep` gets the effects of the request with their values", async () => {
  const { client, edit } = await start();
  await edit(third, { name: "Theirs" });
  const effects = [];
  const onStep = (step) => effects.push(...step.effects.map(({ kind, path, values }) => [kind, path.at(-1), values]));
  const changes = { name: "Renamed", ...update(rename(first, "One")) };
  const saved = await client.save(target, { base: seeded, changes }, { onStep });
  assert.equal(saved.ok, true, saved.error?.message);
  assert.deepEqual(effects, [
    ["replaced", "name", { before: seeded.name, after: "Renamed" }],
    ["renamed", "name", { before: first.name, after: "One" }],
  ]);
});

test("a change by others has the values before and after, whenever it is read", () =>
  withClock(async (wait) => {
    const changes = update(rename(first, "One"), rename(second, "Two"));
    for (const [name, number, isSlow, member] of [
      ["the first read", 1, false, "concurrentChanges"],
      ["a read between two requests", 3, true, "concurrentChanges"],
      ["the last read", 4, false, "drift"],
    ]) {
      const { client } = await start({
        after: async (response, at) => {
          if (isSlow && at === 2) wait(3_000);
          return at === number ? Response.json({ ...(await response.json()), authSchemeConfigs: [] }) : undefined;
        },
      });
      const saved = await client.save(target, { base: seeded, changes });
      assert.equal(saved.ok, true, saved.error?.message);
      const lost = saved[member].find(({ path }) => path.join() === "authSchemeConfigs");
      assert.deepEqual(lost?.values, { before: seeded.authSchemeConfigs, after: [] }, name);
    }
  }));

test("with `ifMatch`, a platform without ETags gets no condition", async () => {
  const conditions = [];
  const { client } = await start({ before: (request) => void conditions.push(request.headers.get("if-match")) });
  const saved = await client.save(target, { base: seeded, changes: { name: "Renamed" } }, { ifMatch: true });
  assert.deepEqual([saved.ok, conditions], [true, [null, null]]);
});

test("the last response cannot be edited, and the save is done", async () => {
  const { client } = await start({ after: (response, number) => (number === 2 ? addWithoutId(response) : undefined) });
  const saved = await client.save(target, { base: seeded, changes: { name: "Renamed" } });
  assert.equal(saved.ok, true, saved.error?.message);
  assert.deepEqual([saved.connection.environments.length, saved.drift.length], [seeded.environments.length + 1, 1]);
});

test("the connection that proves the last request cannot be edited, and the save is done", async () => {
  const { client } = await start({
    after: async (response, number) => {
      if (number === 2) throw new TypeError("fetch failed");
      if (number !== 3) return;
      const text = (await response.text()).replace("{", '{"name":"Renamed",');
      return new Response(text, { headers: { "content-type": "application/json" } });
    },
  });
  const saved = await client.save(target, { base: seeded, changes: { name: "Renamed" } });
  assert.equal(saved.ok, true, saved.error?.message);
  assert.deepEqual([saved.connection.name, saved.recovered.kind], ["Renamed", "network"]);
});

test("a connection between two requests that cannot be edited ends the save, and no request is in doubt", async () => {
  const { client } = await start({
    after: (response, number) => (number === 2 ? addWithoutId(response) : undefined),
  });
  const changes = { name: "Renamed", ...update(rename(third, "Three")) };
  const { error } = await client.save(target, { base: seeded, changes });
  assert.deepEqual([error.kind, error.maybeApplied, error.done.length], ["decode", false, 1]);
});

test("a connection between two requests that cannot be edited ends the save, whatever other issues there are", async () => {
  const { client } = await start({
    after: async (response, number) => {
      if (number !== 2) return;
      const connection = await response.json();
      return Response.json({ ...connection, environments: [...connection.environments, connection.environments[0]] });
    },
  });
  const masked = { variables: { set: { TOKEN: "****" } } };
  const { error } = await client.save(target, {
    base: seeded,
    changes: { name: "Renamed", ...update({ [third.id]: masked }) },
  });
  assert.deepEqual([error.kind, error.maybeApplied, error.done.length], ["decode", false, 1]);
  assert.deepEqual(new Set(error.issues.map(({ code }) => code)), new Set(["invalid-current", "masked-value"]));
});

/** A connection with an environment whose own variables a request must not contain, but which are stored. */
const stored = {
  ...seeded,
  environments: [
    { ...first, variables: seeded.environmentVariables },
    {
      ...second,
      variables: [
        { name: "TWICE", value: "1" },
        { name: "TWICE", value: "2" },
      ],
    },
  ],
};
const kept = second.id;
const addVariable = { environmentVariables: { set: { ADDED: "1" } } };
const keepOptions = { ownValues: "keep" };

/** Starts a platform that accepts the repeated variables. It stores the environment with them only for reads. */
async function startAccepting(options = {}) {
  let accepted;
  const platform = await start({
    connection: stored,
    ...options,
    before: async (request, number) => {
      if (request.method === "GET" && accepted !== undefined) {
        const connection = await platform.read();
        const environments = connection.environments.map((one) => (one.id === kept ? accepted : one));
        return Response.json({ ...connection, environments });
      }
      if (!request.url.endsWith(kept) || request.method !== "PUT") return;
      accepted = { ...environmentOf(await platform.read(), second), ...(await request.json()) };
      return (await options.before?.(request, number)) ?? Response.json(accepted);
    },
  });
  return platform;
}

test("own values that are stored already are restored, although they have errors", async () => {
  for (const before of [
    undefined,
    // The response is lost, and the connection is read again.
    () => {
      throw new TypeError("fetch failed");
    },
  ]) {
    const { client, log } = await startAccepting({ before });
    const saved = await client.save(target, { base: stored, changes: addVariable }, keepOptions);
    assert.equal(saved.ok, true, saved.error?.message);
    assert.deepEqual(log, [GET, PUT, putOf(second), GET]);
    const { variables } = environmentOf(saved.connection, second);
    assert.deepEqual(
      variables.map(({ name }) => name),
      ["TWICE", "TWICE", "ADDED"],
    );
  }
});

test("own values that cannot be planned again end the save, and are left", async () => {
  const { client, log } = await startAccepting({
    after: async (response, number) =>
      number === 2 ? Response.json({ ...(await response.json()), name: "Theirs" }) : undefined,
  });
  const { error } = await client.save(target, { base: stored, changes: addVariable }, keepOptions);
  assert.deepEqual([error.kind, error.maybeApplied, error.done.length, log], ["invalid", false, 1, [GET, PUT]]);
  assert.match(error.message, /^nothing more was sent: 1 error, /);
  const left = toJson(error.remaining.changes).environments.update[kept];
  assert.deepEqual(
    left.variables.map(({ name }) => name),
    ["TWICE", "TWICE", "ADDED"],
  );
});

test("an environment that a done request created is not created again by the edits that are left", async () => {
  const { client, read } = await start({
    before: (_, number) => (number === 3 ? internal() : undefined),
    after: (response, number) => (number === 4 ? addWithoutId(response) : undefined),
  });
  const add = [{ name: "New", credentials: {}, variables: seeded.environmentVariables }];
  const changes = { environments: { add, ...update(rename(third, "Three")).environments } };
  const { error } = await client.save(target, { base: seeded, changes });
  assert.deepEqual([error.status, error.applied, error.done.length], [500, "unknown", 1]);
  assert.deepEqual(toJson(error.remaining.changes), update(rename(third, "Three")));
  assert.equal((await client.save(target, error.remaining)).ok, true);
  const { environments } = await read();
  assert.deepEqual(
    environments.map(({ name }) => name),
    [first.name, second.name, "Three", "New"],
  );
});

test("own values that cannot be planned again are left, also if a done request created an environment", async () => {
  const own = [{ name: "OWN", value: "mine" }];
  const changes = { ...addVariable, environments: { add: [{ name: "New", credentials: {}, variables: own }] } };
  const { client, log } = await start({
    connection: stored,
    // The platform accepts the repeated variables.
    before: async (request) => {
      if (request.method === "GET") return;
      const { environmentVariables, environments } = await request.json();
      const created = { id: third.id, ...environments.at(-1) };
      const list = [...stored.environments, created].map((one) => ({ ...one, variables: environmentVariables }));
      return Response.json({ ...stored, name: "Theirs", environmentVariables, environments: list });
    },
  });
  const { error } = await client.save(target, { base: stored, changes }, keepOptions);
  assert.deepEqual([error.kind, error.done.length, log], ["invalid", 1, [GET, PUT]]);
  const { base, changes: left } = error.remaining;
  assert.equal(environmentOf(toJson(base), third).name, "New");
  assert.deepEqual(Object.keys(toJson(left)), ["environments"]);
  assert.deepEqual(Object.keys(toJson(left).environments), ["update"]);
  const { variables } = toJson(left).environments.update[kept];
  assert.deepEqual(
    variables.map(({ name }) => name),
    ["TWICE", "TWICE", "ADDED"],
  );
  assert.deepEqual(toJson(left).environments.update[third.id].variables.set, { OWN: "mine" });
});

test("what someone else changes several times between requests is neither a conflict nor reverted", () =>
  withClock(async (wait) => {
    const fourth = { ...structuredClone(third), id: seeded.versions[0].id, name: "Fourth", credentials: {} };
    const connection = { ...seeded, environments: [...seeded.environments, fourth] };
    const platform = await start({
      connection,
      after: async (_, number) => {
        if (number !== 2 && number !== 4) return;
        wait(3_000);
        await platform.edit(number === 2 ? first : second, { name: `Theirs ${number}` });
        await platform.edit(fourth, { name: `Theirs too ${number}` });
      },
    });
    const { client, log, read } = platform;
    const changes = update(rename(first, "One"), rename(second, "Two"), rename(third, "Three"));
    const saved = await client.save(target, { base: connection, changes });
    assert.equal(saved.ok, true, saved.error?.message);
    assert.deepEqual(log, [GET, putOf(first), GET, putOf(second), GET, putOf(third), GET]);
    const { environments } = await read();
    assert.deepEqual(
      environments.map(({ name }) => name),
      ["Theirs 2", "Theirs 4", "Three", "Theirs too 4"],
    );
    assert.deepEqual(
      saved.concurrentChanges.map(({ environment }) => environment.name),
      ["Theirs 2", "Theirs too 2", "Theirs 4", "Theirs too 4"],
    );
  }));

/** Changes whose requests are an update of the first environment, one of the connection, and one of the third environment. */
const [, ...others] = seeded.environmentVariables;
const variables = [{ name: "REGION", value: "eu-west-2" }, ...others];
const freeName = {
  environmentVariables: { set: { REGION: "eu-west-2" } },
  environments: {
    add: [{ name: first.name, credentials: {}, variables }],
    ...update(rename(first, "Freed"), rename(third, "Three")).environments,
  },
};

test("before the update of the connection, the variables that it overwrites are no edits that are left", async () => {
  const { client, read } = await startActing(3, busy);
  const { error } = await client.save(target, { base: seeded, changes: freeName });
  assert.deepEqual([error.status, error.done.length], [409, 1]);
  const { environmentVariables, environments } = toJson(error.remaining.changes);
  assert.deepEqual(environmentVariables, freeName.environmentVariables);
  assert.deepEqual(environments.update, rename(third, "Three"));
  const next = await client.save(target, error.remaining);
  assert.deepEqual([next.ok, next.steps?.length], [true, 2]);
  assert.equal((await read()).environments.length, 4);
});

test("variables that the update of the connection has overwritten are not restored by a later request", async () => {
  const { client, log, read } = await start({
    after: async (response, number) =>
      number === 3 ? Response.json({ ...(await response.json()), baseUrl: "https://theirs.example" }) : undefined,
  });
  const saved = await client.save(target, { base: seeded, changes: freeName });
  assert.equal(saved.ok, true, saved.error?.message);
  assert.deepEqual(log, [GET, putOf(first), PUT, putOf(third), GET]);
  const { environmentVariables, environments } = await read();
  for (const { variables } of environments.slice(0, 3)) assert.deepEqual(variables, environmentVariables);
});

test("the bytes of a result and of an error are those of the platform", async () => {
  const texts = [];
  const { client } = await start({
    before: (_, number) => (number === 4 ? busy() : undefined),
    after: async (response) => {
      texts.push(JSON.stringify(await response.json(), null, 2));
      return new Response(texts.at(-1), { headers: { "content-type": "application/json" } });
    },
  });
  const saved = await client.save(target, { base: seeded, changes: { name: "Renamed" } });
  assert.equal(new TextDecoder().decode(saved.bytes), texts[1]);
  const { error } = await client.save(target, { base: saved.bytes, changes: { name: "Again" } });
  assert.equal(new TextDecoder().decode(error.latest), texts[2]);
});

test("a refusal other than status 412 of a request with a condition is not a conflict", async () => {
  const { client, log } = await startActing(2, () => refusal(403, { code: "no", message: "no" }), { etags: true });
  const edit = { base: seeded, changes: { name: "Renamed" } };
  const { error } = await client.save(target, edit, { ifMatch: true });
  assert.deepEqual([error.kind, error.status, error.conflicts, log], ["http", 403, undefined, [GET, PUT]]);
});

test("status 412 is a conflict, also if the connection can no longer be edited", async () => {
  for (const isEditable of [true, false]) {
    const platform = await startActing(2, ({ edit }) => edit(first, { name: "Theirs" }), {
      etags: true,
      after: (response, number) => (number === 3 && !isEditable ? addWithoutId(response) : undefined),
    });
    const edit = { base: seeded, changes: { name: "Renamed" } };
    const { error } = await platform.client.save(target, edit, { ifMatch: true });
    assert.deepEqual([error.kind, error.status, error.conflicts], ["conflict", 412, []]);
    assert.equal(error.message, "nothing was written: someone else changed the connection after it was read");
    assert.equal((await platform.client.save(target, error.remaining)).ok, true);
    assert.equal((await platform.read()).name, "Renamed");
  }
});

test("the message of status 412 does not deny the requests that were done before", () =>
  withClock(async (wait) => {
    const platform = await start({
      etags: true,
      before: async (_, number) => {
        if (number === 2) wait(3_000);
        if (number === 4) await platform.edit(second, { name: "Theirs" });
      },
    });
    const { client, log } = platform;
    const { error } = await client.save(target, { base: seeded, changes: freeName }, { ifMatch: true });
    assert.deepEqual([error.kind, error.status, error.done.length], ["conflict", 412, 1]);
    assert.equal(error.message, "nothing more was written: someone else changed the connection after it was read");
    assert.deepEqual(log, [GET, putOf(first), GET, PUT, GET]);
    const next = await client.save(target, error.remaining, { ifMatch: true });
    assert.equal(next.ok, true, next.error?.message);
  }));

test("if the `headers` object becomes invalid before the last read, the save still ends with a result", async () => {
  for (const isLost of [true, false]) {
    const platform = await start({
      after: (_, number) => {
        if (number !== 2) return;
        platform.headers["x-extra"] = "line\nbreak";
        if (isLost) throw new TypeError("fetch failed");
      },
    });
    const { ok, error, connection } = await platform.client.save(target, {
      base: seeded,
      changes: update(rename(first, "One")),
    });
    assert.equal(ok, !isLost);
    if (isLost) assert.deepEqual([error.kind, error.applied, error.maybeApplied], ["network", "unknown", true]);
    else assert.equal(environmentOf(connection, first).name, "One");
  }
});

test("after a recovered request, the later requests contain what someone else changed meanwhile", async () => {
  const platform = await start({
    after: async (_, number) => {
      if (number !== 2) return;
      await platform.edit(second, { variables: [...second.variables, { name: "THEIRS", value: "1" }] });
      throw new TypeError("fetch failed");
    },
  });
  const changes = { name: "Renamed", ...update({ [second.id]: { variables: { set: { MINE: "2" } } } }) };
  const saved = await platform.client.save(target, { base: seeded, changes });
  assert.deepEqual([saved.ok, saved.recovered?.kind], [true, "network"]);
  const { variables } = environmentOf(await platform.read(), second);
  assert.deepEqual(
    variables.slice(-2).map(({ name }) => name),
    ["THEIRS", "MINE"],
  );
});

test("after an unknown outcome, what is left does not overwrite what someone else changed meanwhile", async () => {
  for (const [failing, changes] of [
    [2, update(rename(second, "Two"))],
    [3, update(rename(first, "One"), rename(second, "Two"))],
  ]) {
    const platform = await startActing(failing, async ({ edit }) => {
      await edit(second, { name: "Theirs" });
      return internal();
    });
    const { client, read } = platform;
    const { error } = await client.save(target, { base: seeded, changes });
    assert.deepEqual([error.status, error.applied, error.done.length], [500, "unknown", failing - 2]);
    const next = await client.save(target, error.remaining);
    assert.deepEqual([next.error?.kind, next.error?.conflicts.length], ["conflict", 1]);
    assert.equal(environmentOf(await read(), second).name, "Theirs");
  }
});

test("what is left is based on the latest connection, and has only edits that are not made", async () => {
  for (const failing of [2, 3, 4]) {
    const platform = await startActing(failing, async ({ edit }) => {
      await edit(second, { variables: [] });
      return internal();
    });
    const changes = update(rename(first, "One"), rename(second, "Two"), rename(third, "Three"));
    const { error } = await platform.client.save(target, { base: seeded, changes });
    assert.deepEqual([error.status, error.done.length], [500, failing - 2]);
    assert.deepEqual(toJson(error.remaining.base), toJson(error.latest));
    const left = Object.keys(toJson(error.remaining.changes).environments.update);
    assert.deepEqual(left, [first.id, second.id, third.id].slice(failing - 2));
  }
});

test("an edit that the platform ignored is drift, and is not left", async () => {
  const { client } = await start({
    before: (_, number) => (number === 3 ? busy() : undefined),
    after: (_, number) => (number === 2 ? Response.json(first) : undefined),
  });
  const changes = update(rename(first, "One"), rename(second, "Two"));
  const { error } = await client.save(target, { base: seeded, changes });
  assert.deepEqual([error.status, error.done.length, error.done[0].drift.length], [409, 1, 1]);
  assert.deepEqual(toJson(error.remaining.changes), update(rename(second, "Two")));
});
