/** Describes conflicts for people: takes a conflict, and returns its three sides as text. */

import type { Conflict, DraftConnection, Immutable } from "connection-update";
import { asObjects, asString } from "../lib/coerce.ts";
import { labelOfMember } from "../lib/labels.ts";
import { createSecretMask, URL_MEMBERS } from "../lib/mask.ts";
import type { Path } from "../lib/path.ts";
import { plural } from "../lib/plural.ts";
import {
  describeContent,
  describeEntry,
  describeScheme,
  describeSchemeInFull,
  formatSchemeMember,
  labelOfItem,
  labelOfPath,
  nameOfEnvironment,
} from "./labels.ts";
import { changedMembers } from "./schemes.ts";
import { type Fields, findMoved, getOwn, isObject, readUrl, toComparable, valuesByName } from "./values.ts";

/** The texts of the three sides. A side without the value is absent: it removed the value, or never had it. */
export interface ConflictSides {
  base?: string;
  latest?: string;
  mine?: string;
}

/** One item in which the sides of a conflict differ, such as one variable of a list. */
export interface ConflictChange extends ConflictSides {
  /** The item, such as "PAGE_SIZE" or "Send in". It is unique in the conflict. */
  label: string;
  isSecret: boolean;
  isCode: boolean;
}

/** A conflict in words. */
export interface ConflictDescription extends ConflictSides {
  /** A text that identifies the conflict. `describeConflicts` makes it unique in a list. */
  id: string;
  /** The value that the conflict is about, such as "Variable REGION", "Staging: PAGE_SIZE" or "Order of environments". */
  title: string;
  /** One sentence about what both sides did. */
  label: string;
  /** True if the texts can contain a secret. They are to be masked until the user reveals them. */
  isSecret: boolean;
  /** The texts to show while the values are masked. If it is absent, the whole texts are to be masked. */
  masked?: ConflictSides;
  /** True if the texts are code, such as a URL, the value of a variable, or JSON. */
  isCode: boolean;
  /** True if each line of a text is an item. */
  isList: boolean;
  /** The items in which the sides differ. Absent if the conflict is about one value, or about an order. */
  changes?: ConflictChange[];
}

type Side = keyof ConflictSides;

/** The values of the three sides. */
type Values = Partial<Record<Side, unknown>>;

const SIDES: readonly Side[] = ["base", "latest", "mine"];

/** Maximum number of items in the text of a list. Of longer lists, only the items that differ are shown. */
const MAX_ITEMS = 12;

/**
 * Describes a conflict.
 *
 * @param latest the value of the draft after the rebase; it contains the names of the environments
 */
export function describeConflict(conflict: Conflict, latest: Immutable<DraftConnection>): ConflictDescription {
  const { kind, path, environment, name, mine } = conflict;
  const id = [kind, environment?.id ?? "", path.join("/"), name ?? "", mine?.join("/") ?? ""].join("|");
  return {
    id,
    isSecret: false,
    isCode: false,
    isList: false,
    ...describe(conflict, latest as unknown as Fields),
  };
}

/** Describes conflicts. Their ids are unique. */
export function describeConflicts(
  conflicts: readonly Conflict[],
  latest: Immutable<DraftConnection>,
): ConflictDescription[] {
  const counts = new Map<string, number>();
  return conflicts.map((conflict) => {
    const description = describeConflict(conflict, latest);
    const count = (counts.get(description.id) ?? 0) + 1;
    counts.set(description.id, count);
    return count === 1 ? description : { ...description, id: `${description.id}#${count}` };
  });
}

/** A description without the members that have defaults. */
type Described = Pick<ConflictDescription, "title" | "label"> & Partial<ConflictDescription>;

