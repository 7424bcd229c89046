// Measures edits, one keystroke at a time: a draft, a validation of the whole body after each edit, and an incremental validator
// that is written by hand for this one kind of edit.

import assert from "node:assert/strict";
import { ConnectionDraft, validate } from "connection-update";
import { sound } from "./bodies.mjs";
import { competitors } from "./competitors.mjs";

/** The edited field: a variable of the environment in the middle. */
function fieldPath({ environments }) {
  return ["environments", Math.floor(environments.length / 2), "variables", 1, "value"];
}

/** Returns the connection with another value of that field; all other parts are shared. */
function typed(connection, text) {
  const [, at, , index] = fieldPath(connection);
  const environment = connection.environments[at];
  const variables = environment.variables.with
    ? environment.variables.with(index, { ...environment.variables[index], value: text })
    : environment.variables.map((variable, n) => (n === index ? { ...variable, value: text } : variable));
  const environments = connection.environments.slice();
  environments[at] = { ...environment, variables };
  return { ...connection, environments };
}

/** Values to set in turn, so that each differs from the last. */
function texts() {
  let count = 0;
  return () => `typed ${count++ & 1023}`;
}

/** Returns a run of each competitor: it copies what leads to the field, then validates the whole connection. */
function competitorRuns(connection) {
  return Object.fromEntries(
    Object.entries(competitors).map(([name, { value: check }]) => {
      const next = texts();
      let current = connection;
      return [
        name,
        () => {
          current = typed(current, next());
          return check(current);
        },
      ];
    }),
  );
}

/** A validator by hand for variables only: a map of problems by path, and one rule. */
class ByHand {
  problems = new Map();

  constructor(connection) {
    this.connection = connection;
  }

  set(environment, variable, text) {
    this.connection.environments[environment].variables[variable].value = text;
    const key = `${environment}.${variable}`;
    if (typeof text === "string") this.problems.delete(key);
    else this.problems.set(key, "expected a string");
    return this.problems.size;
  }
}

export const drafts = {
  edit(size) {
    const connection = sound(size);
    const path = fieldPath(connection);
    const [draft, byHand, next, nextByHand] = [
      new ConnectionDraft(connection),
      new ByHand(sound(size)),
      texts(),
      texts(),
    ];
    draft.set(path, 7);
    assert.equal(draft.issues.length, 1);
    draft.set(path, "valid again");
    assert.equal(draft.issues.length, 0);
    return {
      "connection-update": () => {
        draft.set(path, next());
        return draft.issues.length;
      },
      "by hand": () => byHand.set(path[1], path[3], nextByHand()),
      ...competitorRuns(connection),
    };
  },
  update(size) {
    // Made before the measurement. Each shares all parts with the next, except those around the field.
    const connection = sound(size);
    const versions = Array.from({ length: 64 }, (_, n) => typed(connection, `typed ${n}`));
    const draft = new ConnectionDraft(connection);
    draft.replace(versions[0]);
    const turn = (check) => {
      let count = 0;
      return () => check(versions[++count & 63]);
    };
    return {
      "connection-update": turn((next) => {
        draft.replace(next);
        return draft.issues.length;
      }),
      ...Object.fromEntries(Object.entries(competitors).map(([name, { value }]) => [name, turn(value)])),
    };
  },
  open(size) {
    const text = JSON.stringify(sound(size));
    return {
      "connection-update": () => new ConnectionDraft(text).issues.length,
      "validate the text": () => validate(text).ok,
    };
  },
};
