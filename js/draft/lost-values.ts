/**
 * Finds the environments that would lose own values to the edited variables of the connection. After an edit of a variable, compares
 * only the environments with an own value that equals the old or the new value.
 */

import type { Connection, Issue } from "../core/core.js";
import { areTrapIssues } from "../core/issues.js";
import type { CommonOptions } from "../core/options.js";
import { getOwn, valueAt } from "../core/path.js";
import { moveIssue } from "../core/place.js";
import { diffDraft } from "../operations/diff.js";
import { plan } from "../operations/plan.js";
import { validate } from "../operations/validate.js";
import type { SetEdit } from "./edits.js";
import { environmentsOf } from "./environments.js";
import { keyAt } from "./identity.js";
import { ItemFinder } from "./item-finder.js";
import { findKeyed, itemOf, type Keyed, memberOf } from "./rekey.js";
import { areSameVariables } from "./variables.js";

/** The values of variables by name. */
type Values = Map<unknown, unknown>;

/** The issues `overwritten-variables` of a draft. */
export class LostValues {
  readonly #common: CommonOptions;
  readonly #getBase: () => Keyed;
  readonly #baseIds = new ItemFinder("id");
  /** The keys of the stored environments with an own value, by the name and the value of the variable. */
  #owners: Map<unknown, Map<unknown, number[]>> | undefined;
  /** The issues if the stored list of variables were sent again, by the key of the environment. */
  #all: ReadonlyMap<number, Issue> | undefined;
  /** The issues of the environments that were compared, which replace those of `#all`. */
  readonly #compared = new Map<number, Issue | undefined>();
  /** The values of the edited variables of the connection; `undefined` if they are not edited. */
  #shared: Values | undefined;
  #isSharedStale = false;
  /** The environments to compare, by key. */
  #stale = new Set<number>();
  /** The environments whose variables may be edited, by key. Their issues depend on all variables of the connection. */
  readonly #edited = new Set<number>();
  /** The last environment that was added to `#edited`, until one is removed. */
  #lastEdited: number | undefined;

  constructor(common: CommonOptions, getBase: () => Keyed) {
    this.#common = common;
    this.#getBase = getBase;
  }

  /** Starts again with another stored connection. */
  reset(): void {
    this.#owners = undefined;
    this.#all = undefined;
    this.#edited.clear();
    this.#lastEdited = undefined;
    this.restart();
  }

  /** Compares all environments again. */
  restart(): void {
    this.#shared = undefined;
    this.#isSharedStale = true;
    this.#stale.clear();
  }

  /** True if a save would send the variables of the connection. */
  get isSharedEdited(): boolean {
    return this.#shared !== undefined;
  }

  /** Records an edit of the variables of the connection. */
  onSharedEdit(): void {
    this.#isSharedStale = true;
  }