function describe(conflict: Conflict, latest: Fields): Described {
  const { kind, path, environment, name, count = 0 } = conflict;
  if (kind === "more") {
    return { title: `${plural(count, "more conflict")}`, label: "Your choice applies to all of them." };
  }
  if (name !== undefined) return describeVariable(conflict, name);
  const [field, index, member] = path;
  if (field === "environmentVariables") return { title: "Variables", ...describeVariables(conflict, latest) };
  if (field === "authSchemeConfigs" && index === undefined) {
    const values = readLists(conflict.values);
    return {
      title: "Auth schemes",
      label: labelOf(conflict),
      ...listSides(values, describeScheme, describeSchemeInFull),
    };
  }
  if (field !== "environments" || (index !== undefined && environment === undefined)) {
    return {
      title: labelOfPath(path) || "Connection",
      label: labelOf(conflict),
      ...describeValue(path, conflict.values),
    };
  }
  if (index === undefined) return describeOrder(conflict, latest);
  const owner = nameOfEnvironment(environment);
  if (member === undefined) return describeEnvironment(conflict, owner);
  if (member === "name") return describeName(conflict, owner, latest);
  if (member === "variables") return { title: `${owner}: Variables`, ...describeVariables(conflict, latest) };
  if (member === "credentials") return describeCredentials(conflict, owner);
  const inside = path.slice(2);
  return {
    title: `${owner}: ${labelOfPath(inside)}`,
    label: labelOf(conflict),
    ...describeValue(inside, conflict.values),
  };
}

/** Returns a sentence about what both sides did. */
function labelOf({ kind }: Conflict): string {
  switch (kind) {
    case "deleted":
      return "They removed this, and you changed it.";
    case "edited":
      return "They changed this, and you removed it.";
    case "order":
      return "You both changed the order.";
    case "list":
      return "You both changed this list.";
    default:
      return "You both changed this.";
  }
}

function describeVariable(conflict: Conflict, name: string): Described {
  const { environment, kind, values } = conflict;
  const title = environment === undefined ? `Variable ${name}` : `${nameOfEnvironment(environment)}: ${name}`;
  const { base, latest, mine } = values;
  // Changes can contain the whole list.
  const own = kind === "edited" ? undefined : Array.isArray(mine) ? valuesByName(mine).get(name) : mine;
  const sides = toSides({ base, latest, mine: own }, toText);
  return { title, label: labelOf(conflict), ...sides, isSecret: true, isCode: true };
}

/** Describes a conflict about a list of variables: of the connection, or of an environment. */
function describeVariables(conflict: Conflict, latest: Fields): Omit<Described, "title"> {
  const { kind, values } = conflict;
  const isOverwritten = kind === "overwritten";
  const mine = applyVariableChanges(isOverwritten ? latest.environmentVariables : values.latest, values.mine);
  const lists: Values = { base: values.base, latest: values.latest, mine };
  const label = isOverwritten
    ? "They changed variables of this environment, and your change of the shared variables replaces them."
    : labelOf(conflict);
  const changes = compareVariables(lists);
  const hasRepeats = SIDES.some((side) => asObjects(lists[side]).length > valuesByName(lists[side]).size);
  if (changes.length > 0 && !hasRepeats) return { label, ...fromChanges(changes) };
  // The lists differ in their order alone, or in repeated names.
  const toLine = (variable: unknown) => `${asString(getOwn(variable, "name"))}=${toText(getOwn(variable, "value"))}`;
  return { label, ...listSides(readLists(lists), toLine, toLine), isSecret: true, isCode: true };
}

/** Returns the variables that differ between the lists of sides. */
function compareVariables(lists: Values, sides: readonly Side[] = SIDES): ConflictChange[] {
  const values = new Map(sides.map((side) => [side, valuesByName(lists[side])]));
  const names = new Set([...values.values()].flatMap((list) => [...list.keys()]));
  return [...names].flatMap((name) => {
    const versions = Object.fromEntries([...values].map(([side, list]) => [side, list.get(name)]));
    if (new Set(Object.values(versions)).size === 1) return [];
    return { label: name, ...toSides(versions, toText), isSecret: true, isCode: true };
  });
}

/** Applies the changes of a list of variables: a whole list, or edits by name. */
function applyVariableChanges(list: unknown, changes: unknown): unknown {
  if (!isObject(changes)) return changes;
  const values = valuesByName(list);
  for (const name of Array.isArray(changes.remove) ? changes.remove : []) values.delete(asString(name));
  for (const [name, value] of Object.entries(isObject(changes.set) ? changes.set : {})) values.set(name, toText(value));
  return [...values].map(([name, value]) => ({ name, value }));
}

