import { useVirtualizer } from "@tanstack/react-virtual";
import type { ConnectionDraft } from "connection-update";
import { useField } from "connection-update/react";
import { type Ref, useImperativeHandle, useRef, useState, useSyncExternalStore } from "react";
import { InlineIssues } from "../components/InlineIssues.tsx";
import { PathIssues } from "../fields/PathIssues.tsx";
import { TextField } from "../fields/TextField.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";
import type { Path } from "../lib/path.ts";
import { plural } from "../lib/plural.ts";
import { VariableList } from "./VariableList.tsx";

/** Estimated height of a row, in pixels. It is used until the row is measured. */
const ESTIMATED_ROW_HEIGHT_PX = 88;

/** The actions that the list offers to other components. */
export interface EnvironmentsHandle {
  /** Scrolls to the environment at a path, so that its row is rendered. If the path is inside its variables, shows them. */
  reveal: (path: Path) => void;
}

/** Returns the key of an environment. A new environment has no id, so that its key is its index. */
const keyOf = (environment: Record<string, unknown> | undefined, index: number) =>
  asString(environment?.id) || `new-${index}`;

/** The list of environments. The user can add, remove and reorder environments, and edit their names and variables. */
export function Environments({ draft, handle }: { draft: ConnectionDraft; handle: Ref<EnvironmentsHandle> }) {
  const { value } = useField(draft, ["environments"]);
  const environments = asObjects(value);
  const count = environments.length;
  const scrollContainer = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scrollContainer.current,
    estimateSize: () => ESTIMATED_ROW_HEIGHT_PX,
    getItemKey: (index) => keyOf(environments[index], index),
    overscan: 8,
  });
  /** The keys of the environments whose variables are shown. A row that is scrolled out of view is not rendered. */
  const [openKeys, setOpenKeys] = useState<ReadonlySet<string>>(new Set());
  const setOpen = (key: string, isOpen: boolean) =>
    setOpenKeys((before) => {
      const next = new Set(before);
      if (isOpen) next.add(key);
      else next.delete(key);
      return next;
    });
  useImperativeHandle(handle, () => ({
    reveal: ([, index, member]) => {
      if (typeof index !== "number") return;
      if (member === "variables") setOpen(keyOf(environments[index], index), true);
      virtualizer.scrollToIndex(index);
    },
  }));
  const [draggedIndex, setDraggedIndex] = useState<number>();
  const [announcement, setAnnouncement] = useState("");

  /** Moves an environment, and announces its new position to screen readers. Keeps the focus on the environment. */
  function move(from: number, to: number) {
    const name = asString(environments[from]?.name);
    draft.move("environments", from, to);
    setAnnouncement(`${name} is now number ${to + 1} of ${count}`);
    virtualizer.scrollToIndex(to);
    // Focuses the button of the same direction. At an end of the list, focuses the other button.
    const buttonToFocus = to === 0 ? "down" : to === count - 1 ? "up" : to < from ? "up" : "down";
    focusOn(`move-${to}-${buttonToFocus}`);
  }

  /** Moves an environment by keyboard. Alt with an arrow moves it by one position. Alt with Home or End moves it to an end. */
  function onKeyDown(event: React.KeyboardEvent, index: number) {
    const targets: Record<string, number> = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: count - 1 };
    const to = targets[event.key];
    if (!event.altKey || to === undefined) return;
    event.preventDefault();
    if (to >= 0 && to < count && to !== index) move(index, to);
  }

  function remove(index: number) {
    draft.remove(["environments", index]);
    focusOn(`remove-${Math.min(index, count - 2)}`, "add-environment");
  }

  function add() {
    const item = { name: "", credentials: {}, variables: [] };
    if (Array.isArray(value)) draft.insert("environments", item);
    else draft.set("environments", [item]);
    virtualizer.scrollToIndex(count);
    focusOn(fieldId(["environments", count, "name"]));
  }

  return (
    <section className="card" aria-labelledby="environments">
      <h2 id="environments">
        Environments <span className="tag">{count.toLocaleString()}</span>
      </h2>
      <p className="hint">
        Add, edit, reorder or delete environments. Reorder by dragging, or with Alt and ↑, ↓, Home or End.
      </p>
      <div className="environments" ref={scrollContainer}>
        <ol style={{ height: virtualizer.getTotalSize() }} aria-label="Environments">
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const environment = environments[index];
            const name = asString(environment?.name) || "environment";
            const key = keyOf(environment, index);
            return (
              <li
                key={key}
                id={fieldId(["environments", index])}
                tabIndex={-1}
                data-index={index}
                ref={virtualizer.measureElement}
                style={{ transform: `translateY(${start}px)` }}
                className={draggedIndex === index ? "environment dragged" : "environment"}
                aria-setsize={count}
                aria-posinset={index + 1}
                onKeyDown={(event) => onKeyDown(event, index)}
                onDragOver={(event) => event.preventDefault()}
                onDrop={(event) => {
                  event.preventDefault();
                  if (draggedIndex !== undefined && draggedIndex !== index) move(draggedIndex, index);
                  setDraggedIndex(undefined);
                }}
              >
                <span
                  className="grip"
                  aria-hidden="true"
                  title={`Drag ${name} to another place`}
                  draggable
                  onDragStart={(event) => {
                    // Some browsers do not start a drag without data.
                    event.dataTransfer.setData("text/plain", name);
                    const row = event.currentTarget.closest("li");
                    if (row !== null) event.dataTransfer.setDragImage(row, 12, 12);
                    setDraggedIndex(index);
                  }}
                  onDragEnd={() => setDraggedIndex(undefined)}
                >
                  ⠿
                </span>
                <Environment
                  draft={draft}
                  index={index}
                  isOpen={openKeys.has(key)}
                  onToggle={(isOpen) => setOpen(key, isOpen)}
                />
                <span className="buttons">
                  <button
                    type="button"
                    className="quiet"
                    id={`move-${index}-up`}
                    aria-label={`Move ${name} up`}
                    disabled={index === 0}
                    onClick={() => move(index, index - 1)}
                  >
                    ↑
                  </button>
                  <button
                    type="button"
                    className="quiet"
                    id={`move-${index}-down`}
                    aria-label={`Move ${name} down`}
                    disabled={index === count - 1}
                    onClick={() => move(index, index + 1)}
                  >
                    ↓
                  </button>
                  <button
                    type="button"
                    className="quiet"
                    id={`remove-${index}`}
                    aria-label={`Remove ${name}`}
                    onClick={() => remove(index)}
                  >
                    ×
                  </button>
                </span>
              </li>
            );
          })}
        </ol>
      </div>
      <PathIssues draft={draft} path={["environments"]} />
      <button type="button" id="add-environment" onClick={add}>
        Add environment
      </button>
      <span role="status" className="hidden">
        {announcement}
      </span>
    </section>
  );
}

