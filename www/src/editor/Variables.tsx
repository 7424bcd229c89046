import { useVirtualizer } from "@tanstack/react-virtual";
import type { ConnectionDraft } from "connection-update";
import { useField } from "connection-update/react";
import { type Ref, useImperativeHandle, useRef } from "react";
import { PathIssues } from "../fields/PathIssues.tsx";
import { TextField } from "../fields/TextField.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";

const PATH = ["environmentVariables"] as const;

/** Estimated height of a row, in pixels. It is used until the row is measured. */
const ESTIMATED_ROW_HEIGHT_PX = 48;

/** In a list of at least this many rows, only the visible rows are rendered. */
const VIRTUALIZE_FROM_ROWS = 50;

/** The actions that the list offers to other components. */
export interface VariablesHandle {
  /** Scrolls to a variable, so that its row is rendered. */
  reveal: (index: number) => void;
}

/** The variables of the connection as a table. Accepts pasted lines of `KEY=value`. */
export function Variables({ draft, handle }: { draft: ConnectionDraft; handle: Ref<VariablesHandle> }) {
  const field = useField(draft, PATH);
  const rows = asObjects(field.value).map((row) => ({ ...row, name: asString(row.name), value: asString(row.value) }));
  const set = (next: { name: string; value: string }[]) => field.set(next);
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
          path={["environmentVariables", index, part]}
          label={`${part === "name" ? "Name" : "Value"} of variable ${index + 1}`}
          isLabelHidden
          isCode
          {...(part === "name" && { onPaste: pasteVariables })}
        />
      ))}
      <button
        type="button"
        className="quiet"
        aria-label={`Remove variable ${rows[index]?.name || index + 1}`}
        id={`remove-variable-${index}`}
        onClick={() => {
          draft.remove(["environmentVariables", index]);
          focusOn(`remove-variable-${Math.min(index, rows.length - 2)}`, "add-variable");
        }}
      >
        ×
      </button>
    </div>
  );

  return (
    <section className="card" aria-labelledby="variables">
      <h2 id="variables">Environment variables</h2>
      <p className="hint">
        Sent once, they overwrite those of <strong>every</strong> environment. Paste lines of <code>KEY=value</code>{" "}
        into any name.
      </p>
      {rows.length === 0 && <p className="hint">There are none.</p>}
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
      <PathIssues draft={draft} path={PATH} />
      <button
        type="button"
        id="add-variable"
        onClick={() => {
          if (Array.isArray(field.value)) draft.insert(PATH, { name: "", value: "" });
          else set([{ name: "", value: "" }]);
          reveal(rows.length);
          focusOn(fieldId([...PATH, rows.length, "name"]));
        }}
      >
        Add variable
      </button>
    </section>
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