  /**
   * Records that the text of a variable of the connection changed.
   *
   * @param value the connection after the edit
   */
  onSharedText({ path, before, after }: SetEdit, value: Keyed): void {
    const name = valueAt(value.value, [...path.slice(0, 2), "name"]);
    // If the list may be equal to the stored list again, all of it is compared.
    const shared = this.#isSharedStale ? undefined : this.#shared;
    if (shared?.get(name) !== before || valueAt(this.#getBase().value, path) === after) {
      this.#isSharedStale = true;
      return;
    }
    shared?.set(name, after);
    this.#markOwners(name, [before, after]);
    for (const key of this.#edited) {
      const own = readValues(findKeyed(["environments", key, "variables"], value).value).get(name);
      if (own === before || own === after || this.#hasOtherId(value, key)) this.#stale.add(key);
    }
  }

  /** Returns true if an environment has another id than the stored environment with the same key. */
  #hasOtherId(value: Keyed, key: number): boolean {
    const [id, stored] = [value, this.#getBase()].map((root) =>
      getOwn(findKeyed(["environments", key], root).value, "id"),
    );
    return id !== stored;
  }

  /** Records an edit of the variables of an environment, or that it was added or removed. Returns true if it must be compared. */
  onEnvironmentEdit(key: number): boolean {
    const isShared = this.#shared !== undefined;
    if (isShared) this.#stale.add(key);
    // Consecutive edits are often edits of one environment.
    else if (key === this.#lastEdited) return false;
    this.#lastEdited = key;
    this.#edited.add(key);
    return isShared;
  }

  /** Returns an issue for each environment that would lose values. */
  issues(): Issue[] {
    if (this.#shared === undefined) return [];
    const others = [...(this.#all ?? [])].flatMap(([key, issue]) => (this.#compared.has(key) ? [] : [issue]));
    const compared = [...this.#compared.values()].filter((issue) => issue !== undefined);
    return [...others, ...compared];
  }

  /** Compares what was edited. Returns true if an issue may have changed. */
  update(value: Keyed): boolean {
    const hasChanged = this.#isSharedStale && this.#updateShared(value);
    if (this.#shared === undefined || this.#stale.size === 0) {
      this.#stale.clear();
      return hasChanged;
    }
    const keys = this.#stale;
    this.#stale = new Set();
    this.#compare(value, keys);
    return true;
  }

  /** Finds the environments that an edit of the variables of the connection affects. Returns true if issues may have changed. */
  #updateShared(value: Keyed): boolean {
    this.#isSharedStale = false;
    const stored = getOwn(this.#getBase().value, "environmentVariables");
    const edited = getOwn(value.value, "environmentVariables");
    const wasEdited = this.#shared !== undefined;
    if (!Array.isArray(edited) || areSameVariables(edited, stored, true)) {
      this.#shared = undefined;
      return wasEdited;
    }
    const [before, after] = [this.#shared ?? readValues(stored), readValues(edited)];
    this.#shared = after;
    this.#all ??= this.#findAll();
    if (!wasEdited) this.#compared.clear();
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      if (before.get(name) !== after.get(name)) this.#markOwners(name, [before.get(name), after.get(name)]);
    }
    for (const key of this.#edited) this.#stale.add(key);
    return true;
  }

  /** Marks the environments that have one of these own values of a variable. */
  #markOwners(name: unknown, values: unknown[]): void {
    this.#owners ??= this.#findOwners();
    const owners = this.#owners.get(name);
    for (const value of values) for (const key of owners?.get(value) ?? []) this.#stale.add(key);
  }

  #findOwners(): Map<unknown, Map<unknown, number[]>> {
    const base = this.#getBase();
    const shared = readValues(getOwn(base.value, "environmentVariables"));
    const { keys } = memberOf(base, "environments");
    const owners = new Map<unknown, Map<unknown, number[]>>();
    environmentsOf(base.value).forEach((environment, index) => {
      for (const [name, value] of readValues(getOwn(environment, "variables"))) {
        if (shared.get(name) === value) continue;
        const byValue = owners.get(name) ?? new Map<unknown, number[]>();
        owners.set(name, byValue);
        const known = byValue.get(value);
        if (known === undefined) byValue.set(value, [keyAt(keys, index)]);
        else known.push(keyAt(keys, index));
      }
    });
    return owners;
  }

  /** Returns the issues if the stored list of variables were sent again. */
  #findAll(): ReadonlyMap<number, Issue> {
    const base = this.#getBase();
    const { environments: _, ...body } = base.value as Record<string, unknown>;
    const { issues } = validate(
      { ...body, environmentVariables: body.environmentVariables ?? [] },
      { ...this.#common, current: base.value as never },
    );
    const { keys } = memberOf(base, "environments");
    const environments = environmentsOf(base.value);
    const byId = new Map(environments.map((environment, index) => [getOwn(environment, "id"), keyAt(keys, index)]));
    return new Map(
      issues.flatMap((issue) => {
        const key = issue.code === "overwritten-variables" ? byId.get(issue.params.id) : undefined;
        return key === undefined ? [] : [[key, issue] as const];
      }),
    );
  }

  /** Compares environments. */
  #compare(value: Keyed, keys: Set<number>): void {
    const base = this.#getBase();
    const [list, stored] = [value, base].map((root) => memberOf(root, "environments")) as [Keyed, Keyed];
    const storedEnvironments = environmentsOf(base.value);
    const byId = new Map<unknown, number>();
    const environments: unknown[] = [];
    const edited: unknown[] = [];
    for (const key of keys) {
      this.#compared.set(key, undefined);
      const now = itemOf(list, key).value;
      const id = getOwn(now, "id");
      if (id === undefined) continue;
      // The platform finds an environment by its id, which an edit can have changed to that of another stored environment.
      const isSame = id === getOwn(itemOf(stored, key).value, "id");
      const before = isSame
        ? itemOf(stored, key).value
        : storedEnvironments[this.#baseIds.find(storedEnvironments, id)];
      if (before === undefined) continue;
      const variables = getOwn(now, "variables");
      if (isSame && areSameVariables(variables, getOwn(before, "variables"), false)) {
        this.#edited.delete(key);
        this.#lastEdited = undefined;
      }
      byId.set(id, key);
      environments.push(before);
      // If the variables of an environment are edited, its own request can send all of them.
      edited.push({ ...(before as object), variables });
    }
    if (environments.length === 0) return;
    const current = { ...(base.value as object), environments } as unknown as Connection;
    const environmentVariables = getOwn(value.value, "environmentVariables");
    const next = { ...(current as object), environmentVariables, environments: edited };
    const diffed = diffDraft(current, next, this.#common);
    const planned = diffed.ok ? plan(current, diffed.bytes, this.#common) : diffed;
    if (areTrapIssues(planned.issues)) throw new Error("the comparison failed");
    // The variables have an error, or two environments the same id. All are compared again after the next edit.
    if (!planned.ok) for (const key of keys) this.#stale.add(key);
    for (const issue of planned.issues) {
      const key = issue.code === "overwritten-variables" ? byId.get(issue.params.id) : undefined;
      if (key !== undefined) this.#compared.set(key, moveIssue(issue, ["environmentVariables"]));
    }
  }
}

/** Returns the values of variables by name. */
function readValues(variables: unknown): Values {
  const list = Array.isArray(variables) ? variables : [];
  return new Map(list.map((variable) => [getOwn(variable, "name"), getOwn(variable, "value")]));
}
