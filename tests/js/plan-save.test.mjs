// Saves random edits over HTTP to the local platform, with and without faults. RUNS=all saves ten times as many.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { ConnectClient, ConnectionDraft, diff, plan } from "connection-update";
import fc from "fast-check";
import { seed } from "../../www/platform/seed.js";
import { LOGIN, ORGANISATION_ID, startPlatform } from "../../www/platform/server.js";
import { anyEdits, connection, edited, edits } from "./plan-arbitraries.mjs";
import { findNameConflicts } from "./plan-expected.mjs";
import { toComparable } from "./plan-model.mjs";
import { assertOften, runs } from "./runs.mjs";

const ownValues = fc.constantFrom("overwrite", "keep");

/** The connection that the platform has after a reset. */
let initial;
let platform;
let headers;

before(async () => {
  platform = await startPlatform({ initial: () => (initial === undefined ? [] : [structuredClone(initial)]) });
  const login = await fetch(`${platform.origin}/login`, LOGIN);
  headers = { cookie: login.headers.getSetCookie()[0].split(";", 1)[0] };
});
after(() => platform.stop());

/** A connection of the platform's organisation, and random edits of it. */
const storedConnection = connection.map((stored) => ({ ...stored, organisationId: ORGANISATION_ID }));

const createClient = (send = fetch) => new ConnectClient({ baseUrl: platform.baseUrl, headers, fetch: send });
const targetOf = ({ id }) => ({ organisationId: ORGANISATION_ID, connectionId: id });
const decode = (bytes) => (typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes));

/** Returns a result that must be ok. */
function okOf(result) {
  assert.ok(result.ok, result.error?.stack ?? JSON.stringify(result.issues));
  return result;
}

/** Stores a connection on the platform, and returns it as a read returns it. */
async function store(stored, modes = {}) {
  initial = stored;
  platform.reset();
  platform.setModes(modes);
  return okOf(await createClient().getConnection(targetOf(stored)));
}

const read = async (stored) => okOf(await createClient().getConnection(targetOf(stored))).connection;

/** Returns a connection in a comparable form, without times and without the ids of what is new. */
function comparable(connection, base) {
  const { updatedAt: _, ...members } = toComparable(connection, new Set(base.environments.map(({ id }) => id)));
  const environments = members.environments.map(({ updatedAt: _, ...environment }) => environment);
  return { ...members, environments };
}

/** Returns the edited connection, and its changes. Skips names that no order of requests can give. */
function prepare(stored, edits, options) {
  const next = edited(stored, edits);
  fc.pre(!findNameConflicts(stored, next).isBlocked);
  const { bytes: changes } = okOf(diff(stored, next));
  return { next, changes, planned: okOf(plan(stored, changes, options)) };
}

const describeStep = ({ operation, environment }) => `${operation} ${environment?.id ?? environment?.name ?? ""}`;

test("what is stored is what the plan says", async () => {
  const counts = { UpdateConnection: 0, UpdateEnvironment: 0, several: 0 };
  const check = async (stored, edits, ownValues) => {
    const { bytes } = await store(stored);
    const { changes, planned } = prepare(stored, edits, { ownValues });
    const called = [];
    const onStep = (step, index, total) => called.push([step, index, total]);
    const saved = okOf(await createClient().save(targetOf(stored), { base: bytes, changes }, { ownValues, onStep }));
    const now = await read(stored);
    assert.deepEqual(comparable(now, stored), comparable(planned.connection, stored));
    assert.deepEqual(saved.connection, now);
    assert.deepEqual(saved.unsupported, planned.unsupported);
    assert.deepEqual([saved.drift, saved.concurrentChanges], [[], []]);
    const names = planned.steps.map(describeStep);
    assert.deepEqual(
      called.map(([, index, total]) => [index, total]),
      names.map((_, index) => [index, names.length]),
    );
    assert.equal(saved.steps.length, names.length);
    for (const { operation } of planned.steps) counts[operation] += 1;
    if (planned.steps.length > 1) counts.several += 1;
  };
  await fc.assert(fc.asyncProperty(storedConnection, anyEdits, ownValues, check), runs(200));
  assertOften(counts, 20);
});

