/** Reads the rows of a list for the adapters of front-end frameworks, and changes the list. */

import type { PathLike } from "../core/path.js";
import type { ConnectionDraft } from "../draft/draft.js";
import type { ItemPath, PathItem } from "../draft/typed-path.js";

/** A row of a list: an item with its identity. */
export interface ListRow<P extends PathLike = PathLike> {
  /** The key of the item. It stays the same through all edits, also if the item moves. */
  readonly key: string;
  /** The index of the item. */
  readonly index: number;
  /**
   * The path of the item, in the form of the path of the list. For a field of the item, append its name: `${row.path}.name`, or
   * `[...row.path, "name"]`.
   */
  readonly path: ItemPath<P>;
  /** Removes the item. */
  readonly remove: () => void;
  /** Moves the item to another index. */
  readonly move: (to: number) => void;
}

/** A list of a draft. */
export interface List<P extends PathLike = PathLike> {
  /** The rows. A row is the same object until its index changes, and the array until a row changes. */
  readonly rows: readonly ListRow<P>[];
  /** Inserts an item; by default at the end. Creates the list if it is absent. */
  readonly insert: (item: PathItem<P>, at?: number) => void;
}

/** Reads the rows of one list. */
export class RowReader {
  #keys: readonly string[] | undefined;
  #draft: ConnectionDraft | undefined;
  #path = "";
  #rows: readonly ListRow[] = [];

  /** Returns the rows: the same array until a key, the path or the draft changes. */
  read(draft: ConnectionDraft, path: PathLike): readonly ListRow[] {
    const keys = draft.keys(path);
    const pathText = JSON.stringify(path);
    const isSame = draft === this.#draft && pathText === this.#path;
    if (isSame && keys === this.#keys) return this.#rows;
    const before = isSame ? this.#rows : [];
    this.#rows = keys.map((key, index) =>
      before[index]?.key === key ? before[index] : createRow(draft, path, key, index),
    );
    [this.#keys, this.#draft, this.#path] = [keys, draft, pathText];
    return this.#rows;
  }
}

/** Creates a row. Its functions find the item by its key, because it can move before the row is rendered again. */
function createRow(draft: ConnectionDraft, list: PathLike, key: string, index: number): ListRow {
  const find = () => draft.keys(list).indexOf(key);
  return {
    key,
    index,
    path: pathOfItem(list, index) as ListRow["path"],
    remove: () => {
      const at = find();
      if (at >= 0) draft.remove(pathOfItem(list, at));
    },
    move: (to) => {
      const at = find();
      if (at >= 0) draft.move(list, at, to);
    },
  };
}

function pathOfItem(list: PathLike, index: number): PathLike {
  if (typeof list !== "string") return [...list, index];
  return list.startsWith("/") ? `${list}/${index}` : `${list}[${index}]`;
}
