import type { ConnectionDraft } from "connection-update";
import { useField } from "connection-update/react";
import { createContext, type PointerEvent, useContext, useState, useSyncExternalStore } from "react";
import { Button as AriaButton, Checkbox } from "react-aria-components";
import { Button, IconButton } from "../components/Button.tsx";
import { Icon } from "../components/Icon.tsx";
import { Menu } from "../components/Menu.tsx";
import { Tag } from "../components/Tag.tsx";
import { PathIssues } from "../fields/PathIssues.tsx";
import { TextField } from "../fields/TextField.tsx";
import { downloadText } from "../lib/clipboard.ts";
import { asObjects, asVariables } from "../lib/coerce.ts";
import { formatDotenv, looksLikeDotenv } from "../lib/dotenv.ts";
import { fieldId } from "../lib/focus.ts";
import { plural } from "../lib/plural.ts";
import { Credentials } from "./Credentials.tsx";
import { ImportDialog } from "./ImportDialog.tsx";
import { NewCredentials } from "./NewCredentials.tsx";
import { VariableTable } from "./VariableTable.tsx";

/** An environment of the list. It is the same object until a member changes, because React Aria caches rows by it. */
export interface EnvironmentItem {
  key: string;
  index: number;
  name: string;
}

/** A variable of an environment that is to be scrolled into view. Another object reveals the same variable again. */
export interface RevealedVariable {
  /** The key of the environment. */
  key: string;
  index: number;
}

/** The state of the list that its rows need, and their actions. */
export interface EnvironmentRowContext {
  draft: ConnectionDraft;
  /** Number of environments. */
  count: number;
  /** False while a search or a filter hides rows. */
  canMove: boolean;
  revealed: RevealedVariable | undefined;
  isExpanded: (key: string) => boolean;
  setExpanded: (key: string, isExpanded: boolean) => void;
  onMove: (item: EnvironmentItem, to: number) => void;
  onRemove: (item: EnvironmentItem) => void;
}

export const RowContext = createContext<EnvironmentRowContext | undefined>(undefined);

/** The content of a row: a head with the name, the counts and the actions, and below it the fields if the row is expanded. */
export function EnvironmentRow({ item }: { item: EnvironmentItem }) {
  const context = useContext(RowContext);
  return context === undefined ? null : <Row item={item} context={context} />;
}

