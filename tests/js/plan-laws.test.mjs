// Laws of `plan` under random input. The steps of each plan are applied to a model of the platform, which was made from the contract
// alone. RUNS=all tests every law with 2,000 connections instead of 200.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { diff, plan } from "connection-update";
import fc from "fast-check";
import { anyEdits, connection, createIds, edited, edits, SECRET } from "./plan-arbitraries.mjs";
import {
  applyVariableEdit,
  expectEnd,
  findNameConflicts,
  findOwnNames,
  keepOwnValues,
  loosen,
} from "./plan-expected.mjs";
import { applyPlan, completeStep, haveSameVariables, toComparable, toMap, withoutSecrets } from "./plan-model.mjs";
import { runs } from "./runs.mjs";

const law = (name, ...rest) => test(name, () => fc.assert(fc.property(...rest), runs(200)));
const planOptions = fc.record(
  { ownValues: fc.constantFrom("overwrite", "keep"), restate: fc.boolean() },
  { noNullPrototype: true },
);

/** Returns the result of an operation, which must be ok. */
function okOf(result) {
  assert.ok(result.ok, JSON.stringify(result.issues));
  return result;
}

const idsOf = ({ environments }) => new Set(environments.map(({ id }) => id));
const toReason = ({ environment, reason }) => `${environment?.id ?? "connection"} ${reason}`;
const bodiesOf = ({ steps }) => steps.flatMap(({ body }) => body ?? []);
const findSharedList = (planned) => bodiesOf(planned).find(({ environmentVariables }) => environmentVariables);

/** Plans an edited connection, and applies the plan to the model. */
function carryOut(current, next, options, platform) {
  const { changes, unsupported } = okOf(diff(current, next));
  const planned = okOf(plan(current, changes, options));
  const createId = createIds();
  const states = applyPlan(current, planned, createId, platform);
  const reasons = new Set([...unsupported, ...planned.unsupported].map(toReason));
  return { planned, states, end: states.at(-1), reasons, createId };
}

/** Skips edits of names for which no order of one request each exists: see `findNameConflicts`. */
function requireOrder(current, next) {
  fc.pre(!findNameConflicts(current, next).isBlocked);
}

law("the steps lead to what was wanted, but for what is reported", connection, anyEdits, planOptions, (...given) => {
  const [current, edits, options] = given;
  const next = edited(current, edits);
  requireOrder(current, next);
  const { planned, end, reasons } = carryOut(current, next, options);
  const known = idsOf(current);
  assert.deepEqual(toComparable(end, known), toComparable(planned.connection, known), "the plan says what is stored");

  const sharesVariables = findSharedList(planned) !== undefined;
  const isShared = haveSameVariables(current.environmentVariables, next.environmentVariables);
  if (!isShared) assert.ok(sharesVariables);
  const expected = expectEnd(current, next, { ...options, sharesVariables });
  const compare = (connection) => loosen(toComparable(connection, known), expected.loose);
  assert.deepEqual(compare(end), compare(expected.connection));
  assert.deepEqual([...reasons].sort(), [...expected.unsupported].sort());
});

law("a platform that unsets missing lists keeps what is restated", connection, edits, fc.boolean(), (...given) => {
  const [current, edits, keeps] = given;
  const next = edited(current, edits);
  requireOrder(current, next);
  const options = { ownValues: keeps ? "keep" : "overwrite", restate: true };
  const { planned, end } = carryOut(current, next, options, { unsetsMissing: true });
  const known = idsOf(current);
  const [stored, promised] = [end, planned.connection].map((connection) => toComparable(connection, known));
  // The shared list is the one list that a body never repeats.
  if (!findSharedList(planned)) stored.environmentVariables = promised.environmentVariables;
  assert.deepEqual(stored, promised);
});

