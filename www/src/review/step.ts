/** Describes one request of a plan: takes its effects, and returns lines. */

import type { Effect, PlanStep } from "connection-update";
import { asObjects, asString } from "../lib/coerce.ts";
import { labelOfMember } from "../lib/labels.ts";
import { joinWords, plural } from "../lib/plural.ts";
import { describeStep } from "../lib/steps.ts";
import type { Context } from "./context.ts";
import {
  describeContent,
  describeEntry,
  describeScheme,
  formatText,
  labelOfItem,
  nameOfEnvironment,
} from "./labels.ts";
import {
  createVariableLine,
  describeDistinct,
  formatField,
  formatMember,
  kindOf,
  type NewLine,
  toSentence,
} from "./lines.ts";
import type { ReviewLosses } from "./losses.ts";
import { changedMembers, compareSchemes } from "./schemes.ts";
import type { ReviewLine, ReviewStep } from "./types.ts";
import {
  type Fields,
  findMoved,
  findVariable,
  getOwn,
  isObject,
  namesOf,
  toComparable,
  valuesByName,
} from "./values.ts";

/** Maximum number of environments whose order is shown as a list of names. */
const MAX_ORDER = 12;

/** Maximum number of names in a remark. */
const MAX_NAMES = 5;

/** Describes the effects of one request. */
export class StepReview {
  changeCount = 0;
  readonly #step: PlanStep;
  readonly #idPrefix: string;
  readonly #context: Context;
  readonly #losses: ReviewLosses;
  readonly #takenIds: Set<string>;
  readonly #maxLines: number;
  readonly #lines: ReviewLine[] = [];
  readonly #notes: ReviewLine[] = [];
  readonly #lostLines: ReviewLine[] = [];
  #lostCount = 0;

  constructor(
    step: PlanStep,
    idPrefix: string,
    context: Context,
    losses: ReviewLosses,
    takenIds: Set<string>,
    maxLines: number,
  ) {
    this.#step = step;
    this.#idPrefix = idPrefix;
    this.#context = context;
    this.#losses = losses;
    this.#takenIds = takenIds;
    this.#maxLines = maxLines;
    const overwritten: Effect[] = [];
    const stale: Effect[] = [];
    for (const effect of step.effects) {
      if (effect.kind === "overwritten") overwritten.push(effect);
      else if (effect.kind === "stale-copy") stale.push(effect);
      else this.#addEffect(effect);
    }
    this.#addFollowers(overwritten);
    this.#addStaleCopies(stale);
    for (const effect of overwritten) this.#addLostValues(effect);
  }

  finish(): ReviewStep {
    const { operation, environment } = this.#step;
    const lines = this.#lines.slice(0, this.#maxLines);
    const lost = this.#lostLines.slice(0, this.#maxLines - lines.length);
    return {
      title: describeStep(this.#step),
      operation,
      ...(environment && { environment }),
      lines: [...lines, ...this.#notes, ...lost],
      moreCount: this.#lines.length + this.#lostCount - lines.length - lost.length,
    };
  }

  #createLine(item: string, { kind, label, before, after, ...rest }: NewLine): ReviewLine {
    return {
      id: this.#createId(item),
      kind,
      label,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      isSecret: false,
      isCode: false,
      isLoss: false,
      ...rest,
    };
  }

  /** Returns an id that no other line has. Only a list with repeated names needs the number at the end. */
  #createId(item: string): string {
    const base = `${this.#idPrefix}/${item}`;
    let id = base;
    for (let number = 2; this.#takenIds.has(id); number++) id = `${base}#${number}`;
    this.#takenIds.add(id);
    return id;
  }

  #add(item: string, line: NewLine): void {
    this.#lines.push(this.#createLine(item, line));
  }

