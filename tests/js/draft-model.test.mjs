// Compares a draft with a plain model, in which each list item has a hidden key. After every step, the value, the keys, the dirty
// and the touched parts of the draft are those of the model. RUNS=all makes ten times as many runs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectClient, ConnectionDraft } from "connection-update";
import fc from "fast-check";
import { isAboutEdit, ulid } from "./edits.mjs";
import { fixture } from "./fixtures.mjs";
import { assertOften, runs } from "./runs.mjs";
import { applyPut } from "./stored.mjs";

const STEPS = 60;

const { current } = await fixture("verbs");

let lastHidden = 0;

/** Returns a value as a model: each item of a list is an object with a hidden key and the item. */
function toModel(value, hiddenAt = () => ++lastHidden, path = [], hiddenPath = []) {
  if (Array.isArray(value)) {
    return value.map((inner, at) => {
      const hidden = hiddenAt(path, at, hiddenPath);
      return { hidden, item: toModel(inner, hiddenAt, [...path, at], [...hiddenPath, hidden]) };
    });
  }
  if (typeof value !== "object" || value === null) return value;
  const inside = ([key, inner]) => [key, toModel(inner, hiddenAt, [...path, key], [...hiddenPath, key])];
  return Object.fromEntries(Object.entries(value).map(inside));
}

const isObject = (value) => typeof value === "object" && value !== null;

/** Returns the value of a model. */
function toValue(model) {
  if (Array.isArray(model)) return model.map(({ item }) => toValue(item));
  if (!isObject(model)) return model;
  return Object.fromEntries(Object.entries(model).map(([key, inner]) => [key, toValue(inner)]));
}

/** Returns the part of a model at a path of indices. */
function partAt(model, path) {
  return path.reduce((part, key) => (Array.isArray(part) ? part[key]?.item : part?.[key]), model);
}

/** Translates a path of indices to a path of hidden keys. */
function hide(model, path) {
  let part = model;
  return path.map((key) => {
    if (!Array.isArray(part)) {
      part = part?.[key];
      return key;
    }
    const entry = part[key];
    part = entry?.item;
    return entry?.hidden ?? "none";
  });
}

/** Returns the part of the initial model that is at a path of hidden keys. */
function initialAt(base, hiddenPath) {
  return hiddenPath.reduce(
    (part, key) => (Array.isArray(part) ? part.find(({ hidden }) => hidden === key)?.item : part?.[key]),
    base,
  );
}

/** Returns a model in which `change` has replaced the part at a path. A part that is `undefined` is removed from its object. */
function changeAt(model, path, change) {
  if (path.length === 0) return change(model);
  const [key, ...rest] = path;
  if (Array.isArray(model)) {
    return model.map((entry, at) => (at === key ? { ...entry, item: changeAt(entry.item, rest, change) } : entry));
  }
  const inner = changeAt(model[key], rest, change);
  if (inner !== undefined) return { ...model, [key]: inner };
  const { [key]: _, ...others } = model;
  return others;
}

/** Returns the paths of all lists whose items can be edited. */
function listsOf(model) {
  const lists = ["environmentVariables", "authSchemeConfigs", "environments"].map((name) => [name]);
  for (const at of model.environments?.keys() ?? []) {
    lists.push(["environments", at, "variables"], ["environments", at, "credentials", "action"]);
  }
  return lists.filter((path) => Array.isArray(partAt(model, path)));
}

/** Returns the paths of all texts that can be edited. */
function textsOf(model) {
  const paths = [["name"], ["baseUrl"]];
  for (const list of listsOf(model)) {
    for (const at of partAt(model, list).keys()) {
      const names = list.at(-1) === "action" ? [] : list[0] === "authSchemeConfigs" ? ["name"] : ["name", "value"];
      for (const name of names)
        if (list[0] !== "environments" || list.length > 1 || name === "name") paths.push([...list, at, name]);
    }
  }
  return paths;
}

const pickFrom = (list, pick) => list[pick % list.length];

let created = 10;