/** The timers of time limits: the function that ends each. */
const limits = [];
const TIMEOUT_MS = 123_456;
const { setTimeout } = globalThis;
globalThis.setTimeout = (work, delay, ...rest) => {
  if (delay === TIMEOUT_MS) limits.push(work);
  return setTimeout(work, delay, ...rest);
};

const reset = () =>
  Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNRESET" }) }));

/** The faults: the responses to the write. Each takes the controller of the call. */
const FAULTS = {
  reset,
  /** All later requests fail, too. */
  offline: reset,
  500: async () => Response.json({ code: "internal", message: "failed" }, { status: 500 }),
  409: async () => Response.json({ code: "aborted", message: "another update is in progress" }, { status: 409 }),
  timeout: () => {
    limits.at(-1)();
    return new Promise(() => {});
  },
  abort: (controller) => {
    controller.abort();
    return new Promise(() => {});
  },
};

/** Asserts that each end was met. Without `RUNS=all`, there may be no conflict. */
function assertAllEnds({ conflicts, ...counts }) {
  assertOften(process.env.RUNS === "all" ? { conflicts, ...counts } : counts, 0);
}

/** The faults after which nothing is read, so that it is unknown whether the platform processed the write. */
const UNKNOWN = ["abort", "offline"];

/** A fault: its kind, the number of writes before it, and true if the platform still processes the write. */
const fault = fc
  .record({
    kind: fc.constantFrom(...Object.keys(FAULTS)),
    at: fc.nat(5),
    // The platform refuses a write with 409 before it processes it.
    isApplied: fc.boolean(),
  })
  .map((fault) => (fault.kind === "409" ? { ...fault, isApplied: false } : fault));

/** Returns a client whose write with the index `at` has a fault, the bodies of its writes, and what was stored after each. */
function createFaulty(stored, { kind, at, isApplied }) {
  const controller = new AbortController();
  const writes = [];
  const states = [stored];
  const send = async (request) => {
    if (request.method !== "PUT") return kind === "offline" && writes.length > at ? reset() : fetch(request);
    writes.push(await request.clone().text());
    const isFaulty = writes.length - 1 === at;
    const response = isFaulty && !isApplied ? undefined : await fetch(request);
    states.push(await read(stored));
    return isFaulty ? FAULTS[kind](controller) : response;
  };
  return { client: createClient(send), signal: controller.signal, writes, states };
}

/** Checks the error of a save with a fault: what is done, and what is stored. */
async function checkFailure({ error }, { kind, at, isApplied }, { writes, states }, stored) {
  const kinds = {
    reset: "network",
    offline: "network",
    500: "http",
    409: "http",
    timeout: "timeout",
    abort: "aborted",
  };
  assert.equal(error.kind, kinds[kind], error.stack);
  assert.equal(error.maybeApplied, kind !== "409");
  assert.equal(writes.length, at + 1, "nothing is sent after the fault");
  assert.deepEqual(
    error.done.map(({ step }) => decode(step.bytes)),
    writes.slice(0, at),
  );
  const now = await read(stored);
  assert.deepEqual(now, isApplied ? states[at + 1] : states[at]);
  if (isApplied) assert.ok(UNKNOWN.includes(kind), "a read finds the request");
  const applied = { abort: undefined, 409: undefined, offline: "unknown" };
  assert.equal(error.applied, kind in applied ? applied[kind] : "no");
}

/** Saves with a fault, and saves what is left without one. Returns the outcomes. */
async function saveTwice(stored, edits, ownValues, fault) {
  const { bytes } = await store(stored);
  const { changes, planned } = prepare(stored, edits, { ownValues });
  fc.pre(fault.at < planned.steps.length);
  const faulty = createFaulty(JSON.parse(decode(bytes)), fault);
  const options = { ownValues, timeoutMs: TIMEOUT_MS };
  const target = targetOf(stored);
  const first = await faulty.client.save(target, { base: bytes, changes }, { ...options, signal: faulty.signal });
  if (first.ok) return { first, planned };
  await checkFailure(first, fault, faulty, stored);
  return { first, planned, second: await createClient().save(target, first.error.remaining, options) };
}