/** Describes a conflict about the order of the environments, or about the whole list. */
function describeOrder(conflict: Conflict, draft: Fields): Described {
  const { base, latest, mine } = conflict.values;
  const names = new Map<unknown, string>();
  for (const environment of [draft.environments, base, latest].flatMap(asObjects)) {
    if (environment.id !== undefined) names.set(environment.id, nameOfEnvironment(environment));
  }
  const wanted = readOrder(mine);
  const isListed = new Set(wanted);
  // Environments that only the latest connection has come last.
  const others = asObjects(latest).flatMap(({ id }) => (isListed.has(id) ? [] : [id]));
  const isEdits = isObject(mine);
  const known = new Set(asObjects(latest).map(({ id }) => id));
  const own = [...wanted.filter((item) => isObject(item) || known.has(item)), ...(isEdits ? others : [])];
  const toItem = (environment: Fields) => environment.id ?? environment;
  const lists = {
    base: base === undefined ? undefined : asObjects(base).map(toItem),
    latest: latest === undefined ? undefined : asObjects(latest).map(toItem),
    mine: mine === undefined ? undefined : own,
  };
  const nameOf = (item: unknown) => names.get(item) ?? nameOfEnvironment(item);
  return { title: "Order of environments", label: labelOf(conflict), ...orderSides(lists, nameOf) };
}

/** Returns the environments of changes in their order: ids of stored environments, and new environments as objects. */
function readOrder(mine: unknown): unknown[] {
  if (Array.isArray(mine)) return asObjects(mine).map((environment) => environment.id ?? environment);
  if (!isObject(mine) || !Array.isArray(mine.order)) return [];
  const added = asObjects(mine.add);
  return mine.order.map((item) => (typeof item === "number" ? (added[item] ?? {}) : item));
}

/** Formats lists that differ in their order. Of long lists, shows only the items that the two sides put at different positions. */
function orderSides(
  lists: Partial<Record<Side, unknown[] | undefined>>,
  nameOf: (item: unknown) => string,
): Partial<Described> {
  const { latest = [], mine = [] } = lists;
  const isLong = Math.max(latest.length, mine.length, lists.base?.length ?? 0) > MAX_ITEMS;
  const positions = new Map(mine.map((item, position) => [item, position]));
  const shared = latest.filter((item) => positions.has(item));
  const moved = new Set(findMoved(shared.map((item) => positions.get(item) as number)).map((at) => shared[at]));
  const format = (list: unknown) =>
    (list as unknown[])
      .flatMap((item, at) => (!isLong || moved.has(item) || !positions.has(item) ? `${at + 1}. ${nameOf(item)}` : []))
      .join("\n");
  return { ...toSides(lists, format), isList: true };
}

/** Describes a conflict about a whole environment. */
function describeEnvironment(conflict: Conflict, owner: string): Described {
  const { kind, values } = conflict;
  const title = `Environment ${owner}`;
  if (kind === "same-name") {
    const label = "They created an environment with this name, and so did you.";
    return { title, label, ...toSides({ latest: values.latest, mine: values.mine }, describeContent) };
  }
  if (kind === "deleted") {
    const label = "They deleted this environment, and you changed it.";
    const changes = compareEnvironments({ base: values.base, mine: applyEnvironmentChanges(values.base, values.mine) });
    return { title, label, ...fromChanges(changes, "latest") };
  }
  if (kind === "edited") {
    const label = "They changed this environment, and you deleted it.";
    return { title, label, ...fromChanges(compareEnvironments({ base: values.base, latest: values.latest }), "mine") };
  }
  return { title, label: labelOf(conflict), ...fromChanges(compareEnvironments(values)) };
}

/** Applies the changes of an environment, as far as `compareEnvironments` compares it. */
function applyEnvironmentChanges(environment: unknown, changes: unknown): unknown {
  if (!isObject(environment) || !isObject(changes)) return changes;
  const credentials = { ...(environment.credentials as Fields) };
  for (const [usage, list] of Object.entries(isObject(changes.credentials) ? changes.credentials : {})) {
    credentials[usage] = completeEntries(list, [credentials[usage]]);
  }
  const variables =
    changes.variables === undefined
      ? environment.variables
      : applyVariableChanges(environment.variables, changes.variables);
  return { ...environment, ...changes, credentials, variables };
}

