import type { ConnectionDraft } from "connection-update";
import { useField, useList } from "connection-update/react";
import { type Ref, useImperativeHandle, useMemo, useRef, useState, useSyncExternalStore } from "react";
import {
  DropIndicator,
  GridList,
  GridListItem,
  ListLayout,
  type Selection,
  useDragAndDrop,
  Virtualizer,
} from "react-aria-components";
import { Button } from "../components/Button.tsx";
import { matchesSearch, Search } from "../components/Search.tsx";
import { Tag } from "../components/Tag.tsx";
import { PathIssues } from "../fields/PathIssues.tsx";
import { asObjects, asString, asVariables } from "../lib/coerce.ts";
import { fieldId, focusOn, focusRow } from "../lib/focus.ts";
import { useStableMatches } from "../lib/hooks.ts";
import type { Path } from "../lib/path.ts";
import { plural } from "../lib/plural.ts";
import "./Environments.css";
import {
  type EnvironmentItem,
  EnvironmentRow,
  type EnvironmentRowContext,
  type RevealedVariable,
  RowContext,
} from "./EnvironmentRow.tsx";
import { notifyEdit } from "./notify-edit.ts";

/** Estimated height of a row, in pixels. It is used until the row is measured. */
const ESTIMATED_ROW_HEIGHT_PX = 53;

/** A list of more rows scrolls by itself, so that only the visible rows are rendered. */
const MAX_SHORT_ROWS = 30;

/** The actions that the list offers to other components. */
export interface EnvironmentsHandle {
  /** Expands the environment at a path, and scrolls to it, so that its fields are rendered. */
  reveal: (path: Path) => void;
}

const PATH = ["environments"] as const;
const FILTERS = { all: "All", edited: "Edited", new: "New", problems: "With problems" } as const;
type Filter = keyof typeof FILTERS;