const expectPlanned = async (stored, planned) =>
  assert.deepEqual(comparable(await read(stored), stored), comparable(planned.connection, stored));

test("after a fault at any step, nothing is lost, and the next save completes", async () => {
  const counts = { recovered: 0, failed: 0, laterStep: 0 };
  const check = async (stored, edits, ownValues, fault) => {
    fc.pre(!(UNKNOWN.includes(fault.kind) && fault.isApplied));
    const { first, second, planned } = await saveTwice(stored, edits, ownValues, fault);
    if (first.ok) {
      assert.ok(fault.isApplied, "a request that was not processed is not done");
      assert.equal(first.recovered.maybeApplied, true);
      counts.recovered += 1;
    } else {
      assert.deepEqual(okOf(second).drift, []);
      counts.failed += 1;
      if (fault.at > 0) counts.laterStep += 1;
    }
    await expectPlanned(stored, planned);
  };
  await fc.assert(fc.asyncProperty(storedConnection, edits, ownValues, fault, check), runs(100));
  assertOften(counts, 3);
});

const unknown = fc.record({ kind: fc.constantFrom(...UNKNOWN), at: fc.nat(3), isApplied: fc.constant(true) });

test("a request with an unknown outcome creates nothing twice, and loses nothing in silence", async () => {
  const counts = { completed: 0, conflicts: 0 };
  const check = async (stored, edits, ownValues, fault) => {
    const { first, second, planned } = await saveTwice(stored, edits, ownValues, fault);
    assert.equal(first.ok, false);
    if (!second.ok) {
      // It is unknown who made the change: an environment of that name, or other values of the same variables.
      assert.equal(second.error.kind, "conflict", second.error.stack);
      counts.conflicts += 1;
      return;
    }
    counts.completed += 1;
    const [now, expected] = [await read(stored), planned.connection].map((one) => comparable(one, stored));
    // The request looks like one of someone else, so that the values that it overwrote are not kept. They are reported.
    const overwritten = new Set(
      second.concurrentChanges
        .filter(({ destructive }) => destructive)
        .flatMap(({ environment, names = [] }) => names.map((name) => `${environment?.id} ${name}`)),
    );
    for (const [at, { id, variables }] of expected.environments.entries()) {
      const values = new Map(now.environments[at].variables.map(({ name, value }) => [name, value]));
      for (const { name, value } of variables) {
        assert.ok(values.get(name) === value || overwritten.has(`${id} ${name}`), `${name} of ${id}`);
      }
      // An environment that is edited after the request also has the other variables that the request gave it.
      now.environments[at].variables = variables;
    }
    assert.deepEqual(now, expected);
  };
  await fc.assert(fc.asyncProperty(storedConnection, edits, ownValues, unknown, check), runs(200));
  assertOften(counts, 2);
});

test("a request with an unknown outcome loses no own value that is to be kept", async () => {
  const [stored] = seed();
  const own = structuredClone(stored);
  own.environments[0].variables.push({ name: "OWN", value: "mine" });
  const { bytes } = await store(own);
  const controller = new AbortController();
  const send = async (request) => {
    const response = await fetch(request);
    if (request.method !== "PUT") return response;
    return FAULTS.abort(controller);
  };
  const changes = { environmentVariables: { set: { ADDED: "1" } } };
  const edit = { base: bytes, changes };
  const options = { ownValues: "keep", signal: controller.signal };
  const { error } = await createClient(send).save(targetOf(own), edit, options);
  assert.deepEqual([error.kind, error.maybeApplied], ["aborted", true]);
  okOf(await createClient().save(targetOf(own), error.remaining, { ownValues: "keep" }));
  const { variables } = (await read(own)).environments[0];
  assert.deepEqual(
    variables.find(({ name }) => name === "OWN"),
    { name: "OWN", value: "mine" },
  );
});

