import type { ConnectionDraft } from "connection-update";
import { useField, useList } from "connection-update/react";
import { type Ref, useState } from "react";
import { DropZone, type DropZoneProps } from "react-aria-components";
import { Button } from "../components/Button.tsx";
import { Menu } from "../components/Menu.tsx";
import { Search } from "../components/Search.tsx";
import { notify } from "../components/Toasts.tsx";
import { ShowValuesButton } from "../components/ValueVisibility.tsx";
import { copyText, downloadText } from "../lib/clipboard.ts";
import { asObjects, asString, asVariables } from "../lib/coerce.ts";
import { formatDotenv, looksLikeDotenv } from "../lib/dotenv.ts";
import { ColumnPicker } from "./ColumnPicker.tsx";
import type { EnvironmentColumn } from "./columns.ts";
import { ImportDialog } from "./ImportDialog.tsx";
import { VariableTable, type VariableTableHandle } from "./VariableTable.tsx";

/** Number of environments whose values are shown at first. */
const INITIAL_COLUMNS = 3;

const PATH = ["environmentVariables"] as const;

/** The variables of the connection, beside those of some environments. */
export function Variables({ draft, handle }: { draft: ConnectionDraft; handle: Ref<VariableTableHandle> }) {
  const { value } = useField(draft, PATH);
  const { value: environments } = useField(draft, ["environments"]);
  const { rows } = useList(draft, ["environments"]);
  const [columnKeys, setColumnKeys] = useState(() => rows.slice(0, INITIAL_COLUMNS).map(({ key }) => key));
  const [search, setSearch] = useState("");
  /** The text that is imported; absent while the dialog is closed. */
  const [importText, setImportText] = useState<string>();
  const names = asObjects(environments);
  const nameOf = (index: number) => asString(names[index]?.name) || "New environment";
  const columns: EnvironmentColumn[] = rows
    .filter(({ key }) => columnKeys.includes(key))
    .map(({ key, index }) => ({ key, index, name: nameOf(index) }));
  const variables = asVariables(value);

  async function onDrop({ items }: Parameters<NonNullable<DropZoneProps["onDrop"]>>[0]) {
    const [item] = items;
    if (item?.kind === "file") setImportText(await item.getText());
    else if (item?.kind === "text") setImportText(await item.getText("text/plain"));
  }

  return (
    <DropZone className="card drop-zone" aria-labelledby="variables" onDrop={(event) => void onDrop(event)}>
      <section aria-labelledby="variables" className="section">
        <h2 id="variables">Environment variables</h2>
        <p className="hint">
          Saving a change here replaces the variables of <strong>every</strong> environment, including values set only
          there. The review offers to keep them. You can paste or drop a .env file.
        </p>
        <div className="row-of-actions">
          <Search label="Search variables" value={search} onChange={setSearch} />
          <ShowValuesButton />
          <ColumnPicker
            environments={rows.map(({ key, index }) => ({ key, index, name: nameOf(index) }))}
            selectedKeys={columnKeys}
            onChange={setColumnKeys}
          />
          <Button icon="upload" onPress={() => setImportText("")}>
            Import .env
          </Button>
          <Menu
            label="Export variables"
            actions={[
              {
                label: "Copy as .env",
                icon: "copy",
                onAction: () =>
                  void copyText(formatDotenv(variables)).then((isCopied) =>
                    notify(isCopied ? "Variables copied." : "This browser does not allow copying here."),
                  ),
              },
              {
                label: "Download .env",
                icon: "download",
                onAction: () => downloadText("variables.env", formatDotenv(variables)),
              },
              {
                label: "Download JSON",
                icon: "download",
                onAction: () =>
                  downloadText("variables.json", `${JSON.stringify(variables, null, 2)}\n`, "application/json"),
              },
            ]}
          >
            <Button icon="download">Export</Button>
          </Menu>
        </div>
        <VariableTable
          draft={draft}
          path={PATH}
          columns={columns}
          search={search}
          handle={handle}
          onReveal={() => setSearch("")}
          onPasteText={(text) => {
            if (!looksLikeDotenv(text)) return false;
            setImportText(text);
            return true;
          }}
        />
        {importText !== undefined && (
          <ImportDialog draft={draft} path={PATH} initialText={importText} onClose={() => setImportText(undefined)} />
        )}
      </section>
    </DropZone>
  );
}