/** The list of environments. The user can search, add, remove, reorder and edit environments. */
export function Environments({ draft, handle }: { draft: ConnectionDraft; handle: Ref<EnvironmentsHandle> }) {
  const { value } = useField(draft, PATH);
  const { rows } = useList(draft, PATH);
  const environments = asObjects(value);
  const count = environments.length;
  const list = useRef<HTMLDivElement>(null);
  const cache = useRef(new Map<string, EnvironmentItem>());
  const [search, setSearch] = useState("");
  const [filter, setFilter] = useState<Filter>("all");
  const [selected, setSelected] = useState<Selection>(new Set());
  const [expandedKeys, setExpandedKeys] = useState<ReadonlySet<string>>(new Set());
  /** The variable of an environment that was revealed last. */
  const [revealed, setRevealed] = useState<RevealedVariable>();
  const [announcement, setAnnouncement] = useState("");

  const items = rows.map(({ key, index }) => {
    const name = asString(environments[index]?.name);
    const known = cache.current.get(key);
    if (known?.index === index && known.name === name) return known;
    const item = { key, index, name };
    cache.current.set(key, item);
    return item;
  });
  const hasProblem = useProblemIndices(draft, filter === "problems");
  const matches = ({ index, name }: EnvironmentItem) => {
    if (filter === "new" && environments[index]?.id !== undefined) return false;
    if (filter === "edited" && !draft.isDirtyAt([...PATH, index])) return false;
    if (filter === "problems" && !hasProblem(index)) return false;
    return search === "" || matchesSearch(name, search);
  };
  // An expanded row stays until the next search, so that an edit of its name does not hide it.
  const matched = useStableMatches(`${filter} ${search}`);
  const found = items.filter((item) => {
    if (matches(item)) matched.add(item.key);
    else if (!expandedKeys.has(item.key)) matched.delete(item.key);
    return matched.has(item.key);
  });
  const isFiltered = search !== "" || filter !== "all";
  const selectedItems = items.filter(({ key }) =>
    selected === "all" ? found.some((item) => item.key === key) : selected.has(key),
  );

  const setExpanded = (key: string, isExpanded: boolean) =>
    setExpandedKeys((before) => {
      const next = new Set(before);
      if (isExpanded) next.add(key);
      else next.delete(key);
      return next;
    });

  useImperativeHandle(handle, () => ({
    reveal: ([, index, member, variable]) => {
      const item = items.find((candidate) => candidate.index === index);
      if (item === undefined) return;
      setSearch("");
      setFilter("all");
      setExpanded(item.key, true);
      if (member === "variables" && typeof variable === "number") setRevealed({ key: item.key, index: variable });
      scrollToRow(item.index);
    },
  }));

  /** Scrolls to the estimated position of a row that may not be rendered, when the list has all rows that a search hid. */
  function scrollToRow(index: number) {
    requestAnimationFrame(() => list.current?.scrollTo({ top: index * ESTIMATED_ROW_HEIGHT_PX - 100 }));
  }

  /** Moves an environment, and announces its new position. Keeps the focus on the environment. */
  function move(from: number, to: number) {
    const item = items[from];
    if (item === undefined || to < 0 || to >= count || to === from) return;
    const hadFocus = list.current?.contains(document.activeElement) ?? false;
    const [idBefore, idAfter] = [fieldId([...PATH, from]), fieldId([...PATH, to])];
    // The id of a field contains the position of its row.
    const focusedId = document.activeElement?.id.replace(idBefore, idAfter);
    draft.move("environments", from, to);
    setAnnouncement(`${item.name || "New environment"} is now number ${to + 1} of ${count}`);
    if (Math.abs(to - from) > 5) scrollToRow(to);
    if (hadFocus) focusRow(list.current, item.key, focusedId);
  }

  /** Moves several environments in front of or behind another one, as one edit. They keep their order. */
  function moveItems(keys: ReadonlySet<string>, targetKey: string, position: "before" | "after") {
    const moved = items.filter(({ key }) => keys.has(key));
    const [only, ...more] = moved;
    const left = items.filter(({ key }) => !keys.has(key));
    const at = left.findIndex(({ key }) => key === targetKey) + (position === "after" ? 1 : 0);
    if (only === undefined) return;
    if (more.length === 0) return move(only.index, at);
    const ordered = [...left.slice(0, at), ...moved, ...left.slice(at)];
    draft.set("environments", ordered.map(({ index }) => environments[index]) as never);
    setAnnouncement(`${plural(moved.length, "environment")} moved to number ${at + 1}`);
  }

  /** Moves an environment by keyboard. Alt with an arrow moves it by one position. Alt with Home or End moves it to an end. */
  function onKeyDown(event: React.KeyboardEvent) {
    const row = (event.target as Element).closest("[role=row]");
    const item = items.find(({ key }) => key === row?.getAttribute("data-key"));
    if (!event.altKey || event.ctrlKey || event.metaKey || item === undefined || isFiltered) return;
    const { index } = item;
    const targets: Record<string, number> = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: count - 1 };
    const to = targets[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(index, to);
  }

  /** Hides the drag of a selected text from React Aria, which would drag the row of the text. */
  function onDragStart(event: React.DragEvent) {
    if (event.target instanceof Text || (event.target as Element).role !== "row") event.stopPropagation();
  }

  function remove(removed: readonly EnvironmentItem[]) {
    const [first, ...more] = removed;
    if (first === undefined) return;
    if (more.length === 0) draft.remove([...PATH, first.index]);
    else {
      const indices = new Set(removed.map(({ index }) => index));
      draft.set("environments", environments.filter((_, index) => !indices.has(index)) as never);
    }
    setSelected(new Set());
    notifyEdit(
      draft,
      more.length === 0
        ? `${first.name || "New environment"} will be deleted when you save.`
        : `${plural(removed.length, "environment")} will be deleted when you save.`,
    );
    const next = items.filter((item) => !removed.includes(item))[Math.min(first.index, count - removed.length - 1)];
    if (next === undefined) focusOn("add-environment");
    else focusRow(list.current, next.key);
  }

  function add() {
    const item = { name: "", credentials: {}, variables: asVariables(draft.get("environmentVariables")) };
    if (Array.isArray(value)) draft.insert("environments", item);
    else draft.set("environments", [item]);
    setSearch("");
    setFilter("all");
    const key = draft.keys("environments")[count];
    if (key !== undefined) setExpanded(key, true);
    scrollToRow(count);
    focusOn(fieldId([...PATH, count, "name"]));
  }

  const { dragAndDropHooks } = useDragAndDrop<EnvironmentItem>({
    isDisabled: isFiltered,
    getItems: (_, dragged) => dragged.map(({ name }) => ({ "text/plain": name })),
    onReorder: ({ keys, target }) => {
      if (target.dropPosition !== "on")
        moveItems(new Set([...keys].map(String)), String(target.key), target.dropPosition);
    },
    renderDropIndicator: (target) => <DropIndicator target={target} className="drop-line" />,
  });

  /** React Aria renders a row again only if its item changes, so that everything else reaches the row by a context. */
  const rowContext: EnvironmentRowContext = {
    draft,
    count,
    canMove: !isFiltered,
    revealed,
    isExpanded: (key) => expandedKeys.has(key),
    setExpanded,
    onMove: (item, to) => move(item.index, to),
    onRemove: (item) => remove([item]),
  };

  return (
    <section className="card" aria-labelledby="environments">
      <h2 id="environments">
        Environments <Tag>{count.toLocaleString()}</Tag>
      </h2>
      <p className="hint">
        Add, edit, reorder or delete environments. Reorder by dragging or with Alt+↑/↓, Alt+Home and Alt+End.
      </p>
      <div className="row-of-actions">
        <Search label="Search environments" value={search} onChange={setSearch} />
        <select
          className="select filter"
          aria-label="Filter environments"
          value={filter}
          onChange={({ target }) => setFilter(target.value as Filter)}
        >
          {Object.entries(FILTERS).map(([option, label]) => (
            <option key={option} value={option}>
              {label}
            </option>
          ))}
        </select>
        <Button icon="plus" id="add-environment" onPress={add}>
          Add environment
        </Button>
      </div>
      {isFiltered && (
        <p className="hint" role="status">
          {found.length} of {plural(count, "environment")}
        </p>
      )}
      {selectedItems.length > 0 && (
        <fieldset className="row-of-actions" aria-label="Selected environments">
          <strong>{selectedItems.length} selected</strong>
          <Button
            isInactive={isFiltered}
            onPress={() => {
              const first = items.find((item) => !selectedItems.includes(item));
              if (first !== undefined) moveItems(new Set(selectedItems.map(({ key }) => key)), first.key, "before");
            }}
          >
            Move to top
          </Button>
          <Button variant="danger" icon="trash" onPress={() => remove(selectedItems)}>
            Delete
          </Button>
          <Button variant="quiet" onPress={() => setSelected(new Set())}>
            Clear selection
          </Button>
        </fieldset>
      )}
      <RowContext value={rowContext}>
        <div onKeyDownCapture={onKeyDown} onDragStartCapture={onDragStart}>
          <Virtualizer
            layout={ListLayout}
            layoutOptions={{ estimatedRowHeight: ESTIMATED_ROW_HEIGHT_PX, dropIndicatorThickness: 2 }}
            shouldObserveItemSize
          >
            <GridList
              ref={list}
              className={count > MAX_SHORT_ROWS ? "environment-list is-long" : "environment-list"}
              aria-label="Environments"
              items={found}
              selectionMode="multiple"
              selectedKeys={selected}
              onSelectionChange={setSelected}
              onAction={(key) => setExpanded(String(key), !expandedKeys.has(String(key)))}
              keyboardNavigationBehavior="tab"
              dragAndDropHooks={dragAndDropHooks}
              renderEmptyState={() => (
                <p className="hint">
                  {count === 0 ? "No environments yet. Add one." : "No environments match the search and the filter."}
                </p>
              )}
            >
              {(item) => (
                <GridListItem id={item.key} textValue={item.name || "New environment"} className="environment">
                  <EnvironmentRow item={item} />
                </GridListItem>
              )}
            </GridList>
          </Virtualizer>
        </div>
      </RowContext>
      <PathIssues draft={draft} path={PATH} />
      <span role="status" className="visually-hidden">
        {announcement}
      </span>
    </section>
  );
}

/** Returns a function that returns true for the index of an environment with an error or a warning. */
function useProblemIndices(draft: ConnectionDraft, isUsed: boolean): (index: number) => boolean {
  const issues = useSyncExternalStore(draft.subscribe, () => (isUsed ? draft.issues : undefined));
  return useMemo(() => {
    const found = (issues ?? []).filter(({ path, severity }) => path[0] === "environments" && severity !== "info");
    const indices = new Set(found.map(({ path }) => path[1]));
    return (index) => indices.has(index);
  }, [issues]);
}