  #addNote(item: string, line: Omit<NewLine, "kind">): void {
    this.#notes.push(this.#createLine(item, { ...line, kind: "note" } as NewLine));
  }

  /** Adds the lines of an effect. An effect without lines gets a note. */
  #addEffect(effect: Effect): void {
    const count = this.#lines.length + this.#notes.length;
    const isKnown = this.#addKnownEffect(effect);
    if (isKnown && this.#lines.length + this.#notes.length > count) return;
    const { kind, path, destructive, environment, summary } = effect;
    if (destructive) this.#losses.others += 1;
    this.changeCount += effect.count ?? 1;
    this.#addNote(`${kind}/${path.join("/")}`, {
      label: toSentence(summary),
      isLoss: destructive,
      ...(environment && { environment }),
    });
  }

  /** Returns false if this version does not know the effect. */
  #addKnownEffect(effect: Effect): boolean {
    const { kind, path, environment } = effect;
    const member = path.at(-1);
    switch (kind) {
      case "replaced":
        if (environment === undefined) return this.#addField(effect);
        if (member === "variables") return this.#addOwnVariables(effect);
        return member === "credentials" && this.#addCredentials(effect);
      case "reordered":
        return environment === undefined ? this.#addOrder() : this.#addCredentials(effect);
      case "renamed":
        return this.#addRename(effect);
      case "created":
      case "deleted":
        return this.#addEnvironment(effect);
      case "kept":
        return this.#addKept(effect);
      case "restated":
        this.#addNote("restated", {
          label: "The stored lists are sent again",
          note: "An environment that someone adds before this save is deleted",
        });
        return true;
      default:
        return false;
    }
  }

  #addField(effect: Effect): boolean {
    const [field] = effect.path;
    if (typeof field !== "string") return false;
    if (field === "environmentVariables") return this.#addSharedVariables();
    if (field === "authSchemeConfigs") return this.#addSchemes(effect);
    this.changeCount += 1;
    // An unknown list lost items. They can be anything.
    if (effect.destructive) this.#losses.others += 1;
    this.#add(field, {
      kind: kindOf(effect.values?.before, effect.values?.after),
      label: labelOfMember(field),
      ...formatField(field, effect.values?.before, effect.values?.after),
      isLoss: effect.destructive,
    });
    return true;
  }

  #addSharedVariables(): boolean {
    const { current, next, shared, sharedChanges } = this.#context;
    for (const name of sharedChanges) {
      const line = createVariableLine(name, shared.before.get(name), shared.after.get(name));
      if (line.isLoss) this.#losses.removedVariables.push(name);
      this.#add(`environmentVariables/${name}`, line);
    }
    this.changeCount += sharedChanges.length;
    this.#addOrderOfVariables("environmentVariables", current.environmentVariables, next.environmentVariables);
    return true;
  }

  #addOrderOfVariables(item: string, before: unknown, after: unknown): void {
    const [old, next] = [namesOf(before), namesOf(after)];
    if (!isReordered(old, next)) return;
    this.changeCount += 1;
    const [oldText, nextText] = [old.join(", "), next.join(", ")];
    const label = "Order of variables";
    this.#add(`${item}/order`, { kind: "moved", label, before: oldText, after: nextText, isCode: true });
  }

  #addSchemes({ values }: Effect): boolean {
    const { edited, added, removed, order } = compareSchemes(values?.before, values?.after);
    for (const { before, after, to } of edited) this.#addSchemeMembers("authSchemeConfigs", to, before, after);
    for (const { scheme, index, isCopy } of removed) {
      if (!isCopy) this.#losses.removedSchemes += 1;
      this.#add(`authSchemeConfigs/removed/${index}`, {
        kind: "removed",
        label: `Auth scheme ${index + 1}`,
        before: describeScheme(scheme),
        isLoss: !isCopy,
        ...(isCopy && { note: "The list contains an equal auth scheme" }),
      });
    }
    for (const { scheme, index } of added) {
      const label = `Auth scheme ${index + 1}`;
      this.#add(`authSchemeConfigs/added/${index}`, { kind: "added", label, after: describeScheme(scheme) });
    }
    if (order.length > 0) {
      const names = describeDistinct(Array.isArray(values?.before) ? values.before : [], describeScheme);
      const [before, after] = [order.slice().sort((a, b) => a - b), order].map((indices) =>
        indices.map((index) => names[index]).join(", "),
      ) as [string, string];
      this.#add("authSchemeConfigs/order", { kind: "moved", label: "Order of auth schemes", before, after });
    }
    this.changeCount += edited.length + removed.length + added.length + Number(order.length > 0);
    return true;
  }

  /**
   * Adds a line for each member that differs between two auth schemes.
   *
   * @param place the place of the list, such as `authSchemeConfigs` or `credentials/action`
   */
  #addSchemeMembers(place: string, index: number, before: unknown, after: unknown): void {
    const list = place.slice(place.lastIndexOf("/") + 1);
    for (const member of changedMembers(before, after)) {
      const [old, next] = [getOwn(before, member), getOwn(after, member)];
      this.#add(`${place}/${index}/${member}`, {
        kind: "changed",
        label: `${labelOfItem(list, index)}: ${labelOfMember(member)}`,
        ...formatMember(member, old, next),
      });
    }
  }

  #addOrder(): boolean {
    const { current, next } = this.#context;
    this.changeCount += 1;
    const [old, after] = [asObjects(current.environments), asObjects(next.environments)];
    // An environment keeps its stored name, so that a new name is not shown as another order.
    const names = describeDistinct(old, nameOfEnvironment);
    const namesById = new Map(old.map(({ id }, index) => [id, names[index] ?? ""]));
    if (Math.max(old.length, after.length) <= MAX_ORDER) {
      const namesAfter = after.map((environment) => namesById.get(environment.id) ?? nameOfEnvironment(environment));
      const values = { before: names.join(", "), after: namesAfter.join(", ") };
      this.#add("environments/order", { kind: "moved", label: "Order of environments", ...values });
      return true;
    }
    const positions = new Map(after.map(({ id }, position) => [id, position]));
    const stayingIndices = old.flatMap(({ id }, index) => (positions.has(id) ? index : []));
    const targets = stayingIndices.map((index) => positions.get(old[index]?.id) as number);
    for (const at of findMoved(targets)) {
      const [index, position] = [stayingIndices[at] as number, targets[at] as number];
      const [id, name] = [asString(old[index]?.id), names[index] ?? ""];
      this.#add(`environments/order/${id}`, {
        kind: "moved",
        label: `Position of ${name}`,
        before: (index + 1).toLocaleString(),
        after: (position + 1).toLocaleString(),
        environment: { id, name },
      });
    }
    return true;
  }

  #addRename({ environment, values }: Effect): boolean {
    this.changeCount += 1;
    this.#add("name", {
      kind: "changed",
      label: "Name",
      before: formatText(values?.before),
      after: formatText(values?.after),
      note: "Other products may refer to this environment by its name",
      ...(environment && { environment }),
    });
    return true;
  }

  #addEnvironment({ kind, environment, path, values }: Effect): boolean {
    const isDeleted = kind === "deleted";
    const name = nameOfEnvironment(environment);
    this.changeCount += 1;
    if (isDeleted) this.#losses.deletedEnvironments.push(name);
    this.#add(`environments/${kind}/${environment?.id ?? path.join("/")}`, {
      kind: isDeleted ? "removed" : "added",
      label: `Environment ${name}`,
      isLoss: isDeleted,
      note: describeContent(isDeleted ? values?.before : values?.after),
      ...(environment && { environment }),
    });
    return true;
  }

  #addOwnVariables({ environment, names = [], values }: Effect): boolean {
    const [old, next] = [valuesByName(values?.before), valuesByName(values?.after)];
    for (const name of names) {
      const [before, after] = [old.get(name), next.get(name)];
      const line = createVariableLine(name, before, after);
      if (this.#followsShared(name, before, after)) {
        line.note = "Follows the connection";
        line.isLoss = false;
      } else this.changeCount += 1;
      if (line.isLoss) this.#losses.removedVariables.push(`${name} of ${nameOfEnvironment(environment)}`);
      this.#add(`variables/${name}`, { ...line, ...(environment && { environment }) });
    }
    if (names.length === 0) {
      const { before, after } = this.#context.staying.get(environment?.id ?? "") ?? {};
      this.#addOrderOfVariables("variables", before?.variables, after?.variables);
    }
    return true;
  }

  /** Returns true if the value of an environment's variable changes with the value of the connection. */
  #followsShared(name: string, before: string | undefined, after: string | undefined): boolean {
    const { shared } = this.#context;
    const [old, next] = [shared.before.get(name), shared.after.get(name)];
    return old !== next && before === old && after === next;
  }

  #addCredentials({ values }: Effect): boolean {
    const usages = new Set(
      [values?.before, values?.after].flatMap((lists) => (isObject(lists) ? Object.keys(lists) : [])),
    );
    for (const usage of usages) {
      const [old, next] = [values?.before, values?.after].map((lists) => asObjects(getOwn(lists, usage))) as [
        Fields[],
        Fields[],
      ];
      const nextById = new Map(next.map((entry) => [entry.id, entry]));
      for (const [index, { id, authSchemeConfig }] of old.entries()) {
        const scheme = nextById.get(id)?.authSchemeConfig;
        if (scheme === undefined || toComparable(scheme) === toComparable(authSchemeConfig)) continue;
        this.changeCount += 1;
        this.#addSchemeMembers(`credentials/${usage}`, index, authSchemeConfig, scheme);
      }
      if (
        isReordered(
          old.map(({ id }) => asString(id)),
          next.map(({ id }) => asString(id)),
        )
      ) {
        this.changeCount += 1;
        const names = describeDistinct(old, describeEntry);
        const namesById = new Map(old.map(({ id }, index) => [id, names[index] ?? ""]));
        const before = names.join(", ");
        const after = next.map((entry) => namesById.get(entry.id) ?? describeEntry(entry)).join(", ");
        const label = `Order of ${labelOfMember(usage).toLowerCase()}`;
        this.#add(`credentials/${usage}/order`, { kind: "moved", label, before, after });
      }
    }
    return true;
  }

  #addKept({ environment, names = [] }: Effect): boolean {
    const edited = new Set(this.#lines.map(({ id }) => id));
    const kept = names.filter((name) => !edited.has(`${this.#idPrefix}/variables/${name}`));
    const what =
      kept.length === 0
        ? "list of variables"
        : `${kept.length === 1 ? "value" : "values"} of ${kept.length > MAX_NAMES ? plural(kept.length, "variable") : joinWords(kept)}`;
    this.#add("kept", {
      kind: "kept",
      label: `Keeps its own ${what}`,
      note: "Until this request is done, it has the variables of the connection",
      ...(environment && { environment }),
    });
    return true;
  }

  /** Adds notes that count the environments to which changed or missing variables of the connection are copied. */
  #addFollowers(overwritten: readonly Effect[]): void {
    const { staying, shared, sharedChanges } = this.#context;
    const [following, gaining, others]: [string[], string[], string[]] = [[], [], []];
    const followers = new Set<string>();
    if (this.#step.operation === "UpdateConnection") {
      for (const [id, { before, after }] of staying) {
        const follows = sharedChanges.some((name) =>
          this.#followsShared(name, findVariable(before.variables, name), findVariable(after.variables, name)),
        );
        if (!follows) continue;
        followers.add(id);
        following.push(nameOfEnvironment(before));
      }
    }
    // Variables that an environment lacks on purpose are copied to it too.
    const stayingNames = [...shared.after.keys()].filter((name) => shared.before.has(name));
    for (const { environment, names = [] } of overwritten) {
      const id = environment?.id ?? "";
      const stored = staying.get(id)?.before;
      const own = new Set(namesOf(stored?.variables));
      if (stored !== undefined && stayingNames.some((name) => !own.has(name))) {
        gaining.push(nameOfEnvironment(environment));
      } else if (names.length === 0 && !followers.has(id)) others.push(nameOfEnvironment(environment));
    }
    const kinds = new Set(sharedChanges.map((name) => kindOf(shared.before.get(name), shared.after.get(name))));
    const [kind] = kinds;
    this.#addCount("following", following, (isOne) => {
      if (kinds.size > 1) return isOne ? "gets these changes" : "get these changes";
      const items = sharedChanges.length === 1;
      if (kind === "changed") return `${isOne ? "gets" : "get"} the new ${items ? "value" : "values"}`;
      return `${kind === "added" ? (isOne ? "gets" : "get") : isOne ? "loses" : "lose"} ${items ? "this variable" : "these variables"} too`;
    });
    this.#addCount("gaining", gaining, (isOne) =>
      isOne ? "gets variables that it doesn't have yet" : "get variables that they don't have yet",
    );
    this.#addCount(
      "others",
      others,
      (isOne) => `${isOne ? "gets" : "get"} the variables in the order of the connection`,
    );
  }

  #addStaleCopies(effects: readonly Effect[]): void {
    const names = effects.map(({ environment }) => nameOfEnvironment(environment));
    this.#addCount("stale-copy", names, (isOne) => `${isOne ? "keeps" : "keep"} an older copy of an auth scheme`);
  }

  /** Adds a note about environments. Counts them, and lists their names if they are few. */
  #addCount(item: string, names: string[], describe: (isOne: boolean) => string): void {
    if (names.length === 0) return;
    this.#addNote(item, {
      label: `${plural(names.length, "environment")} ${describe(names.length === 1)}`,
      ...(names.length <= MAX_NAMES && { note: names.join(", ") }),
    });
  }

  /** Adds a line for each own value of an environment that the variables of the connection overwrite. */
  #addLostValues({ environment, names = [], values, destructive }: Effect): void {
    if (!destructive) return;
    const { ownValues } = this.#losses;
    ownValues.environments += 1;
    ownValues.values += names.length;
    this.#lostCount += names.length;
    if (this.#lostLines.length >= this.#maxLines) return;
    const [old, next] = [valuesByName(values?.before), valuesByName(values?.after)];
    const owner = nameOfEnvironment(environment);
    for (const name of names) {
      const [before, after] = [old.get(name), next.get(name)];
      const isOnlyHere = !this.#context.shared.before.has(name);
      const note =
        after !== undefined ? "Own value, replaced" : isOnlyHere ? "Only set here, removed" : "Own value, removed";
      const line = this.#createLine(`own/${environment?.id ?? owner}/${name}`, {
        ...createVariableLine(name, before, after),
        label: `${owner}: ${name}`,
        isLoss: true,
        note,
        ...(environment && { environment }),
      });
      this.#lostLines.push(line);
    }
  }
}

/** Returns true if the items that two lists have in common are in another order. */
function isReordered(before: readonly string[], after: readonly string[]): boolean {
  const positions = new Map(after.map((item, position) => [item, position]));
  return findMoved(before.flatMap((item) => positions.get(item) ?? [])).length > 0;
}
