// Two people save at once on the local platform: requests are let through in every order, and no update is lost unseen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient } from "connection-update";
import fc from "fast-check";
import { seed } from "../../www/platform/seed.js";
import { API, createPlatform, LOGIN, ORGANISATION_ID } from "../../www/platform/server.js";

const ORIGIN = "http://127.0.0.1:1";

const [stored] = seed();
const target = { organisationId: ORGANISATION_ID, connectionId: stored.id };

/** Starts a platform of one connection in this process, with the session of its user. Each race resets it. */
async function startPlatform(options) {
  const { app, reset } = createPlatform({ ...options, initial: () => [structuredClone(stored)] });
  const login = await app.request("/login", LOGIN);
  const headers = { cookie: login.headers.getSetCookie()[0].split(";", 1)[0] };
  return { app, reset, headers };
}

/** Delays the requests of each writer, and releases them in a given order. */
class Gate {
  log = [];
  #waiting = [];
  #busy = 2;

  constructor(app, order) {
    this.app = app;
    this.order = order;
  }

  fetch(writer) {
    return async (request) => {
      await new Promise((go) => {
        this.#waiting.push(go);
        this.#next();
      });
      this.log.push({ writer, method: request.method });
      return this.app.fetch(request);
    };
  }

  done() {
    this.#busy -= 1;
    this.#next();
  }

  /** Lets one through once every writer waits. */
  #next() {
    if (this.#waiting.length < this.#busy || this.#waiting.length === 0) return;
    const [go] = this.#waiting.splice((this.order.shift() ?? 0) % this.#waiting.length, 1);
    go();
  }
}

/** Edits, each with a test of whether it is there. */
const EDITS = {
  name: (writer) => ({
    changes: { name: `Name of ${writer}` },
    holds: ({ name }) => name === `Name of ${writer}`,
  }),
  baseUrl: (writer) => ({
    changes: { baseUrl: `https://${writer}.example.com` },
    holds: ({ baseUrl }) => baseUrl === `https://${writer}.example.com`,
  }),
  variable: (writer) => ({
    changes: { environmentVariables: { set: { [`OF_${writer}`]: "1" } } },
    holds: ({ environmentVariables }) => environmentVariables.some(({ name }) => name === `OF_${writer}`),
  }),
  sameVariable: (writer) => ({
    changes: { environmentVariables: { set: { SHARED: writer } } },
    holds: ({ environmentVariables }) =>
      environmentVariables.some(({ name, value }) => name === "SHARED" && value === writer),
  }),
  schemes: (writer) => ({
    changes: { authSchemeConfigs: [{ schemeType: "api-key", name: writer, in: "header" }] },
    holds: ({ authSchemeConfigs }) => authSchemeConfigs.length === 1 && authSchemeConfigs[0].name === writer,
  }),
  addition: (writer) => ({
    changes: { environments: { add: [{ name: `Env ${writer}`, credentials: {}, variables: [] }] } },
    holds: ({ environments }) => environments.some(({ name }) => name === `Env ${writer}`),
  }),
  removal: (_, { environments }) => ({
    changes: { environments: { remove: [environments[2].id] } },
    holds: (now) => now.environments.every(({ id }) => id !== environments[2].id),
  }),
};

const editNames = fc.uniqueArray(fc.constantFrom(...Object.keys(EDITS)), { minLength: 1, maxLength: 3 });
const order = fc.array(fc.nat(1), { minLength: 4, maxLength: 4 });

async function race({ app, reset, headers }, { ifMatch }, namesOf, order) {
  reset();
  const client = (fetch) => new ConnectClient({ baseUrl: `${ORIGIN}${API}`, headers, fetch });
  const reader = client(async (request) => app.fetch(request));
  const base = await reader.getConnection(target);
  assert.equal(base.ok, true);
  const gate = new Gate(app, [...order]);
  const write = async (writer, names) => {
    const edits = names.map((name) => EDITS[name](writer, base.connection));
    const changes = Object.assign({}, ...edits.map((edit) => edit.changes));
    // Of two edits of one list, only the later is made.
    const made = edits.filter((edit) => Object.entries(edit.changes).every(([key, value]) => changes[key] === value));
    const saving = client(gate.fetch(writer)).save(target, { base: base.bytes, changes }, { ifMatch });
    const outcome = await saving.finally(() => gate.done());
    return { writer, outcome, made };
  };
  const writers = await Promise.all([write("ann", namesOf[0]), write("bob", namesOf[1])]);
  const final = await reader.getConnection(target);
  return { reader, log: gate.log, writers, final };
}

test("no update is lost: outside the gap between reading and writing none, and inside it none unseen", async () => {
  const platform = await startPlatform();
  const counts = { lost: 0, conflicts: 0, both: 0 };
  const check = async (ann, bob, order) => {
    const { reader, log, writers, final } = await race(platform, {}, [ann, bob], order);
    const at = (writer, method) => log.findIndex((entry) => entry.writer === writer && entry.method === method);
    for (const [{ writer, outcome, made }, other] of [writers, [...writers].reverse()]) {
      /** Returns true if one writes after the other has read and before it writes. */
      const cuts = (one, two) => at(two, "GET") < at(one, "PUT") && at(one, "PUT") < at(two, "PUT");
      if (outcome.error?.kind === "http") {
        // The platform itself refuses an environment that the other has deleted meanwhile.
        assert.equal(outcome.error.status, 400);
        assert.ok(cuts(other.writer, writer));
        continue;
      }
      if (!outcome.ok) {
        assert.equal(outcome.error.kind, "conflict", outcome.error.message);
        assert.equal(at(writer, "PUT"), -1);
        counts.conflicts += 1;
        continue;
      }
      const isLost = made.some(({ holds }) => !holds(final.connection));
      if (!isLost) continue;
      counts.lost += 1;
      assert.ok(cuts(writer, other.writer), `${writer} lost an update outside the gap: ${JSON.stringify(log)}`);
      const next = await reader.save(target, { base: outcome.bytes, changes: {} });
      assert.ok(next.concurrentChanges.length > 0, "the loss is reported when the connection is read again");
    }
    if (writers.every(({ outcome }) => outcome.ok)) counts.both += 1;
  };
  await fc.assert(fc.asyncProperty(editNames, editNames, order, check), { numRuns: 2_000 });
  // All three ends were met, so that the test has seen what it is about.
  for (const [end, count] of Object.entries(counts)) assert.ok(count > 50, `${end}: ${count}`);
});

test("with ETags, no update is lost at all", async () => {
  const platform = await startPlatform({ etags: true });
  const check = async (ann, bob, order) => {
    const { writers, final } = await race(platform, { ifMatch: true }, [ann, bob], order);
    for (const { outcome, made } of writers) {
      if (outcome.ok) assert.ok(made.every(({ holds }) => holds(final.connection)));
      else assert.equal(outcome.error.kind, "conflict", outcome.error.message);
    }
    assert.ok(writers.some(({ outcome }) => outcome.ok));
  };
  await fc.assert(fc.asyncProperty(editNames, editNames, order, check), { numRuns: 500 });
});
