import { useVirtualizer } from "@tanstack/react-virtual";
import type { ConnectionDraft, DraftPath } from "connection-update";
import { useField, useList } from "connection-update/react";
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef } from "react";
import { Button, CopyButton, IconButton } from "../components/Button.tsx";
import { Icon } from "../components/Icon.tsx";
import { matchesSearch } from "../components/Search.tsx";
import { useValueVisibility } from "../components/ValueVisibility.tsx";
import { PathIssues } from "../fields/PathIssues.tsx";
import { TextField } from "../fields/TextField.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";
import { useStableMatches } from "../lib/hooks.ts";
import { type CountOwnValues, readOwnValues } from "../lib/own-values.ts";
import { plural } from "../lib/plural.ts";
import type { EnvironmentColumn } from "./columns.ts";
import { EnvironmentValue } from "./EnvironmentValue.tsx";
import { notifyEdit } from "./notify-edit.ts";
import "./VariableTable.css";

/** The path of the variables of the connection, or of one environment. */
export type VariablesPath = readonly ["environmentVariables"] | readonly ["environments", number, "variables"];

/** Estimated height of a row, in pixels. It is used until the row is measured. */
const ESTIMATED_ROW_HEIGHT_PX = 48;

/** In a list of at least this many rows, only the visible rows are rendered. */
const VIRTUALIZE_FROM_ROWS = 50;

/** The actions that the table offers to other components. */
export interface VariableTableHandle {
  /** Scrolls to a variable, so that its row is rendered. */
  reveal: (index: number) => void;
}

interface VariableTableProps {
  draft: ConnectionDraft;
  path: VariablesPath;
  /** The name of the environment that has the variables; absent for the variables of the connection. */
  owner?: string;
  columns?: readonly EnvironmentColumn[];
  /** Shows only the variables whose name, or shown value, contains these words. */
  search?: string;
  handle?: Ref<VariableTableHandle>;
  /** A variable to scroll into view. Another object reveals the same variable again. */
  revealed?: { index: number } | undefined;
  /** Called before the table scrolls to a row. The caller must end the search, because it can hide the row. */
  onReveal?: () => void;
  /** Called with a pasted text that can be several variables. Returns true if the text is imported in another way. */
  onPasteText?: (text: string) => boolean;
}

/** A table of variables: a row for each, with its name, its value, and its values in the environments of `columns`. */
export function VariableTable(props: VariableTableProps) {
  const { draft, path, owner, columns = [], search = "", handle, revealed, onReveal, onPasteText } = props;
  const { value } = useField(draft, path as DraftPath);
  const { rows, insert } = useList(draft, path as DraftPath);
  const { isShown } = useValueVisibility();
  const variables = asObjects(value);
  const id = fieldId(path);
  const stored = draft.current.environments;
  const countOwnValues = useMemo(() => readOwnValues(owner === undefined ? stored : []), [owner, stored]);
  // A row stays until the next search, so that an edit of its name or of its value does not hide it.
  const matched = useStableMatches(`${isShown} ${search}`);
  const found = rows.filter(({ key, index }) => {
    const { name, value: text } = variables[index] ?? {};
    const isMatch =
      search === "" || matchesSearch(`${asString(name)} ${isShown ? asString(text) : ""}`, search) || matched.has(key);
    if (isMatch) matched.add(key);
    return isMatch;
  });
  const isLong = found.length >= VIRTUALIZE_FROM_ROWS;
  const scrollContainer = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: isLong ? found.length : 0,
    getScrollElement: () => scrollContainer.current,
    estimateSize: () => ESTIMATED_ROW_HEIGHT_PX,
    getItemKey: (at) => found[at]?.key ?? at,
    overscan: 8,
  });
  const scrollToRow = (index: number) => {
    const at = found.findIndex((row) => row.index === index);
    if (isLong && at >= 0) virtualizer.scrollToIndex(at);
  };
  /** The function of the last render: only this one knows a row that was added, or that a search no longer hides. */
  const latestScrollToRow = useRef(scrollToRow);
  useLayoutEffect(() => {
    latestScrollToRow.current = scrollToRow;
  });
  const reveal = (index: number) => {
    onReveal?.();
    requestAnimationFrame(() => latestScrollToRow.current(index));
  };
  useImperativeHandle(handle, () => ({ reveal }));
  useEffect(() => {
    if (revealed !== undefined) requestAnimationFrame(() => latestScrollToRow.current(revealed.index));
  }, [revealed]);

  function remove(index: number) {
    const name = asString(variables[index]?.name);
    draft.remove([...path, index]);
    if (name !== "") notifyEdit(draft, `${name} removed${owner === undefined ? "" : ` from ${owner}`}.`);
    focusOn(`${id}:remove-${Math.min(index, variables.length - 2)}`, `${id}:add`);
  }

  const renderRow = (at: number) => {
    const row = found[at];
    if (row === undefined) return null;
    const { name } = variables[row.index] ?? {};
    return (
      <VariableRow
        key={row.key}
        {...{ draft, path, owner, columns, countOwnValues }}
        index={row.index}
        name={asString(name)}
        onRemove={() => remove(row.index)}
        {...(onPasteText && { onPasteText })}
      />
    );
  };

  return (
    <div className="variables" data-columns={columns.length > 0 ? columns.length : undefined}>
      {found.length > 0 && (
        <div className="variable-heads" aria-hidden="true">
          <span>Name</span>
          <span>{owner === undefined ? "Shared value" : "Value"}</span>
          <span />
          {columns.map(({ key, name }) => (
            <span key={key}>{name}</span>
          ))}
        </div>
      )}
      {variables.length === 0 && <p className="hint">No variables yet. Add one or paste a .env file.</p>}
      {variables.length > 0 && found.length === 0 && <p className="hint">No variables match "{search}".</p>}
      {isLong ? (
        <div className="variables-scroll" ref={scrollContainer}>
          <div className="variables-all" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map(({ key, index: at, start }) => (
              <div
                className="variable-slot"
                key={key}
                data-index={at}
                ref={virtualizer.measureElement}
                style={{ transform: `translateY(${start}px)` }}
              >
                {renderRow(at)}
              </div>
            ))}
          </div>
        </div>
      ) : (
        found.map((_, at) => renderRow(at))
      )}
      <PathIssues draft={draft} path={path} />
      <div>
        <Button
          icon="plus"
          id={`${id}:add`}
          onPress={() => {
            if (Array.isArray(value)) insert({ name: "", value: "" } as never);
            else draft.set(path as DraftPath, [{ name: "", value: "" }] as never);
            reveal(variables.length);
            focusOn(fieldId([...path, variables.length, "name"]));
          }}
        >
          {owner === undefined ? "Add variable" : `Add variable to ${owner}`}
        </Button>
      </div>
    </div>
  );
}

