import { useVirtualizer } from "@tanstack/react-virtual";
import type { ConnectionDraft } from "connection-update";
import { useField } from "connection-update/react";
import { type Ref, useImperativeHandle, useRef } from "react";
import { PathIssues } from "../fields/PathIssues.tsx";
import { TextField } from "../fields/TextField.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";

const PATH = ["environmentVariables"] as const;

/** Height of a row in pixels until it is measured. */
const ROW_HEIGHT = 48;

/** From this number on, only the visible rows are in the page. */
const MIN_VIRTUAL = 50;

/** The actions that the list offers to other components. */
export interface VariablesHandle {
  /** Scrolls to a variable, which puts it into the page. */
  reveal: (index: number) => void;
}

/** The variables of the connection as a table. Accepts pasted lines of `KEY=value`. */
export function Variables({ draft, handle }: { draft: ConnectionDraft; handle: Ref<VariablesHandle> }) {
  const field = useField(draft, PATH);
  const rows = asObjects(field.value).map((row) => ({ ...row, name: asString(row.name), value: asString(row.value) }));
  const set = (next: { name: string; value: string }[]) => field.set(next);
  const isLong = rows.length >= MIN_VIRTUAL;
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useVirtualizer({
    count: isLong ? rows.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  const reveal = (index: number) => isLong && shown.scrollToIndex(index);
  useImperativeHandle(handle, () => ({ reveal }));

  function paste(text: string): boolean {
    const pasted = parseLines(text);
    if (pasted.length === 0) return false;
    const values = new Map(pasted.map(({ name, value }) => [name, value]));
    // An empty row is replaced by the pasted variables.
    const existing = rows.filter(({ name, value }) => name !== "" || value !== "");
    const known = new Set(existing.map(({ name }) => name));
    set([
      ...existing.map((row) => ({ ...row, value: values.get(row.name) ?? row.value })),
      ...[...values].filter(([name]) => !known.has(name)).map(([name, value]) => ({ name, value })),
    ]);
    return true;
  }

  const row = (index: number) => (
    // The index is the key: names change while they are typed.
    <div className="row" key={index}>
      {(["name", "value"] as const).map((part) => (
        <TextField
          key={part}
          draft={draft}
          path={["environmentVariables", index, part]}
          label={`${part === "name" ? "Name" : "Value"} of variable ${index + 1}`}
          isLabelHidden
          isCode
          {...(part === "name" && { onPaste: paste })}
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
        <div className="variables" ref={scroller}>
          <div className="all" style={{ height: shown.getTotalSize() }}>
            {shown.getVirtualItems().map(({ index, start }) => (
              <div
                className="variable"
                key={index}
                data-index={index}
                ref={shown.measureElement}
                style={{ transform: `translateY(${start}px)` }}
              >
                {row(index)}
              </div>
            ))}
          </div>
        </div>
      ) : (
        rows.map((_, index) => row(index))
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

/** Parses lines of `KEY=value`. Returns an empty list if any line is something else. */
function parseLines(text: string): { name: string; value: string }[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  const read = lines.map((line) => /^(?:export\s+)?([^=\s]+)\s*=\s*(.*)$/.exec(line.trim()));
  if (read.some((match) => match === null)) return [];
  return read.map((match) => ({ name: match?.[1] ?? "", value: (match?.[2] ?? "").replace(/^(["'])(.*)\1$/, "$2") }));
}