/** Returns a new item for a list. Some of them repeat a name, or have an empty one. */
function newItem(list, text) {
  if (list.at(-1) === "environments") {
    return { name: text, credentials: { action: [] }, variables: [{ name: `V${created}`, value: "" }] };
  }
  if (list[0] === "authSchemeConfigs") return { schemeType: "api-key", name: text, in: "header" };
  if (list.at(-1) === "action") return { authSchemeConfig: { schemeType: "none" }, credential: { id: ulid(700) } };
  return { name: text, value: String(created++) };
}

const step = fc.record({
  kind: fc.constantFrom(
    ...["set", "set", "set", "insert", "insert", "remove", "move", "undo", "undo", "redo", "reset", "reset", "touch"],
    ...["reorder", "prepend", "omit", "edit", "save", "rebase"],
  ),
  pick: fc.nat(),
  other: fc.nat(),
  third: fc.nat(),
  text: fc.constantFrom("A", "B", "C", "", " X ", "Production", "x\ny", "Z1", "Z2", "Z3", "Z4"),
});

/** A draft and its model. */
class Run {
  draft = new ConnectionDraft(current, { touchedOnly: true });
  /** The same draft, but it shows all issues. */
  shadow = new ConnectionDraft(current);
  model = toModel(current);
  base = this.model;
  touched = new Set();
  past = [];
  future = [];
  keys = new Map();
  #hasChanged = false;
  counts;

  constructor(counts) {
    this.counts = counts;
    this.draft.subscribe(() => {
      this.#hasChanged = true;
    });
  }

