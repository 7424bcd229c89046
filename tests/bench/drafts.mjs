// Measures one keystroke in three ways: as an edit of a draft, with a validation of the whole body after each edit, and with an
// incremental validator that is written by hand for this one kind of edit.

import assert from "node:assert/strict";
import { ConnectionDraft, validate } from "connection-update";
import { makeValidBody } from "./bodies.mjs";
import { competitors } from "./competitors.mjs";

/** Returns the path of the edited field: a variable's value in the middle environment. */
function findFieldPath({ environments }) {
  return ["environments", Math.floor(environments.length / 2), "variables", 1, "value"];
}

/** Returns the connection with another value of that field. It shares all other parts with the given connection. */
function editField(connection, text) {
  const [, at, , index] = findFieldPath(connection);
  const environment = connection.environments[at];
  const variables = environment.variables.with
    ? environment.variables.with(index, { ...environment.variables[index], value: text })
    : environment.variables.map((variable, n) => (n === index ? { ...variable, value: text } : variable));
  const environments = connection.environments.slice();
  environments[at] = { ...environment, variables };
  return { ...connection, environments };
}

/** Returns a function whose every call returns a text that differs from the one before. */
function makeTextSource() {
  let count = 0;
  return () => `typed ${count++ & 1023}`;
}

/** Returns a run for each competitor. It copies the objects on the path of the field, then validates the whole connection. */
function makeCompetitorRuns(connection) {
  return Object.fromEntries(
    Object.entries(competitors).map(([name, { checkValue }]) => {
      const next = makeTextSource();
      let current = connection;
      return [
        name,
        () => {
          current = editField(current, next());
          return checkValue(current);
        },
      ];
    }),
  );
}

/** An incremental validator for variables only, with one rule. It has a map of problems by path. */
class HandWrittenValidator {
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

/** The runs of each case for a size, by the name of the code that is measured. */
export const drafts = {
  edit(size) {
    const connection = makeValidBody(size);
    const path = findFieldPath(connection);
    const [draft, handWritten, next, nextForHandWritten] = [
      new ConnectionDraft(connection),
      new HandWrittenValidator(makeValidBody(size)),
      makeTextSource(),
      makeTextSource(),
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
      "by hand": () => handWritten.set(path[1], path[3], nextForHandWritten()),
      ...makeCompetitorRuns(connection),
    };
  },
  update(size) {
    // These are made before the measurement. They share all parts, except the objects on the path of the field.
    const connection = makeValidBody(size);
    const versions = Array.from({ length: 64 }, (_, n) => editField(connection, `typed ${n}`));
    const draft = new ConnectionDraft(connection);
    draft.replace(versions[0]);
    const checkInTurn = (check) => {
      let count = 0;
      return () => check(versions[++count & 63]);
    };
    return {
      "connection-update": checkInTurn((next) => {
        draft.replace(next);
        return draft.issues.length;
      }),
      ...Object.fromEntries(
        Object.entries(competitors).map(([name, { checkValue }]) => [name, checkInTurn(checkValue)]),
      ),
    };
  },
  open(size) {
    const text = JSON.stringify(makeValidBody(size));
    return {
      "connection-update": () => new ConnectionDraft(text).issues.length,
      "validate the text": () => validate(text).ok,
    };
  },
};