test("after a fault, the next save of a draft completes, and the draft has what was wanted", async () => {
  const counts = { recovered: 0, failed: 0, conflicts: 0 };
  const check = async (stored, edits, ownValues, fault) => {
    const { bytes } = await store(stored);
    const { next, planned } = prepare(stored, edits, { ownValues });
    fc.pre(fault.at < planned.steps.length);
    const draft = new ConnectionDraft(bytes);
    draft.replace(next);
    const faulty = createFaulty(JSON.parse(decode(bytes)), fault);
    const options = { ownValues, timeoutMs: TIMEOUT_MS };
    const first = await draft.save(faulty.client, { ...options, signal: faulty.signal });
    if (first.ok) counts.recovered += 1;
    else {
      counts.failed += 1;
      await checkFailure(first, fault, faulty, stored);
      assert.equal(draft.isDirty, true);
      let second = await draft.save(createClient(), options);
      if (!second.ok) {
        assert.ok(fault.isApplied && UNKNOWN.includes(fault.kind), second.error.stack);
        assert.equal(second.error.kind, "conflict");
        counts.conflicts += 1;
        for (const conflict of second.error.conflicts) conflict.resolve("latest");
        second = await draft.save(createClient(), options);
        // The other side of a conflict was this draft itself.
        okOf(second);
        return assert.deepEqual(draft.current, await read(stored));
      }
    }
    const now = await read(stored);
    assert.deepEqual(draft.current, now);
    assert.deepEqual(
      draft.unsupported.map(({ reason, environment }) => [reason, environment.id]),
      planned.unsupported.map(({ reason, environment }) => [reason, environment.id]),
    );
    assert.equal(draft.isDirty, planned.unsupported.length > 0);
    const names = ({ environments }) => environments.map(({ name }) => name);
    assert.deepEqual(names(draft.value), names(next));
    if (planned.unsupported.length === 0) assert.deepEqual([draft.value, draft.changes], [now, {}]);
    if (UNKNOWN.includes(fault.kind) && fault.isApplied) return;
    await expectPlanned(stored, planned);
  };
  await fc.assert(fc.asyncProperty(storedConnection, edits, ownValues, fault, check), runs(50));
  assertAllEnds(counts);
});

test("what is edited in a draft while its requests are sent is still there after the save, and is saved next", async () => {
  const counts = { edited: 0, later: 0 };
  const withoutVariables = ({ environments, ...members }) => ({
    ...members,
    environments: environments.map(({ variables: _, ...environment }) => environment),
  });
  const check = async (stored, edits, laterEdits, at) => {
    const { bytes } = await store(stored);
    const { next, planned } = prepare(stored, edits, {});
    fc.pre(at < planned.steps.length && planned.unsupported.length === 0);
    const later = edited(next, laterEdits);
    fc.pre(okOf(diff(stored, later)).unsupported.length === 0);
    // In a copy of the connection, only its name and its index identify a new environment. One that takes the name of another could
    // be either.
    const known = new Map(next.environments.map(({ id, name, credentials }) => [id ?? name, credentials]));
    const isOther = ({ id, name, credentials }) =>
      !id && known.has(name) && !isDeepStrictEqual(credentials, known.get(name));
    fc.pre(!later.environments.some(isOther));
    // In a copy of the same length, new environments that exchange their places, or take the place of another, could be renamed ones.
    const couldBeRenamed = ({ id, name, credentials }, index) => {
      const before = next.environments[index];
      if (id || before === undefined || before.id !== undefined || before.name === name) return false;
      return known.has(name) || !isDeepStrictEqual(credentials, before.credentials);
    };
    fc.pre(later.environments.length !== next.environments.length || !later.environments.some(couldBeRenamed));
    const draft = new ConnectionDraft(bytes);
    draft.replace(next);
    let count = 0;
    const send = async (request) => {
      const response = await fetch(request);
      if (request.method === "PUT" && count++ === at) draft.replace(edited(draft.value, laterEdits));
      return response;
    };
    okOf(await draft.save(createClient(send)));
    const wanted = withoutVariables(comparable(later, stored));
    const current = () => withoutVariables(comparable(draft.value, stored));
    assert.deepEqual(current(), wanted);
    if (draft.isDirty) counts.edited += 1;
    if (at > 0) counts.later += 1;
    fc.pre(draft.plan.ok && draft.unsupported.length === 0);
    okOf(await draft.save(createClient()));
    assert.equal(draft.isDirty, false);
    assert.deepEqual(draft.value, await read(stored));
    assert.deepEqual(current(), wanted);
  };
  const position = fc.nat(2);
  await fc.assert(fc.asyncProperty(storedConnection, edits, edits, position, check), runs(50));
  assertOften(counts, 3);
});

