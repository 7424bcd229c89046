import { useVirtualizer } from "@tanstack/react-virtual";
import type { ConnectionDraft, Issue } from "connection-update";
import { useField } from "connection-update/react";
import { useRef, useState } from "react";
import { fieldId, TextField } from "./Field.tsx";

/** How tall a row is before it was measured, in pixels. */
const ROW = 64;

/** The environments: added, removed and put in order here; those that exist are edited elsewhere. */
export function Environments({ draft, refused }: { draft: ConnectionDraft; refused: Issue[] }) {
  const { value } = useField(draft, ["environments"]);
  const count = value.length;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const [dragged, setDragged] = useState<number>();
  const [said, setSaid] = useState("");

  /** Moves an environment, says so, and keeps the focus on it. */
  function move(from: number, to: number) {
    const name = value[from]?.name ?? "";
    draft.move("environments", from, to);
    setSaid(`${name} is now number ${to + 1} of ${count}`);
    rows.scrollToIndex(to);
    // At an end of the list, one of the two buttons can do nothing more.
    const onward = to === 0 ? "down" : to === count - 1 ? "up" : to < from ? "up" : "down";
    requestAnimationFrame(() => document.getElementById(`move-${to}-${onward}`)?.focus());
  }

  return (
    <section className="card" aria-labelledby="environments">
      <h2 id="environments">
        Environments <span className="tag">{count.toLocaleString()}</span>
      </h2>
      <p className="hint">
        Names, variables and credentials of environments that exist belong to the operation{" "}
        <code>UpdateEnvironment</code>: this request can only keep, delete, reorder and create them.
      </p>
      <div className="environments" ref={scroller}>
        <ol style={{ height: rows.getTotalSize() }} aria-label="Environments">
          {rows.getVirtualItems().map(({ index, start }) => {
            const environment = value[index];
            const id = environment !== undefined && "id" in environment ? environment.id : undefined;
            return (
              <li
                key={id ?? `new-${index}`}
                data-index={index}
                ref={rows.measureElement}
                style={{ transform: `translateY(${start}px)` }}
                className={dragged === index ? "environment dragged" : "environment"}
                aria-setsize={count}
                aria-posinset={index + 1}
                draggable
                onDragStart={() => setDragged(index)}
                onDragEnd={() => setDragged(undefined)}
                onDragOver={(event) => event.preventDefault()}
                onDrop={() => {
                  if (dragged !== undefined && dragged !== index) move(dragged, index);
                  setDragged(undefined);
                }}
              >
                <span className="grip" aria-hidden="true">
                  ⠿
                </span>
                <Environment draft={draft} index={index} refused={refused} isNew={id === undefined} />
                <span className="buttons">
                  <button
                    type="button"
                    className="quiet"
                    id={`move-${index}-up`}
                    aria-label={`Move ${environment?.name || "environment"} up`}
                    disabled={index === 0}
                    onClick={() => move(index, index - 1)}
                  >
                    ↑
                  </button>
                  <button
                    type="button"
                    className="quiet"
                    id={`move-${index}-down`}
                    aria-label={`Move ${environment?.name || "environment"} down`}
                    disabled={index === count - 1}
                    onClick={() => move(index, index + 1)}
                  >
                    ↓
                  </button>
                  <button
                    type="button"
                    className="quiet"
                    aria-label={`Remove ${environment?.name || "environment"}`}
                    onClick={() => draft.remove(["environments", index])}
                  >
                    ×
                  </button>
                </span>
              </li>
            );
          })}
        </ol>
      </div>
      <button
        type="button"
        onClick={() => {
          draft.insert("environments", { name: "", credentials: {}, variables: [] });
          rows.scrollToIndex(count);
          setTimeout(() => document.getElementById(fieldId(["environments", count, "name"]))?.focus(), 50);
        }}
      >
        Add environment
      </button>
      <span role="status" className="hidden">
        {said}
      </span>
    </section>
  );
}

interface EnvironmentProps {
  draft: ConnectionDraft;
  index: number;
  refused: Issue[];
  isNew: boolean;
}

function Environment({ draft, index, refused, isNew }: EnvironmentProps) {
  const { value } = useField(draft, ["environments", index]);
  if (isNew) {
    return (
      <div className="environment-body">
        <TextField
          draft={draft}
          path={["environments", index, "name"]}
          label={`Name of new environment ${index + 1}`}
          refused={refused}
        />
      </div>
    );
  }
  const credentials = [...(value.credentials?.action ?? []), ...(value.credentials?.trigger ?? [])].length;
  return (
    <div className="environment-body">
      <strong>{value.name}</strong>
      <span className="hint">
        {plural(value.variables?.length ?? 0, "variable")} · {plural(credentials, "credential")}
      </span>
    </div>
  );
}

export function plural(count: number, word: string): string {
  return `${count.toLocaleString()} ${word}${count === 1 ? "" : "s"}`;
}
