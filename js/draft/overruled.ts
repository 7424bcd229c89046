/**
 * Undoes the changes of others that later edits would overrule, in the connection that these edits are based on. The next save then
 * finds these changes, and they are in conflict with the edits.
 */

import type { CommonOptions } from "../core/options.js";
import { type PathLike, parsePath, valueAt } from "../core/path.js";
import type { Conflict, Effect } from "../core/values.js";
import { createSetEdit, type Edit } from "./edits.js";
import { type ItemKeys, type KeySource, type Keys, keyAt, keysAt, readItemKeys } from "./identity.js";
import { type DraftEdits, type Editable, orderAsEdited, rebaseDraft } from "./rebase.js";
import type { Keyed } from "./rekey.js";
import { EditableState } from "./replay.js";
import { Tree } from "./tree.js";

/** The conflicts about one value, or about the order of the environments. To undo others would undo other changes too. */
const KINDS: readonly Conflict["kind"][] = ["value", "deleted", "edited", "list", "order"];

/**
 * Returns the stored connection without the changes of others that edits would overrule. Returns `undefined` if there are none.
 *
 * @param latest the stored connection with the changes that are left
 * @param stored the stored connection
 * @param edits the later edits
 */
export function undoOverruled(
  latest: string | Uint8Array,
  stored: Keyed,
  edits: DraftEdits,
  concurrentChanges: readonly Effect[],
  source: KeySource,
  common: CommonOptions,
): Keyed | undefined {
  if (concurrentChanges.length === 0) return undefined;
  const state = new EditableState(new Tree(stored.value), stored.keys);
  const editor = new StateEditor(state, source);
  const rebased = rebaseDraft(latest, () => stored, edits, editor, source, common);
  if (!rebased.ok) return undefined;
  const conflicts = rebased.conflicts.filter(
    (conflict) => canBeUndone(conflict) && concurrentChanges.some((effect) => isAt(effect, conflict)),
  );
  for (const { kind, resolveWith, values } of conflicts) {
    if (kind === "order") editor.set(["environments"], orderAsEdited(edits.base, editor));
    else resolveWith(values.base);
  }
  return conflicts.length === 0 ? undefined : { value: state.tree.root, keys: state.keys };
}

function canBeUndone({ kind, path }: Conflict): boolean {
  return KINDS.includes(kind) && (kind === "order") === (path.length === 1 && path[0] === "environments");
}

/** Returns true if a change by others has the path of a conflict. */
function isAt(effect: Effect, conflict: Conflict): boolean {
  if (effect.environment?.id !== conflict.environment?.id) return false;
  const depth = effect.environment === undefined ? 0 : 2;
  const [changed, edited] = [effect.path[depth], conflict.path[depth]];
  return changed === undefined || edited === undefined || changed === edited;
}

/** Edits a state without a history. */
class StateEditor implements Editable {
  readonly #state: EditableState;
  readonly #source: KeySource;
  version = 0;

  constructor(state: EditableState, source: KeySource) {
    this.#state = state;
    this.#source = source;
  }

  get current(): unknown {
    return this.#state.tree.current;
  }

  get keys(): Keys {
    return this.#state.keys;
  }

  set(target: PathLike, after: unknown): void {
    const path = parsePath(target);
    this.#apply(createSetEdit(path, valueAt(this.current, path), after, keysAt(path, this.keys), this.#source));
  }

  insert(target: PathLike, item: unknown, at: number, keys?: ItemKeys): void {
    const path = parsePath(target);
    const list = valueAt(this.current, path);
    if (!Array.isArray(list)) return this.set(path, [item]);
    const stored = keysAt(path, this.keys);
    const others = list.map((_, at) => keyAt(stored, at));
    const isFree = keys !== undefined && !others.includes(keys.key);
    const added = isFree ? keys : this.#source.next(item, (key) => others.includes(key));
    this.#apply({
      kind: "splice",
      path,
      at,
      removed: [],
      added: [item],
      removedKeys: [],
      addedKeys: [added],
    });
  }

  remove(target: PathLike): void {
    const item = parsePath(target);
    const [path, at] = [item.slice(0, -1), item.at(-1) as number];
    const [removed, removedKeys] = [[valueAt(this.current, item)], readItemKeys(this.keys, path, at, 1)];
    this.#apply({ kind: "splice", path, at, removed, added: [], removedKeys, addedKeys: [] });
  }

  #apply(edit: Edit): void {
    this.#state.apply(edit);
    this.version += 1;
  }
}
