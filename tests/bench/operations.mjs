// Measures plan, merge, preview, diff and rebase from JSON text, and compares them with code that a front end would write instead: an
// edited copy (by hand, with immer or with a JSON Patch), and a general diff. Only this package also validates.

import assert from "node:assert/strict";
import { diff, merge, plan, preview, rebase } from "connection-update";
import jsonPatch from "fast-json-patch";
import { produce } from "immer";
import { create } from "jsondiffpatch";
import microdiff from "microdiff";
import { makeValidBody } from "./bodies.mjs";

const jsonDiff = create({ objectHash: ({ id, name }) => id ?? name });

/** Returns a connection of a size as the platform sends it, with read-only members. */
function makeConnection(size) {
  const times = { createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-02T00:00:00Z" };
  const { environments, ...rest } = makeValidBody(size);
  const stored = environments.map(({ credentials: { action }, ...environment }) => ({
    ...environment,
    credentials: { action: action.map((one) => ({ ...one, credential: { id: one.id, type: "string", name: "key" } })) },
    ...times,
  }));
  return { ...rest, environments: stored, versions: [], ...times };
}

const CHANGES = { name: "Storefront EU", environmentVariables: { set: { VARIABLE_1: "other" } } };

/** Makes the edits of `CHANGES` in a connection. */
function applyChanges(connection) {
  connection.name = CHANGES.name;
  connection.environmentVariables[1].value = CHANGES.environmentVariables.set.VARIABLE_1;
}
/** The edits of `CHANGES` as a JSON Patch. */
const PATCH = [
  { op: "replace", path: "/name", value: CHANGES.name },
  { op: "replace", path: "/environmentVariables/1/value", value: "other" },
];

/** Returns the body that code by hand would send: the required fields, and the lists that have changed. */
function makeBody({ id, organisationId, name, protocol, baseUrl, environmentVariables, environments }) {
  const sent = environments.map(({ id, name, credentials: { action }, variables }) => ({
    id,
    name,
    credentials: { action: action.map(({ id, authSchemeConfig }) => ({ id, authSchemeConfig })) },
    variables,
  }));
  return { id, organisationId, name, protocol, baseUrl, environments: sent, environmentVariables };
}

/** Changes a connection as the platform does after a PUT, but without new environments. */
function applyPut(connection, { name, baseUrl, environments, environmentVariables }) {
  const known = new Map(connection.environments.map((environment) => [environment.id, environment]));
  Object.assign(connection, { name, baseUrl, environmentVariables });
  connection.environments = environments.map(({ id }) => known.get(id));
  for (const environment of connection.environments) environment.variables = structuredClone(environmentVariables);
}

const encoder = new TextEncoder();
const encode = (value) => encoder.encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

function makeMergeRuns(size) {
  const current = makeConnection(size);
  const text = JSON.stringify(current);
  // The environments are reordered, so that the whole list is sent.
  const ids = current.environments.map(({ id }) => id).reverse();
  const changes = { ...CHANGES, environments: { order: ids } };
  const applyAndReverse = (connection) => {
    applyChanges(connection);
    connection.environments.reverse();
  };
  const runs = {
    "connection-update": () => merge(text, changes).bytes,
    structuredClone: () => {
      const next = structuredClone(JSON.parse(text));
      applyAndReverse(next);
      return encode(makeBody(next));
    },
    immer: () => encode(makeBody(produce(JSON.parse(text), applyAndReverse))),
    "fast-json-patch": () => {
      const next = jsonPatch.applyPatch(JSON.parse(text), PATCH).newDocument;
      next.environments.reverse();
      return encode(makeBody(next));
    },
  };
  for (const run of Object.values(runs)) assert.deepEqual(decode(run()), decode(runs.structuredClone()));
  return runs;
}

function makePreviewRuns(size) {
  const text = JSON.stringify(makeConnection(size));
  const next = JSON.parse(text);
  applyChanges(next);
  const body = JSON.stringify(makeBody(next));
  const makeCopies = () => {
    const before = JSON.parse(text);
    const after = structuredClone(before);
    applyPut(after, JSON.parse(body));
    return { before, after };
  };
  const withClone = (compare) => () => {
    const { before, after } = makeCopies();
    return { effects: compare(before, after), bytes: encode(after) };
  };
  const runs = {
    "connection-update": () => {
      const { effects, bytes } = preview(text, body);
      return { effects, bytes };
    },
    "structuredClone + microdiff": withClone(microdiff),
    "structuredClone + jsondiffpatch": withClone((before, after) => jsonDiff.diff(before, after)),
    "structuredClone + fast-json-patch": withClone((before, after) => jsonPatch.compare(before, after)),
    "immer + fast-json-patch": () => {
      const before = JSON.parse(text);
      const after = produce(before, (draft) => applyPut(draft, JSON.parse(body)));
      return { effects: jsonPatch.compare(before, after), bytes: encode(after) };
    },
  };
  const { after } = makeCopies();
  for (const run of Object.values(runs)) assert.deepEqual(decode(run().bytes), after);
  return runs;
}

function makeDiffRuns(size) {
  const text = JSON.stringify(makeConnection(size));
  const edited = JSON.parse(text);
  applyChanges(edited);
  const next = JSON.stringify(edited);
  const compareTexts = (compare) => () => compare(JSON.parse(text), JSON.parse(next));
  const runs = {
    "connection-update": () => diff(text, next).changes,
    microdiff: compareTexts(microdiff),
    jsondiffpatch: compareTexts((before, after) => jsonDiff.diff(before, after)),
    "fast-json-patch": compareTexts((before, after) => jsonPatch.compare(before, after)),
  };
  assert.deepEqual(runs["connection-update"](), CHANGES);
  for (const run of Object.values(runs)) assert.equal(Object.keys(run()).filter((key) => key !== "_t").length, 2);
  return runs;
}

function makeRebaseRuns(size) {
  const base = makeConnection(size);
  const text = JSON.stringify(base);
  const theirs = JSON.stringify({ ...base, name: "Theirs", baseUrl: "https://theirs.example" });
  const mine = JSON.parse(text);
  applyChanges(mine);
  const mineText = JSON.stringify(mine);
  // Finds conflicts by hand: the paths that two diffs have in common.
  const threeWay = (compare, pathOf) => () => {
    const before = JSON.parse(text);
    const own = compare(before, JSON.parse(mineText)).map(pathOf);
    const other = new Set(compare(before, JSON.parse(theirs)).map(pathOf));
    return { conflicts: own.filter((path) => other.has(path)) };
  };
  const runs = {
    "connection-update": () => rebase(text, diff(text, mineText).changes, theirs),
    microdiff: threeWay(microdiff, ({ path }) => path.join("/")),
    "fast-json-patch": threeWay(jsonPatch.compare, ({ path }) => path),
    jsondiffpatch: threeWay(
      (before, after) => Object.keys(jsonDiff.diff(before, after)),
      (path) => path,
    ),
  };
  for (const run of Object.values(runs)) assert.equal(run().conflicts.length, 1);
  return runs;
}

/**
 * Measures a plan, and the three calls that a save made before: the changes for the latest connection, the body, and the result.
 *
 * @param readDetails reads the effects and the issues too, which the package computes when they are first read
 */
function makePlanRuns(size, readDetails) {
  const text = JSON.stringify(makeConnection(size));
  const details = ({ effects, issues }) => effects.length + issues.length;
  const runs = {
    "connection-update": () => {
      const planned = plan(text, CHANGES);
      const { steps, bytes } = planned;
      return { body: steps[0].bytes, bytes, ...(readDetails && { count: details(planned) }) };
    },
    "rebase, merge and preview": () => {
      const rebased = rebase(text, CHANGES, text);
      const merged = merge(text, rebased.bytes);
      const previewed = preview(text, merged.bytes);
      return { body: merged.bytes, bytes: previewed.bytes, ...(readDetails && { count: details(previewed) }) };
    },
    "immer + jsondiffpatch": () => {
      const before = JSON.parse(text);
      const edited = produce(before, applyChanges);
      const { environments: _, ...body } = makeBody(edited);
      const after = produce(edited, (draft) => applyPut(draft, { ...body, environments: before.environments }));
      // Without the differences, nothing compares the two connections.
      return { body: encode(body), bytes: encode(after), effects: jsonDiff.diff(before, after) };
    },
  };
  const expected = runs["immer + jsondiffpatch"]();
  for (const run of Object.values(runs)) {
    const { body, bytes } = run();
    assert.deepEqual([decode(body), decode(bytes)], [decode(expected.body), decode(expected.bytes)]);
  }
  return runs;
}

/** The runs of each case for a size, by the name of the code that is measured. */
export const operations = {
  plan: (size) => makePlanRuns(size, false),
  "plan with effects and issues": (size) => makePlanRuns(size, true),
  merge: makeMergeRuns,
  preview: makePreviewRuns,
  diff: makeDiffRuns,
  rebase: makeRebaseRuns,
};