law(
  "every step names its operation, and its body is valid at that point",
  connection,
  anyEdits,
  planOptions,
  (...given) => {
    const [current, edits, options] = given;
    const next = edited(current, edits);
    requireOrder(current, next);
    const { planned, states } = carryOut(current, next, options);
    const names = new Map(current.environments.map(({ id, name }) => [id, name]));
    const { steps } = planned;
    const shared = steps.findIndex(({ operation }) => operation === "UpdateConnection");
    assert.ok(steps.filter(({ operation }) => operation === "UpdateConnection").length <= 1);
    for (const [at, step] of steps.entries()) {
      if (step.operation === "UpdateConnection") {
        assert.equal(step.environment, undefined);
        for (const name of ["versions", "createdAt", "updatedAt"]) assert.ok(!(name in step.body), name);
      } else if (step.body === undefined) {
        // The request creates the environment, so that its id is not known before.
        assert.equal(step.environment.id, undefined);
        assert.equal(step.bytes, undefined);
        assert.ok(at > shared && shared >= 0);
        assert.ok(planned.connection.environments.some(({ id, name }) => !id && name === step.environment.name));
      } else {
        assert.equal(step.operation, "UpdateEnvironment");
        assert.equal(step.environment.name, names.get(step.environment.id));
        assert.equal(step.body.id, step.environment.id);
        const allowed = new Set(["id", "name", "credentials", "variables"]);
        assert.deepEqual(
          Object.keys(step.body).filter((name) => !allowed.has(name)),
          [],
        );
      }
      if (step.body) assert.deepEqual(JSON.parse(new TextDecoder().decode(step.bytes)), step.body);
      assert.notDeepEqual(states[at + 1], states[at], "a step that changes nothing is not sent");
    }
    for (const id of names.keys()) {
      const own = steps.flatMap(({ environment }, at) => (environment?.id === id ? [at] : []));
      assert.ok(own.length <= 2);
      if (own.length === 2 && shared >= 0) assert.ok(own[0] < shared && shared < own[1]);
    }
  },
);

law("no own value is lost if own values are kept", connection, edits, (current, edits) => {
  const next = edited(current, edits);
  requireOrder(current, next);
  const { planned, end } = carryOut(current, next, { ownValues: "keep" });
  const shared = findSharedList(planned)?.environmentVariables ?? current.environmentVariables;
  for (const stored of current.environments) {
    const wanted = next.environments.find(({ id }) => id === stored.id);
    const environment = end.environments.find(({ id }) => id === stored.id);
    if (wanted === undefined) continue;
    const [before, after, goal] = [stored, environment, wanted].map(({ variables }) => toMap(variables));
    const isEdited = (name) => before.get(name) !== goal.get(name);
    for (const name of findOwnNames(stored, current)) {
      if (!isEdited(name)) assert.equal(after.get(name), before.get(name), name);
    }
    const kept = toMap(keepOwnValues(stored.variables, current.environmentVariables, shared));
    for (const name of new Set([...before.keys(), ...after.keys(), ...kept.keys()])) {
      assert.equal(after.get(name), isEdited(name) ? goal.get(name) : kept.get(name), name);
    }
  }
});

law("a plan of nothing is empty", connection, planOptions, (current, options) => {
  const { changes, unsupported } = okOf(diff(current, current));
  assert.deepEqual([changes, unsupported], [{}, []]);
  const planned = okOf(plan(current, {}, options));
  assert.deepEqual([planned.steps, planned.effects, planned.unsupported], [[], [], []]);
  assert.deepEqual(planned.connection, current);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(planned.bytes)), current);
});

law("the steps do not touch what was not edited", connection, anyEdits, planOptions, (current, edits, options) => {
  const next = edited(current, edits);
  requireOrder(current, next);
  const { planned, states } = carryOut(current, next, options);
  const sharesVariables = findSharedList(planned) !== undefined;
  const unedited = current.environments.filter((stored) =>
    next.environments.some((wanted) => isDeepStrictEqual(wanted, stored)),
  );
  for (const state of states) {
    for (const stored of unedited) {
      const environment = state.environments.find(({ id }) => id === stored.id);
      const { variables, ...others } = stored;
      assert.deepEqual(environment, {
        ...others,
        ...((sharesVariables ? environment : stored).variables && {
          variables: (sharesVariables ? environment : stored).variables,
        }),
      });
    }
  }
});