test("edits that no request makes stay in a draft when the rest is saved", async () => {
  const reasons = new Set();
  const check = async (stored, edits) => {
    const { bytes } = await store(stored);
    const { next, planned } = prepare(stored, edits, { ownValues: "keep" });
    const draft = new ConnectionDraft(bytes);
    draft.replace(next);
    const before = draft.unsupported;
    const saved = okOf(await draft.save(createClient(), { ownValues: "keep" }));
    const describe = (edits) => edits.map(({ reason, path, environment }) => [reason, path.join("."), environment?.id]);
    assert.deepEqual([describe(saved.unsupported), describe(draft.unsupported)], [describe(before), describe(before)]);
    // The names of a cycle are changes, but no order of requests makes them.
    if (before.every(({ reason }) => reason !== "name-cycle")) assert.deepEqual(draft.changes, {});
    assert.equal(draft.isDirty, before.length > 0);
    assert.deepEqual(draft.current, await read(stored));
    const expected = structuredClone(next);
    for (const [at, { variables }] of planned.connection.environments.entries()) {
      expected.environments[at].variables = variables;
    }
    assert.deepEqual(comparable(draft.value, stored), comparable(expected, stored));
    for (const { reason } of before) reasons.add(reason);
  };
  await fc.assert(fc.asyncProperty(storedConnection, anyEdits, check), runs(100));
  assertOften({ reasons: reasons.size }, 3);
});

const LISTS = ["authSchemeConfigs", "environments", "environmentVariables"];
const isFull = (list) => list !== undefined && list.length > 0;

/** Expects a destructive effect for each list that a platform has unset, with the names of what is gone. */
function expectTold(drift, stored, lists) {
  for (const list of lists) {
    const found = drift.filter(({ path, destructive }) => destructive && path[0] === list);
    assert.ok(found.length > 0, `${list}: ${JSON.stringify(drift)}`);
    const ids = new Set(found.map(({ environment }) => environment?.id));
    if (list === "environments")
      assert.deepEqual(
        stored[list].filter(({ id }) => !ids.has(id)),
        [],
      );
    const named = new Set(found.flatMap(({ names = [] }) => names));
    if (list === "environmentVariables")
      assert.deepEqual(
        stored[list].filter(({ name }) => !named.has(name)),
        [],
      );
  }
}

test("where the platform unsets missing lists, restating them loses nothing, and a loss is destructive drift", async () => {
  const counts = { restated: 0, reported: 0 };
  const check = async (stored, edits, ownValues, restate) => {
    const { bytes } = await store(stored, { unset: true });
    const options = { ownValues, restate };
    const { changes, planned } = prepare(stored, edits, options);
    const update = planned.steps.find(({ operation }) => operation === "UpdateConnection");
    fc.pre(update !== undefined);
    const unset = LISTS.filter((list) => update.body[list] === undefined && isFull(stored[list]));
    const saved = await createClient().save(targetOf(stored), { base: bytes, changes }, options);
    const done = saved.ok ? saved.steps : saved.error.done;
    const drift = done.flatMap(({ drift }) => drift);
    if (saved.ok) assert.ok(drift.every((effect) => saved.drift.includes(effect)));
    expectTold(drift, stored, unset);
    if (unset.length > 0) counts.reported += 1;
    if (!restate) return;
    assert.ok(unset.every((list) => list === "environmentVariables"));
    okOf(saved);
    const [now, expected] = [await read(stored), planned.connection].map((one) => comparable(one, stored));
    if (unset.length > 0) expected.environmentVariables = [];
    assert.deepEqual(now, expected);
    counts.restated += 1;
  };
  await fc.assert(fc.asyncProperty(storedConnection, edits, ownValues, fc.boolean(), check), runs(50));
  assertOften(counts, 5);
});
