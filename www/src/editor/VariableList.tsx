import { useVirtualizer } from "@tanstack/react-virtual";
import type { ConnectionDraft } from "connection-update";
import { useField } from "connection-update/react";
import { type Ref, useImperativeHandle, useRef } from "react";
import { PathIssues } from "../fields/PathIssues.tsx";
import { TextField } from "../fields/TextField.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";

/** The path of the variables of the connection, or of one environment. */
export type VariablesPath = readonly ["environmentVariables"] | readonly ["environments", number, "variables"];

/** Estimated height of a row, in pixels. It is used until the row is measured. */
const ESTIMATED_ROW_HEIGHT_PX = 48;

/** In a list of at least this many rows, only the visible rows are rendered. */
const VIRTUALIZE_FROM_ROWS = 50;

/** The actions that the list offers to other components. */
export interface VariablesHandle {
  /** Scrolls to a variable, so that its row is rendered. */
  reveal: (index: number) => void;
}

interface VariableListProps {
  draft: ConnectionDraft;
  path: VariablesPath;
  /** The name of the environment that has the variables; absent for the variables of the connection. */
  owner?: string;
  handle?: Ref<VariablesHandle>;
}

/** A table of variables. Accepts pasted lines of `KEY=value`. */
export function VariableList({ draft, path, owner, handle }: VariableListProps) {
  const { value } = useField(draft, path);
  const rows = asObjects(value).map((row) => ({ ...row, name: asString(row.name), value: asString(row.value) }));
  const set = (next: { name: string; value: string }[]) => draft.set(path, next);
  const ofOwner = owner === undefined ? "" : ` of ${owner}`;
  const id = fieldId(path);
  const isLong = rows.length >= VIRTUALIZE_FROM_ROWS;
  const scrollContainer = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: isLong ? rows.length : 0,
    getScrollElement: () => scrollContainer.current,
    estimateSize: () => ESTIMATED_ROW_HEIGHT_PX,
    overscan: 8,
  });
  const reveal = (index: number) => isLong && virtualizer.scrollToIndex(index);
  useImperativeHandle(handle, () => ({ reveal }));

  /** Adds the variables in a pasted text. Returns false if the text contains none. */
  function pasteVariables(text: string): boolean {
    const pasted = parseLines(text);
    if (pasted.length === 0) return false;
    const values = new Map(pasted.map(({ name, value }) => [name, value]));
    // Drops empty rows, so that the pasted variables take their place.
    const existing = rows.filter(({ name, value }) => name !== "" || value !== "");
    const known = new Set(existing.map(({ name }) => name));
    set([
      ...existing.map((row) => ({ ...row, value: values.get(row.name) ?? row.value })),
      ...[...values].filter(([name]) => !known.has(name)).map(([name, value]) => ({ name, value })),
    ]);
    return true;
  }

  const renderRow = (index: number) => (
    // The index is the key, because a name changes while it is typed.
    <div className="row" key={index}>
      {(["name", "value"] as const).map((part) => (
        <TextField
          key={part}
          draft={draft}
          path={[...path, index, part]}
          label={`${part === "name" ? "Name" : "Value"} of variable ${index + 1}${ofOwner}`}
          isLabelHidden
          isCode
          {...(part === "name" && { onPaste: pasteVariables })}
        />
      ))}
      <button
        type="button"
        className="quiet"
        aria-label={`Remove variable ${rows[index]?.name || index + 1}${ofOwner}`}
        id={`${id}:remove-${index}`}
        onClick={() => {
          draft.remove([...path, index]);
          focusOn(`${id}:remove-${Math.min(index, rows.length - 2)}`, `${id}:add`);
        }}
      >
        ×
      </button>
    </div>
  );

  return (
    <>
      {rows.length === 0 && <p className="hint">No variables yet.</p>}
      {isLong ? (
        <div className="variables" ref={scrollContainer}>
          <div className="all" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map(({ index, start }) => (
              <div
                className="variable"
                key={index}
                data-index={index}
                ref={virtualizer.measureElement}
                style={{ transform: `translateY(${start}px)` }}
              >
                {renderRow(index)}
              </div>
            ))}
          </div>
        </div>
      ) : (
        rows.map((_, index) => renderRow(index))
      )}
      <PathIssues draft={draft} path={path} />
      <button
        type="button"
        id={`${id}:add`}
        onClick={() => {
          if (Array.isArray(value)) draft.insert(path, { name: "", value: "" });
          else set([{ name: "", value: "" }]);
          reveal(rows.length);
          focusOn(fieldId([...path, rows.length, "name"]));
        }}
      >
        {owner === undefined ? "Add variable" : `Add variable to ${owner}`}
      </button>
    </>
  );
}

/** Parses lines of `KEY=value`. Ignores blank lines and comments. Returns an empty list if a line has any other form. */
function parseLines(text: string): { name: string; value: string }[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  const matches = lines.map((line) => /^(?:export\s+)?([^=\s]+)\s*=\s*(.*)$/.exec(line.trim()));
  if (matches.some((match) => match === null)) return [];
  return matches.map((match) => ({
    name: match?.[1] ?? "",
    value: (match?.[2] ?? "").replace(/^(["'])(.*)\1$/, "$2"),
  }));
}