law("what is lost has a destructive effect, and nothing else has", connection, edits, fc.boolean(), (...given) => {
  const [current, edits, keeps] = given;
  const next = edited(current, edits);
  requireOrder(current, next);
  const { planned, end } = carryOut(current, next, { ownValues: keeps ? "keep" : "overwrite" });
  const destructive = planned.effects.filter((effect) => effect.destructive);
  const effectsOf = (id) => destructive.filter(({ environment }) => environment?.id === id);
  for (const stored of current.environments) {
    const environment = end.environments.find(({ id }) => id === stored.id);
    const effects = effectsOf(stored.id);
    const isDeleted = effects.some(({ kind }) => kind === "deleted");
    assert.equal(isDeleted, environment === undefined, `environment ${stored.name}`);
    if (environment === undefined) continue;
    const [before, after] = [stored, environment].map(({ variables }) => toMap(variables));
    const wanted = next.environments.find(({ id }) => id === stored.id);
    const lost = findOwnNames(stored, current).filter((name) => after.get(name) !== before.get(name));
    // The shared list overwrites an environment without edits. What a user removes or changes is not required to be named.
    if (haveSameVariables(wanted.variables, stored.variables)) {
      const named = new Set(effects.flatMap(({ names = [] }) => names));
      for (const name of lost) assert.ok(named.has(name), `${name} of ${stored.name}`);
      if (lost.length === 0) assert.deepEqual(effects, []);
    } else if ([...before].every(([name, value]) => after.get(name) === value)) {
      assert.deepEqual(effects, []);
    }
  }
  const isNew = ({ environment }) => environment && !idsOf(current).has(environment.id);
  assert.deepEqual(destructive.filter(isNew), [], "a new environment has nothing to lose");
  const isKept = (value) => (next.authSchemeConfigs ?? []).some((other) => isDeepStrictEqual(other, value));
  const shared = toMap(next.environmentVariables);
  const losesSchemes = (current.authSchemeConfigs ?? []).some((scheme) => !isKept(scheme));
  const losesShared = [...toMap(current.environmentVariables)].some(([name, value]) => shared.get(name) !== value);
  for (const { environment, path } of destructive) {
    if (environment) continue;
    assert.ok(path[0] === "authSchemeConfigs" ? losesSchemes : path[0] === "environmentVariables" && losesShared);
  }
});

law("no body of an environment contains a secret that was read", connection, anyEdits, planOptions, (...given) => {
  const [current, edits, options] = given;
  const next = edited(current, edits);
  requireOrder(current, next);
  const { planned, states } = carryOut(current, next, options);
  for (const [at, step] of planned.steps.entries()) {
    const body = completeStep(step, states[at], planned.connection);
    if (step.operation === "UpdateEnvironment") assert.ok(!JSON.stringify(body).includes(SECRET));
    for (const environment of body.environments ?? []) {
      for (const entry of Object.values(environment.credentials ?? {}).flat()) {
        if (environment.id) assert.ok(!("credential" in entry));
      }
    }
  }
});

law("no body of a connection contains a secret that was read", connection, edits, planOptions, (...given) => {
  const [current, edits, options] = given;
  const next = edited(current, edits);
  requireOrder(current, next);
  const { planned } = carryOut(current, next, options);
  for (const { operation, body } of planned.steps) {
    if (operation === "UpdateConnection") assert.ok(!JSON.stringify(body).includes(SECRET));
  }
});