  /** Edits both drafts. An item that is left as it is must be the same object of that draft, because another item can be equal. */
  edit(work, next, touchedPath) {
    this.#hasChanged = false;
    work(this.draft);
    work(this.shadow);
    for (const draft of [this.draft, this.shadow]) draft.checkpoint();
    if (!this.#hasChanged) return;
    this.past.push(this.model);
    this.future = [];
    this.model = next(this.model);
    if (touchedPath) this.touched.add(JSON.stringify(hide(this.model, touchedPath)));
  }

  async take({ kind, pick, other, third, text }) {
    const list = pickFrom(listsOf(this.model), pick);
    const length = list === undefined ? 0 : partAt(this.model, list).length;
    const place = length === 0 ? 0 : other % length;
    switch (kind) {
      case "set": {
        const path = pickFrom(textsOf(this.model), pick);
        return this.edit(
          (draft) => draft.set(path, text),
          (model) => changeAt(model, path, () => text),
          path,
        );
      }
      case "edit": {
        const path = pickFrom(textsOf(this.model), pick);
        // A replaced item with other members counts as edited as a whole.
        const isNew = path.length > 1 && partAt(this.model, path) === undefined;
        const touched = isNew ? path.slice(0, -1) : path;
        return this.edit(
          (draft) => draft.replace(changeValue(draft.value, path, text)),
          (model) => changeAt(model, path, () => text),
          touched,
        );
      }
      case "insert": {
        if (list === undefined) return;
        const [item, at] = [newItem(list, text), other % (length + 1)];
        const entry = { hidden: ++lastHidden, item: toModel(item) };
        return this.edit(
          (draft) => draft.insert(list, item, at),
          (model) => changeAt(model, list, (items) => spliced(items, at, 0, entry)),
        );
      }
      case "remove":
        if (length === 0) return;
        return this.edit(
          (draft) => draft.remove([...list, place]),
          (model) => changeAt(model, list, (items) => spliced(items, place, 1)),
        );
      case "move": {
        if (length === 0) return;
        const to = third % length;
        return this.edit(
          (draft) => draft.move(list, place, to),
          (model) => changeAt(model, list, (items) => spliced(spliced(items, place, 1), to, 0, items[place])),
        );
      }
      case "reorder":
        if (length === 0) return;
        return this.replaceItems(list, (items) => items.slice().reverse());
      case "prepend": {
        if (list === undefined) return;
        const item = newItem(list, text);
        const entry = { hidden: ++lastHidden, item: toModel(item) };
        return this.edit(
          (draft) => draft.replace(changeValue(draft.value, list, [item, ...draft.get(list)])),
          (model) => changeAt(model, list, (items) => [entry, ...items]),
        );
      }
      case "omit":
        if (length === 0) return;
        return this.replaceItems(list, (items) => spliced(items, place, 1));
      case "undo":
      case "redo": {
        const [from, to] = kind === "undo" ? [this.past, this.future] : [this.future, this.past];
        assert.equal(this.draft[kind](), from.length > 0);
        this.shadow[kind]();
        if (from.length === 0) return;
        to.push(this.model);
        this.model = from.pop();
        return;
      }
      case "reset": {
        const items = listsOf(this.model).flatMap((path) =>
          [...partAt(this.model, path).keys()].map((at) => [...path, at]),
        );
        const path = pickFrom([[], ...textsOf(this.model), ...listsOf(this.model), ...items], pick);
        const initial = initialAt(this.base, hide(this.model, path));
        const isItem = typeof path.at(-1) === "number";
        return this.edit(
          (draft) => draft.reset(path),
          (model) =>
            initial === undefined && isItem
              ? changeAt(model, path.slice(0, -1), (items) => spliced(items, path.at(-1), 1))
              : changeAt(model, path, () => initial),
        );
      }
      case "touch": {
        const path = pickFrom(textsOf(this.model), pick);
        this.draft.touch(path);
        this.touched.add(JSON.stringify(hide(this.model, path)));
        return;
      }
      case "save":
        return this.save();
      case "rebase":
        return this.rebase(pick, other, text);
    }
  }

  replaceItems(list, change) {
    this.edit(
      (draft) => draft.replace(changeValue(draft.value, list, change(draft.get(list)))),
      (model) => changeAt(model, list, change),
    );
  }

  /** Saves on a platform that trims names. All items keep their keys. */
  async save() {
    created += 20;
    let stored;
    let last;
    const fetch = async (request) => {
      if (request.method === "GET") return Response.json(stored);
      const answer = await applyPut(stored, request, () => ulid(1_000 + created - 10 + ++last));
      for (const list of [stored.environments, stored.environmentVariables ?? []]) {
        for (const item of list) {
          const name = item.name.trim();
          if (list.every((other) => other.name !== name)) item.name = name;
        }
      }
      return Response.json(answer);
    };
    const hadShared = this.draft.changes?.environmentVariables !== undefined;
    const before = new Map(listsOf(this.model).map((list) => [list.join("."), this.draft.keys?.(list)]));
    for (const draft of [this.draft, this.shadow]) {
      stored = structuredClone(draft.current);
      last = 0;
      const saved = await draft.save(new ConnectClient({ fetch }));
      if (!saved.ok) {
        assert.equal(saved.error.kind, "invalid", saved.error.message);
        this.counts.refused += 1;
        return;
      }
    }
    if (this.draft.unsupported.length > 0) throw new Stop();
    this.counts.saved += 1;
    assert.equal(this.draft.isDirty, false);
    for (const [name, keys] of before) {
      const list = name.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
      // The variables of the connection overwrite those of each environment, and edits of variables do not contain their order.
      if ((hadShared && list.at(-1) === "variables") || /ariables$/.test(name)) continue;
      assert.deepEqual(this.draft.keys?.(list), keys, name);
    }
    this.resync();
  }

  /** Rebases the draft without its edits. Items that are found again by id or a unique name keep their keys. */
  rebase(pick, other, text) {
    this.edit(
      (draft) => draft.reset(),
      () => this.base,
    );
    const latest = structuredClone(this.draft.current);
    latest.environments.splice(other % (latest.environments.length + 1), 0, {
      ...structuredClone(current.environments[0]),
      id: ulid(1_000 + ++created),
      name: `Theirs ${created}`,
    });
    const removed = pick % latest.environments.length;
    if (latest.environments.length > 4) latest.environments.splice(removed, 1);
    latest.environmentVariables?.unshift({ name: `THEIRS_${created}`, value: text });
    const before = this.keysByName();
    for (const draft of [this.draft, this.shadow]) assert.deepEqual(draft.rebase(latest).conflicts, []);
    for (const [name, key] of this.keysByName()) {
      if (key === undefined || !before.has(name)) continue;
      assert.equal(key, before.get(name), name);
      this.counts.followed += 1;
    }
    this.resync();
  }

  keysByName() {
    const { value } = this.draft;
    const found = ["environments", "environmentVariables"].flatMap((list) =>
      (value[list] ?? []).map(({ id, name }, at) => [`${list} ${id ?? name}`, this.draft.keys?.([list])[at]]),
    );
    const isUnique = ([name]) => found.filter(([other]) => other === name).length === 1;
    return new Map(found.filter(isUnique));
  }

  /** Reads the model from the draft, which has no edits. Its hidden keys follow the keys of the draft. */
  resync() {
    const hiddenAt = (path, at, hiddenPath) =>
      this.keys.get(nameOf(hiddenPath, this.draft.keys?.(path)[at])) ?? ++lastHidden;
    this.model = toModel(this.draft.value, hiddenAt);
    this.base = this.model;
    this.past = [];
    this.future = [];
  }

  check(pick) {
    const { draft, shadow, model } = this;
    assert.deepEqual(draft.value, toValue(model));
    const lists = listsOf(model);
    for (const list of draft.keys === undefined ? [] : lists) {
      const keys = draft.keys(list);
      assert.equal(keys.length, partAt(model, list).length);
      assert.equal(new Set(keys).size, keys.length, "keys are unique");
      assert.equal(draft.keys(list), keys);
      partAt(model, list).forEach(({ hidden }, at) => {
        const name = nameOf(hide(model, list), keys[at]);
        if (!this.keys.has(name)) this.keys.set(name, hidden);
        assert.equal(this.keys.get(name), hidden, `${list.join(".")} ${at}`);
      });
    }
    const items = lists.flatMap((path) => partAt(model, path).map((_, at) => [...path, at]));
    for (const path of [
      pickFrom([[], ...lists], pick),
      pickFrom([["name"], ...items], pick),
      pickFrom(textsOf(model), pick),
    ]) {
      const initial = toValue(initialAt(this.base, hide(model, path)));
      const now = toValue(partAt(model, path));
      const isSame = JSON.stringify(sorted(initial, path.at(-1))) === JSON.stringify(sorted(now, path.at(-1)));
      assert.equal(draft.isDirtyAt(path), !isSame, `dirty at ${path.join(".")}`);
    }
    const isTouched = (issue) => {
      const hidden = hide(model, issue.path);
      return (
        isAboutEdit(issue) ||
        [...hidden.keys(), hidden.length].some((end) => this.touched.has(JSON.stringify(hidden.slice(0, end))))
      );
    };
    const pointers = (issues) => issues.map(({ code, pointer }) => `${code} ${pointer}`);
    // While the variables have an error, losses are those of the last comparison, which depends on the edits.
    const isComparable = ({ code }) => code !== "overwritten-variables";
    const [shown, all] = [draft, shadow].map(({ issues }) => issues.filter(isComparable));
    assert.deepEqual(pointers(shown), pointers(all.filter(isTouched)));
    this.counts.shown += draft.issues.length;
  }
}

/** Names an item by the hidden path of its list and by its key. */
const nameOf = (hiddenList, key) => `${JSON.stringify(hiddenList)} ${key}`;

/** Thrown to end a run that the model does not describe further. */
class Stop extends Error {}

/** Sorts the members of all objects, and the variables of environments, whose order is not saved. */
function sorted(value, name) {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item));
    const isSet = name === "variables" && new Set(value.map(({ name }) => name)).size === value.length;
    return isSet ? items.sort((a, b) => (a.name < b.name ? -1 : 1)) : items;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key], key)]),
  );
}

function spliced(items, at, count, ...added) {
  const copy = items.slice();
  copy.splice(at, count, ...added);
  return copy;
}

/** Returns a value in which the part at a path is replaced. All other parts are shared. */
function changeValue(value, [key, ...rest], next) {
  if (key === undefined) return next;
  const copy = Array.isArray(value) ? value.slice() : { ...value };
  copy[key] = changeValue(value[key], rest, next);
  return copy;
}

test("after every edit, each item is the same item as in a plain model", async () => {
  const counts = { saved: 0, refused: 0, followed: 0, shown: 0 };
  const check = async (steps) => {
    const run = new Run(counts);
    try {
      for (const one of steps) {
        await run.take(one);
        run.check(one.third);
      }
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS, size: "max" }), check), {
    ...runs(200),
    includeErrorInReport: true,
    ...(process.env.SEED && { seed: Number(process.env.SEED) }),
  });
  assertOften(counts, 20);
});
