// Measures merge, preview, diff and rebase, from text, and the code that a front end would otherwise write: an edited copy, by
// hand or with immer or a JSON Patch, and a general diff. Only this package validates.

import assert from "node:assert/strict";
import { diff, merge, preview, rebase } from "connection-update";
import jsonPatch from "fast-json-patch";
import { produce } from "immer";
import { create } from "jsondiffpatch";
import microdiff from "microdiff";
import { sound } from "./bodies.mjs";

const deltas = create({ objectHash: ({ id, name }) => id ?? name });

/** Returns a stored connection of a size, as the platform sends it. */
function stored(size) {
  const times = { createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-02T00:00:00Z" };
  const { environments, ...rest } = sound(size);
  const stored = environments.map(({ credentials: { action }, ...environment }) => ({
    ...environment,
    credentials: { action: action.map((one) => ({ ...one, credential: { id: one.id, type: "string", name: "key" } })) },
    ...times,
  }));
  return { ...rest, environments: stored, versions: [], ...times };
}

const CHANGES = { name: "Storefront EU", environmentVariables: { set: { VARIABLE_1: "other" } } };

/** Changes, and the same as edits of a copy. */
function edit(connection) {
  connection.name = CHANGES.name;
  connection.environmentVariables[1].value = CHANGES.environmentVariables.set.VARIABLE_1;
}
const PATCH = [
  { op: "replace", path: "/name", value: CHANGES.name },
  { op: "replace", path: "/environmentVariables/1/value", value: "other" },
];

/** Makes the body by hand: the required fields, and the lists that have changed. */
function bodyOf({ id, organisationId, name, protocol, baseUrl, environmentVariables, environments }) {
  const sent = environments.map(({ id, name, credentials: { action }, variables }) => ({
    id,
    name,
    credentials: { action: action.map(({ id, authSchemeConfig }) => ({ id, authSchemeConfig })) },
    variables,
  }));
  return { id, organisationId, name, protocol, baseUrl, environments: sent, environmentVariables };
}

/** Applies a PUT by hand. */
function put(connection, { name, baseUrl, environments, environmentVariables }) {
  const known = new Map(connection.environments.map((environment) => [environment.id, environment]));
  Object.assign(connection, { name, baseUrl, environmentVariables });
  connection.environments = environments.map(({ id }) => known.get(id));
  for (const environment of connection.environments) environment.variables = structuredClone(environmentVariables);
}

const encoder = new TextEncoder();
const encode = (value) => encoder.encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

function merging(size) {
  const current = stored(size);
  const text = JSON.stringify(current);
  // The environments are reordered, so that the whole list is sent.
  const ids = current.environments.map(({ id }) => id).reverse();
  const changes = { ...CHANGES, environments: { order: ids } };
  const reversed = (connection) => {
    edit(connection);
    connection.environments.reverse();
  };
  const runs = {
    "connection-update": () => merge(text, changes).bytes,
    structuredClone: () => {
      const next = structuredClone(JSON.parse(text));
      reversed(next);
      return encode(bodyOf(next));
    },
    immer: () => encode(bodyOf(produce(JSON.parse(text), reversed))),
    "fast-json-patch": () => {
      const next = jsonPatch.applyPatch(JSON.parse(text), PATCH).newDocument;
      next.environments.reverse();
      return encode(bodyOf(next));
    },
  };
  for (const run of Object.values(runs)) assert.deepEqual(decode(run()), decode(runs.structuredClone()));
  return runs;
}

function previewing(size) {
  const text = JSON.stringify(stored(size));
  const next = JSON.parse(text);
  edit(next);
  const body = JSON.stringify(bodyOf(next));
  const copied = () => {
    const before = JSON.parse(text);
    const after = structuredClone(before);
    put(after, JSON.parse(body));
    return { before, after };
  };
  const withClone = (compare) => () => {
    const { before, after } = copied();
    return { effects: compare(before, after), bytes: encode(after) };
  };
  const runs = {
    "connection-update": () => {
      const { effects, bytes } = preview(text, body);
      return { effects, bytes };
    },
    "structuredClone + microdiff": withClone(microdiff),
    "structuredClone + jsondiffpatch": withClone((before, after) => deltas.diff(before, after)),
    "structuredClone + fast-json-patch": withClone((before, after) => jsonPatch.compare(before, after)),
    "immer + fast-json-patch": () => {
      const before = JSON.parse(text);
      const after = produce(before, (draft) => put(draft, JSON.parse(body)));
      return { effects: jsonPatch.compare(before, after), bytes: encode(after) };
    },
  };
  const { after } = copied();
  for (const run of Object.values(runs)) assert.deepEqual(decode(run().bytes), after);
  return runs;
}

function comparing(size) {
  const text = JSON.stringify(stored(size));
  const edited = JSON.parse(text);
  edit(edited);
  const next = JSON.stringify(edited);
  const both = (compare) => () => compare(JSON.parse(text), JSON.parse(next));
  const runs = {
    "connection-update": () => diff(text, next).changes,
    microdiff: both(microdiff),
    jsondiffpatch: both((before, after) => deltas.diff(before, after)),
    "fast-json-patch": both((before, after) => jsonPatch.compare(before, after)),
  };
  assert.deepEqual(runs["connection-update"](), CHANGES);
  for (const run of Object.values(runs)) assert.equal(Object.keys(run()).filter((key) => key !== "_t").length, 2);
  return runs;
}

function rebasing(size) {
  const base = stored(size);
  const text = JSON.stringify(base);
  const theirs = JSON.stringify({ ...base, name: "Theirs", baseUrl: "https://theirs.example" });
  const mine = JSON.parse(text);
  edit(mine);
  const mineText = JSON.stringify(mine);
  // By hand: conflicts are the common paths of two diffs.
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
      (before, after) => Object.keys(deltas.diff(before, after)),
      (path) => path,
    ),
  };
  for (const run of Object.values(runs)) assert.equal(run().conflicts.length, 1);
  return runs;
}

/** The runs of every case for a size, by name of the code that is measured. */
export const operations = { merge: merging, preview: previewing, diff: comparing, rebase: rebasing };