/** Returns the end of a plan as a user would want it at a state: with what the platform has stored for new environments so far. */
function wantedAt(state, { connection }, known) {
  const environments = connection.environments.map((environment) => {
    if (environment.id) return environment;
    const created = state.environments.find(({ id, name }) => !known.has(id) && name === environment.name);
    return created ? { ...created, variables: environment.variables ?? created.variables } : environment;
  });
  return { ...connection, environments };
}

law("after any number of steps, the rest leads to the same end", connection, edits, planOptions, (...given) => {
  const [current, edits, options] = given;
  const next = edited(current, edits);
  requireOrder(current, next);
  const { planned, states, end, createId } = carryOut(current, next, options);
  const known = idsOf(current);
  for (const state of states) {
    const { changes, unsupported } = okOf(diff(state, wantedAt(state, planned, known)));
    assert.deepEqual(unsupported, []);
    const rest = okOf(plan(state, changes, options));
    assert.deepEqual(rest.unsupported, []);
    const reached = applyPlan(state, rest, createId).at(-1);
    assert.deepEqual(toComparable(reached, known), toComparable(end, known));
  }
});

/** Returns a connection with the auth schemes of `stored` wherever they differ at most in secrets. */
function withStoredSecrets(connection, stored) {
  const byText = (scheme) => JSON.stringify(withoutSecrets(scheme));
  const known = new Map();
  const visit = (value, visitScheme) =>
    JSON.parse(JSON.stringify(value, (_, member) => (member?.schemeType ? visitScheme(member) : member)));
  visit(stored, (scheme) => {
    known.set(byText(scheme), scheme);
    return scheme;
  });
  return visit(connection, (scheme) => known.get(byText(scheme)) ?? scheme);
}

law("a second plan for the same connection has no steps", connection, anyEdits, planOptions, (...given) => {
  const [current, edits, options] = given;
  const next = edited(current, edits);
  requireOrder(current, next);
  const { end, reasons } = carryOut(current, next, options);
  const known = idsOf(current);
  // The shared list may change variables that were not edited. Ids of new environments are known now.
  const environments = next.environments.map((wanted) => {
    const isCreated = ({ id, name }) => name === wanted.name && !known.has(id);
    const stored = end.environments.find(wanted.id ? ({ id }) => id === wanted.id : isCreated);
    return wanted.id ? { ...wanted, ...(stored.variables && { variables: stored.variables }) } : stored;
  });
  const wanted = withStoredSecrets({ ...next, environments }, end);
  const { changes, unsupported } = okOf(diff(end, wanted));
  const again = okOf(plan(end, changes, options));
  assert.deepEqual(again.steps, []);
  assert.deepEqual(new Set([...unsupported, ...again.unsupported].map(toReason)), reasons);
});

test("the random edits meet every reason, and every kind of step", () => {
  const seen = new Set();
  for (const [current, edits] of fc.sample(fc.tuple(connection, anyEdits), 500)) {
    const next = edited(current, edits);
    if (findNameConflicts(current, next).isBlocked) continue;
    const { planned, reasons } = carryOut(current, next, {});
    for (const reason of reasons) seen.add(reason.replace(/^\S+ /, ""));
    for (const { operation, body } of planned.steps) seen.add(body ? operation : "created");
  }
  const operations = ["UpdateConnection", "UpdateEnvironment", "created"];
  const reasons = ["scheme-type", "entries", "credential", "read-only", "name-cycle"];
  assert.deepEqual([...seen].sort(), [...operations, ...reasons].sort());
});

test("a variable edit moves from the stored list to the kept one", () => {
  const list = (values) => Object.entries(values).map(([name, value]) => ({ name, value }));
  const kept = keepOwnValues(list({ A: "1", B: "9" }), list({ A: "1", C: "1" }), list({ A: "2", C: "2", D: "4" }));
  assert.deepEqual(kept, list({ A: "2", B: "9", D: "4" }));
  assert.deepEqual(
    applyVariableEdit(kept, list({ A: "1", B: "9" }), list({ A: "1", B: "3" })),
    list({ A: "2", B: "3", D: "4" }),
  );
});