interface VariableRowProps {
  draft: ConnectionDraft;
  path: VariablesPath;
  owner: string | undefined;
  columns: readonly EnvironmentColumn[];
  countOwnValues: CountOwnValues;
  index: number;
  name: string;
  onRemove: () => void;
  onPasteText?: (text: string) => boolean;
}

function VariableRow(props: VariableRowProps) {
  const { draft, path, owner, columns, countOwnValues, index, name, onRemove, onPasteText } = props;
  const { isShown } = useValueVisibility();
  const ofOwner = owner === undefined ? "" : ` of ${owner}`;
  const itemPath = [...path, index];
  return (
    <fieldset className="variable" aria-label={name || `Variable ${index + 1}`}>
      <TextField
        draft={draft}
        path={[...itemPath, "name"]}
        label={`Name of variable ${index + 1}${ofOwner}`}
        isLabelHidden
        isCode
        {...(onPasteText && { onPasteText })}
      />
      <div className="field">
        <TextField
          draft={draft}
          path={[...itemPath, "value"]}
          label={`Value of variable ${index + 1}${ofOwner}`}
          isLabelHidden
          isCode
          isMultiline
          isMasked={!isShown}
        />
        {owner === undefined && <ReplacedValues draft={draft} index={index} name={name} count={countOwnValues} />}
      </div>
      <div className="variable-actions">
        <CopyButton
          label={`Copy value of ${name || `variable ${index + 1}`}${ofOwner}`}
          getText={() => asString(draft.get([...itemPath, "value"]))}
        />
        <IconButton
          icon="close"
          label={`Remove variable ${name || index + 1}${ofOwner}`}
          tooltip="Remove"
          id={`${fieldId(path)}:remove-${index}`}
          onPress={onRemove}
        />
      </div>
      {columns.map((column) => (
        <EnvironmentValue key={column.key} draft={draft} column={column} name={name} sharedIndex={index} />
      ))}
    </fieldset>
  );
}

interface ReplacedValuesProps {
  draft: ConnectionDraft;
  index: number;
  name: string;
  count: CountOwnValues;
}

/** Says while typing how many own values of environments an edited shared value replaces. */
function ReplacedValues({ draft, index, name, count }: ReplacedValuesProps) {
  const { value, isDirty } = useField(draft, ["environmentVariables", index, "value"]);
  if (!isDirty) return null;
  const stored = draft.current.environmentVariables?.find((variable) => variable.name === name)?.value;
  const replaced = count(name, stored, asString(value));
  if (replaced === 0) return null;
  return (
    <p className="replaces">
      <Icon name="warning" />
      Replaces {plural(replaced, "own value")}
    </p>
  );
}