/** Returns the items that differ between versions of an environment. */
function compareEnvironments(versions: Values): ConflictChange[] {
  const present = SIDES.filter((side) => versions[side] !== undefined);
  const pick = (member: string): Values =>
    Object.fromEntries(present.map((side) => [side, getOwn(versions[side], member)]));
  const differs = (values: Values) => new Set(present.map((side) => toComparable(values[side]))).size > 1;
  const changes: ConflictChange[] = [];
  const name = pick("name");
  if (differs(name)) changes.push({ label: "Name", ...toSides(name, toText), isSecret: false, isCode: false });
  changes.push(...compareVariables(pick("variables"), present));
  const credentials = pick("credentials");
  const usages = new Set(present.flatMap((side) => Object.keys((credentials[side] as Fields | undefined) ?? {})));
  for (const usage of usages) {
    const lists = Object.fromEntries(present.map((side) => [side, getOwn(credentials[side], usage)]));
    if (!differs(lists)) continue;
    const { base, latest, mine } = listSides(readLists(lists), describeEntry, describeEntryInFull);
    const sides = toSides({ base, latest, mine }, toText);
    changes.push({ label: labelOfMember(usage), ...sides, isSecret: false, isCode: false });
  }
  return changes;
}

/** Describes a conflict about the name of an environment. */
function describeName(conflict: Conflict, owner: string, latest: Fields): Described {
  const { kind, values, mine = [] } = conflict;
  if (kind !== "same-name") {
    const known = typeof values.base === "string" ? values.base : owner;
    return { title: `${known}: Name`, label: "You both renamed this environment.", ...toSides(values, toText) };
  }
  // The environment of the conflict is the other one that has the name.
  const renamed = asObjects(latest.environments).find(({ id }) => id === mine[2]);
  const now = nameOfEnvironment(renamed);
  const label = `Another environment is called "${owner}" now. Names must be unique.`;
  return { title: `${now}: Name`, label, ...toSides({ base: now, latest: now, mine: values.mine }, toText) };
}

/** Describes a conflict about credentials of an environment, or about a part of them. */
function describeCredentials(conflict: Conflict, owner: string): Described {
  const { path, kind, values } = conflict;
  const [usage, index, member] = path.slice(3);
  const label = labelOf(conflict);
  if (typeof usage !== "string") {
    return { title: `${owner}: Credentials`, label, ...describeValue(["credentials"], values) };
  }
  if (typeof index !== "number") {
    const stored = [values.base, values.latest];
    const mine = completeEntries(values.mine, stored);
    const title = kind === "order" ? `Order of ${labelOfMember(usage).toLowerCase()}` : labelOfMember(usage);
    const lists = readLists({ ...values, ...(mine !== undefined && { mine }) });
    const sentence = kind === "deleted" ? "They removed a credential that you changed." : label;
    return { title: `${owner}: ${title}`, label: sentence, ...listSides(lists, describeEntry, describeEntryInFull) };
  }
  const title = `${owner}: ${labelOfItem(usage, index)}`;
  if (member === "authSchemeConfig" && path.length === 6) {
    return { title: `${title}: Auth scheme`, label, ...describeMembers(values, formatSchemeMember) };
  }
  const rest = member === "credential" ? path.slice(6) : path.slice(5);
  const name = labelOfPath(rest);
  return { title: name === "" ? title : `${title}: ${name}`, label, ...describeValue(path.slice(2), values) };
}

/** Adds to entries of changes what the stored entries with the same ids contain. */
function completeEntries(list: unknown, stored: readonly unknown[]): unknown {
  if (!Array.isArray(list)) return list;
  const known = new Map(stored.flatMap(asObjects).map((entry) => [entry.id, entry]));
  return asObjects(list).map((entry) => ({ ...known.get(entry.id), ...entry }));
}

function describeEntryInFull(entry: unknown): string {
  const scheme = getOwn(entry, "authSchemeConfig");
  const lines = scheme === undefined ? "" : `\n${describeSchemeInFull(scheme)}`;
  return `${describeEntry(entry)}${lines}`;
}

/** Describes a value of any type. Objects are compared by their members. */
function describeValue(path: Path, values: Values): Partial<Described> {
  const member = path.at(-1);
  const present = SIDES.filter((side) => values[side] !== undefined);
  if (typeof member === "string" && URL_MEMBERS.has(member)) return describeUrl(values);
  if (present.length > 1 && present.every((side) => isObject(values[side]))) {
    return describeMembers(values);
  }
  const { json } = createSecretMask();
  const isText = present.every((side) => typeof values[side] === "string");
  return {
    ...toSides(values, (value) => (typeof value === "string" ? value : json(value))),
    isSecret: isText && (path.includes("data") || member === "value"),
    isCode: !isText || member === "datasetId",
  };
}