interface EnvironmentProps {
  draft: ConnectionDraft;
  index: number;
  /** True if the variables are shown. */
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
}

/** Maximum number of issues that a row shows below its fields. */
const MAX_ISSUES = 3;

/** The fields of an environment: its name, and its variables if they are shown. */
function Environment({ draft, index, isOpen, onToggle }: EnvironmentProps) {
  const { value } = useField(draft, ["environments", index]);
  const path = ["environments", index] as const;
  const getIssueCount = () => draft.issuesAt(path, { inside: true }).length;
  // Renders again when the number of issues inside the environment changes.
  useSyncExternalStore(draft.subscribe, getIssueCount);
  const issues = draft.issuesAt(path, { inside: true });
  // The fields show their own issues.
  const otherIssues = issues.filter(
    ({ path: [, , member] }) => member !== "name" && !(isOpen && member === "variables"),
  );
  const [{ id, credentials, variables, name } = {}] = asObjects([value]);
  const [{ action, trigger } = {}] = asObjects([credentials]);
  const isNew = id === undefined;
  return (
    <div className="environment-body">
      <TextField
        draft={draft}
        path={["environments", index, "name"]}
        label={`Name of ${isNew ? "new environment" : "environment"} ${index + 1}`}
        isLabelHidden
      />
      <div className="environment-parts">
        <button type="button" className="link" aria-expanded={isOpen} onClick={() => onToggle(!isOpen)}>
          {plural(asObjects(variables).length, "variable")}
        </button>
        <span className="hint">{plural(asObjects(action).length + asObjects(trigger).length, "credential")}</span>
        {isNew && <span className="tag good">New</span>}
      </div>
      {isOpen && (
        <div className="environment-variables">
          <VariableList draft={draft} path={[...path, "variables"]} owner={asString(name) || "environment"} />
        </div>
      )}
      <InlineIssues issues={otherIssues.slice(0, MAX_ISSUES)} />
      {otherIssues.length > MAX_ISSUES && (
        <span className="hint">and {plural(otherIssues.length - MAX_ISSUES, "issue")} more</span>
      )}
    </div>
  );
}