function Row({ item, context }: { item: EnvironmentItem; context: EnvironmentRowContext }) {
  const { draft, count: environmentCount, canMove, onMove, onRemove, setExpanded } = context;
  const { key, index } = item;
  const path = ["environments", index] as const;
  const { value, isDirty } = useField(draft, path);
  const countIssues = (severity: string) =>
    draft.issuesAt(path, { inside: true }).filter((issue) => issue.severity === severity).length;
  const errorCount = useSyncExternalStore(draft.subscribe, () => countIssues("error"));
  const warningCount = useSyncExternalStore(draft.subscribe, () => countIssues("warning"));
  const [{ id, credentials, variables } = {}] = asObjects([value]);
  const [{ action, trigger } = {}] = asObjects([credentials]);
  const isNew = id === undefined;
  const isExpanded = context.isExpanded(key);
  const name = item.name || (isNew ? "New environment" : "Environment without a name");
  /** The text that is imported; absent while the dialog is closed. */
  const [importText, setImportText] = useState<string>();
  const list = asVariables(variables);
  return (
    <>
      <div className="environment-head" id={fieldId(path)} tabIndex={-1}>
        <AriaButton slot="drag" className="button icon-only quiet grip" aria-label={`Drag ${name}`}>
          <Icon name="grip" />
        </AriaButton>
        <Checkbox slot="selection" className="selection-box">
          {({ isSelected }) => <span className="box">{isSelected && <Icon name="check" />}</span>}
        </Checkbox>
        <IconButtonToggle
          isExpanded={isExpanded}
          label={`${isExpanded ? "Collapse" : "Edit"} ${name}`}
          onPress={() => setExpanded(key, !isExpanded)}
        />
        <span className="environment-title">
          {name}
          {isNew && <Tag tone="good">New</Tag>}
          {!isNew && isDirty && <Tag tone="own">Edited</Tag>}
          {errorCount > 0 && <Tag tone="bad">{plural(errorCount, "error")}</Tag>}
          {warningCount > 0 && <Tag tone="warning">{plural(warningCount, "warning")}</Tag>}
        </span>
        <span className="hint">
          {plural(list.length, "variable")} ·{" "}
          {plural(asObjects(action).length + asObjects(trigger).length, "credential")}
        </span>
        <Menu
          label={`Actions for ${name}`}
          actions={[
            {
              label: "Move up",
              isDisabled: !canMove || index === 0,
              onAction: () => onMove(item, index - 1),
            },
            {
              label: "Move down",
              isDisabled: !canMove || index === environmentCount - 1,
              onAction: () => onMove(item, index + 1),
            },
            { label: "Move to top", isDisabled: !canMove || index === 0, onAction: () => onMove(item, 0) },
            {
              label: "Move to bottom",
              isDisabled: !canMove || index === environmentCount - 1,
              onAction: () => onMove(item, environmentCount - 1),
            },
            { label: "Import .env", icon: "upload", isApart: true, onAction: () => setImportText("") },
            {
              label: "Download .env",
              icon: "download",
              onAction: () => downloadText(`${name}.env`, formatDotenv(list)),
            },
            { label: "Delete", icon: "trash", isApart: true, onAction: () => onRemove(item) },
          ]}
        >
          <IconButton icon="more" label={`Actions for ${name}`} tooltip="Actions" />
        </Menu>
      </div>
      {isExpanded && (
        <fieldset className="environment-body" aria-label={name} onPointerDown={preventDragWhilePressed}>
          <TextField
            draft={draft}
            path={[...path, "name"]}
            label={`Name of ${isNew ? "new environment" : "environment"} ${index + 1}`}
          />
          <div className="section">
            <div className="row-of-actions">
              <h3 className="part-title">Variables</h3>
              <span className="spacer" />
              <Button icon="upload" onPress={() => setImportText("")} aria-label={`Import .env into ${name}`}>
                Import .env
              </Button>
            </div>
            <VariableTable
              draft={draft}
              path={[...path, "variables"]}
              owner={name}
              revealed={context.revealed?.key === key ? context.revealed : undefined}
              onPasteText={(text) => {
                if (!looksLikeDotenv(text)) return false;
                setImportText(text);
                return true;
              }}
            />
          </div>
          {isNew ? (
            <NewCredentials draft={draft} path={path} owner={name} />
          ) : (
            <Credentials draft={draft} path={path} owner={name} />
          )}
          <PathIssues draft={draft} path={path} />
        </fieldset>
      )}
      {importText !== undefined && (
        <ImportDialog
          draft={draft}
          path={[...path, "variables"]}
          initialText={importText}
          onClose={() => setImportText(undefined)}
        />
      )}
    </>
  );
}

/**
 * Makes the row of an element not draggable until the pointer is released. Otherwise, Firefox would drag the row instead of selecting
 * text in a field: https://bugzilla.mozilla.org/show_bug.cgi?id=568313.
 */
function preventDragWhilePressed({ currentTarget }: PointerEvent) {
  const row = currentTarget.closest<HTMLElement>("[draggable=true]");
  if (row === null) return;
  row.draggable = false;
  const release = new AbortController();
  const restore = () => {
    row.draggable = true;
    release.abort();
  };
  for (const type of ["pointerup", "pointercancel"]) addEventListener(type, restore, { signal: release.signal });
}

interface IconButtonToggleProps {
  isExpanded: boolean;
  label: string;
  onPress: () => void;
}

/** The arrow that expands and collapses a row. */
function IconButtonToggle({ isExpanded, label, onPress }: IconButtonToggleProps) {
  return (
    <AriaButton
      className="button icon-only quiet toggle"
      aria-label={label}
      aria-expanded={isExpanded}
      onPress={onPress}
    >
      <Icon name="chevron" />
    </AriaButton>
  );
}
