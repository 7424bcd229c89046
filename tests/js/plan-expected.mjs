// Returns what the contract promises for an edited connection: the connection that is stored in the end, and the edits that no
// request can make. Made from the contract alone; it does not use the package.

import { isDeepStrictEqual } from "node:util";
import { entriesOf, haveSameVariables, toMap, USAGES } from "./plan-model.mjs";

const toVariables = (map) => [...map].map(([name, value]) => ({ name, value }));

/**
 * Returns the list of an environment that keeps its own values, by the contract's table: inherited names follow the shared list,
 * other names stay, and names that are new in the shared list are added.
 */
export function keepOwnValues(own, before, after) {
  const [ownValues, old, now] = [own, before, after].map(toMap);
  const kept = [...ownValues].flatMap(([name, value]) => {
    if (!old.has(name) || old.get(name) !== value) return [[name, value]];
    return now.has(name) ? [[name, now.get(name)]] : [];
  });
  const added = [...now].filter(([name]) => !ownValues.has(name) && !old.has(name));
  return toVariables(new Map([...kept, ...added]));
}

/** Applies the edit that turns `before` into `after`, name by name, to another list. */
export function applyVariableEdit(list, before = [], after = []) {
  const [values, old, now] = [list, before, after].map(toMap);
  for (const name of old.keys()) if (!now.has(name)) values.delete(name);
  for (const [name, value] of now) if (!old.has(name) || old.get(name) !== value) values.set(name, value);
  return toVariables(values);
}

/**
 * Returns the environments whose renames form circles, and true if a rename is blocked: a new environment needs the old name, and
 * the new name belongs to an environment that the same request deletes.
 */
export function findNameConflicts(current, next) {
  const targets = new Map(next.environments.filter(({ id }) => id).map(({ id, name }) => [id, name]));
  const byName = new Map(current.environments.map((environment) => [environment.name, environment]));
  const created = new Set(next.environments.filter(({ id }) => !id).map(({ name }) => name));
  const circular = new Set();
  let isBlocked = false;
  for (const start of current.environments.filter(({ id, name }) => targets.has(id) && targets.get(id) !== name)) {
    // Follows the names: each is needed by one environment, and belongs to the next one.
    const chain = [start.id];
    let owner = byName.get(targets.get(start.id));
    while (owner !== undefined && targets.has(owner.id) && targets.get(owner.id) !== owner.name) {
      if (owner === start) break;
      chain.push(owner.id);
      owner = byName.get(targets.get(owner.id));
    }
    if (owner === start) circular.add(start.id);
    else if (owner !== undefined && created.has(start.name)) isBlocked = true;
  }
  return { circular, isBlocked };
}

/** Returns the entries of a usage after the edits that a request can make, and the reasons of the others. */
function expectEntries(stored, wanted) {
  const reasons = new Set();
  const byId = new Map(stored.map((entry) => [entry.id, entry]));
  const hasOtherEntries = !isDeepStrictEqual(wanted.map(({ id }) => id).sort(), [...byId.keys()].sort());
  if (hasOtherEntries) reasons.add("entries");
  const edited = wanted
    .filter(({ id }) => byId.has(id))
    .map((entry) => {
      const before = byId.get(entry.id);
      const isSameType = entry.authSchemeConfig.schemeType === before.authSchemeConfig.schemeType;
      if (!isSameType) reasons.add("scheme-type");
      // Another id is another credential, whose name and data differ too.
      if (before.credential.id !== entry.credential.id) reasons.add("entries");
      else if (!isDeepStrictEqual(before.credential, entry.credential)) reasons.add("credential");
      return isSameType ? { ...before, authSchemeConfig: entry.authSchemeConfig } : before;
    });
  return { entries: hasOtherEntries ? stored : edited, hasOtherEntries, reasons };
}

/** Returns true if members differ that no request can change: times, and what the contract does not know. */
function hasReadOnlyEdits(before, after) {
  const others = ({ id, name, credentials, variables, ...rest }) => rest;
  return !isDeepStrictEqual(others(before), others(after));
}

/**
 * Returns the connection that is stored after a plan for `next`, without ids of what is new.
 *
 * - `unsupported` contains the reasons of the edits that cannot be made, each after the id of its environment, or `connection`.
 * - `loose` contains the usages whose entries cannot become what is wanted, as `id usage`: their order and their other edits are
 *   not defined.
 */
export function expectEnd(current, next, { ownValues, sharesVariables }) {
  const unsupported = new Set();
  const loose = new Set();
  const { circular } = findNameConflicts(current, next);
  const [oldShared, newShared] = [current, next].map(({ environmentVariables = [] }) => environmentVariables);
  const environments = next.environments.map((wanted) => {
    // A new environment without a list gets what the platform gives it.
    if (!wanted.id) return { ...wanted, variables: wanted.variables ?? (sharesVariables ? newShared : []) };
    const stored = current.environments.find(({ id }) => id === wanted.id);
    const report = (reason) => unsupported.add(`${stored.id} ${reason}`);
    if (circular.has(stored.id)) report("name-cycle");
    if (hasReadOnlyEdits(stored, wanted)) report("read-only");
    const credentials = USAGES.map((usage) => {
      const { entries, hasOtherEntries, reasons } = expectEntries(entriesOf(stored, usage), entriesOf(wanted, usage));
      for (const reason of reasons) report(reason);
      if (hasOtherEntries) loose.add(`${stored.id} ${usage}`);
      return [usage, entries];
    });
    const isEdited = !haveSameVariables(stored.variables, wanted.variables);
    let variables = wanted.variables ?? [];
    if (sharesVariables && ownValues === "keep") {
      const kept = keepOwnValues(stored.variables, oldShared, newShared);
      variables = applyVariableEdit(kept, stored.variables, wanted.variables);
    } else if (sharesVariables && !isEdited) {
      variables = newShared;
    }
    const name = circular.has(stored.id) ? stored.name : wanted.name;
    return { ...stored, name, credentials: Object.fromEntries(credentials), variables };
  });
  for (const name of ["versions", "createdAt", "updatedAt"]) {
    if (!isDeepStrictEqual(current[name], next[name])) unsupported.add("connection read-only");
  }
  const { versions, createdAt, updatedAt } = current;
  const times = { ...(versions && { versions }), ...(createdAt && { createdAt }), ...(updatedAt && { updatedAt }) };
  return { connection: { ...next, ...times, environments }, unsupported, loose };
}

/** Returns a comparable connection in which loose usages are the sorted ids of their entries. */
export function loosen(comparable, loose) {
  const environments = comparable.environments.map((environment) => {
    const usages = Object.entries(environment.credentials).map(([usage, entries]) => [
      usage,
      loose.has(`${environment.id} ${usage}`) ? entries.map(({ id }) => id).sort() : entries,
    ]);
    return { ...environment, credentials: Object.fromEntries(usages) };
  });
  return { ...comparable, environments };
}

/** Returns the names of an environment's own values: they are not those of the shared list. */
export function findOwnNames({ variables }, { environmentVariables }) {
  const shared = toMap(environmentVariables);
  return [...toMap(variables)].filter(([name, value]) => shared.get(name) !== value).map(([name]) => name);
}