function describeUrl(values: Values): Partial<Described> {
  const isSecret = SIDES.some((side) => readUrl(toText(values[side])).isSecret);
  const masked = toSides(values, (value) => readUrl(toText(value)).masked);
  return { ...toSides(values, toText), isSecret, isCode: true, ...(isSecret && { masked }) };
}

/** Describes objects by the members that differ. Masks secrets. */
function describeMembers(values: Values, format?: (member: string, value: unknown) => string): Partial<Described> {
  const mask = createSecretMask();
  const formatPlain = (member: string, value: unknown): string => {
    if (member === "data" || member === "value") return mask.secret(value);
    return typeof value === "string" ? value : mask.json(value);
  };
  const present = SIDES.filter((side) => values[side] !== undefined);
  const [first, ...others] = present.map((side) => values[side]);
  const members = new Set(others.flatMap((other) => changedMembers(first, other)));
  const changes = [...members].map((member): ConflictChange => {
    const parts = Object.fromEntries(present.map((side) => [side, getOwn(values[side], member)]));
    const url = URL_MEMBERS.has(member) ? describeUrl(parts) : undefined;
    const own = format && ((value: unknown) => format(member, value));
    const known = Object.values(parts).filter((part) => part !== undefined);
    const formatPart = own && findDistinct(known, [own]);
    return {
      label: labelOfMember(member),
      ...toSides(parts, formatPart ?? ((value) => formatPlain(member, value))),
      isSecret: url?.isSecret ?? false,
      isCode: url !== undefined || (format !== undefined && member === "name"),
    };
  });
  return fromChanges(changes, ...SIDES.filter((side) => values[side] === undefined));
}

/** Makes the texts of the sides from the items that differ. The `absent` sides get no text. */
function fromChanges(changes: ConflictChange[], ...absent: Side[]): Partial<Described> {
  const sides: Values = {};
  for (const side of SIDES) {
    if (absent.includes(side)) continue;
    sides[side] = changes.map((change) => `${change.label}: ${change[side] ?? "Not set"}`).join("\n");
  }
  return {
    ...toSides(sides, toText),
    isSecret: changes.some(({ isSecret }) => isSecret),
    isCode: changes.length > 0 && changes.every(({ isCode }) => isCode),
    isList: true,
    changes,
  };
}

/**
 * Formats lists with one numbered item on each line. Items that differ and have the same words are described in full, and at last as
 * JSON. Of long lists, only the items that differ are shown.
 */
function listSides(
  lists: Partial<Record<Side, unknown[]>>,
  describeItem: (item: unknown) => string,
  describeItemInFull: (item: unknown) => string,
): Partial<Described> {
  const present = Object.values(lists);
  const length = Math.max(0, ...present.map((list) => list.length));
  const { json } = createSecretMask();
  const formats = Array.from({ length }, (_, at) => {
    const items = present.flatMap((list) => (at < list.length ? [list[at]] : []));
    return findDistinct(items, [describeItem, describeItemInFull]) ?? json;
  });
  const isShown = (at: number) =>
    length <= MAX_ITEMS || countDistinct(present.map((list) => toComparable(list[at]))) > 1;
  const format = (list: unknown[]) => {
    const lines = list.flatMap((item, at) =>
      isShown(at) ? `${at + 1}. ${formats[at]?.(item).replaceAll("\n", "\n   ")}` : [],
    );
    return list.length === 0 ? "None" : lines.join("\n");
  };
  return { ...toSides(lists, (list) => format(list as unknown[])), isList: true };
}

/** Returns the first format that gives different texts to different values. */
function findDistinct(
  values: unknown[],
  formats: readonly ((value: unknown) => string)[],
): ((value: unknown) => string) | undefined {
  const count = countDistinct(values.map(toComparable));
  return formats.find((format) => countDistinct(values.map(format)) === count);
}

function countDistinct(texts: string[]): number {
  return new Set(texts).size;
}

/** Returns the sides that are lists. */
function readLists(values: Values): Partial<Record<Side, unknown[]>> {
  return Object.fromEntries(SIDES.flatMap((side) => (Array.isArray(values[side]) ? [[side, values[side]]] : [])));
}

/** Formats the sides that have a value. */
function toSides(values: Values, format: (value: unknown) => string): ConflictSides {
  return Object.fromEntries(
    SIDES.flatMap((side) => (values[side] === undefined ? [] : [[side, format(values[side])]])),
  );
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : createSecretMask().json(value);
}
