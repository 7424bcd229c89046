import type { ConnectionDraft, DraftPath } from "connection-update";
import { useId, useMemo, useState } from "react";
import { FileTrigger } from "react-aria-components";
import { Banner } from "../components/Banner.tsx";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Tag } from "../components/Tag.tsx";
import { TextArea } from "../components/TextArea.tsx";
import { ShowValuesButton, useValueVisibility, Value } from "../components/ValueVisibility.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { parseDotenv } from "../lib/dotenv.ts";
import { plural } from "../lib/plural.ts";
import { notifyEdit } from "./notify-edit.ts";
import "./ImportDialog.css";
import type { VariablesPath } from "./VariableTable.tsx";

interface ImportDialogProps {
  draft: ConnectionDraft;
  path: VariablesPath;
  /** The text to begin with, such as a pasted one. */
  initialText: string;
  onClose: () => void;
}

/** Maximum number of variables and of problems that are listed. */
const MAX_ROWS = 200;

/** A dialog that imports a .env file. It shows what each line changes, and the problems of lines, before anything is changed. */
export function ImportDialog({ draft, path, initialText, onClose }: ImportDialogProps) {
  const [text, setText] = useState(initialText);
  const { isShown } = useValueVisibility();
  const id = useId();
  const { entries, problems } = useMemo(() => parseDotenv(text), [text]);
  const variables = asObjects(draft.get(path as DraftPath));
  const existing = new Map(variables.map(({ name, value }) => [asString(name), asString(value)]));
  // The last of several entries with one name counts.
  const imported = [...new Map(entries.map((entry) => [entry.name, entry])).values()];
  const changes = imported.map(({ name, value, line }) => ({
    name,
    value,
    line,
    before: existing.get(name),
    kind: !existing.has(name) ? "New" : existing.get(name) === value ? "Unchanged" : "Changed",
  }));
  const changedCount = changes.filter(({ kind }) => kind !== "Unchanged").length;

  /** Sets and adds the variables as one edit. Removes empty rows. */
  function apply() {
    const values = new Map(imported.map(({ name, value }) => [name, value]));
    const left = variables.filter(({ name, value }) => asString(name) !== "" || asString(value) !== "");
    draft.checkpoint();
    draft.set(
      path as DraftPath,
      [
        ...left.map((item) => ({ ...item, value: values.get(asString(item.name)) ?? item.value })),
        ...[...values].filter(([name]) => !existing.has(name)).map(([name, value]) => ({ name, value })),
      ] as never,
    );
    notifyEdit(draft, `${plural(changedCount, "variable")} imported.`);
    onClose();
  }

  return (
    <Dialog
      title="Import a .env file"
      isWide
      onClose={onClose}
      footer={
        <>
          <Button variant="primary" isInactive={changedCount === 0} onPress={apply}>
            {changedCount === 0 ? "Import variables" : `Import ${plural(changedCount, "variable")}`}
          </Button>
          <Button onPress={onClose}>Cancel</Button>
          <span className="spacer" />
          <ShowValuesButton />
        </>
      }
    >
      <div className="row-of-actions">
        <FileTrigger onSelect={(files) => void files?.[0]?.text().then(setText)}>
          <Button icon="upload">Choose a file</Button>
        </FileTrigger>
        <span className="hint">or paste its text:</span>
      </div>
      <div className="field">
        <label className="label" htmlFor={id}>
          Lines of KEY=value
        </label>
        <TextArea id={id} value={text} isCode isMasked={!isShown && text !== ""} onChange={setText} />
      </div>
      {problems.length > 0 && (
        <Banner tone="warning">
          <p>{problems.length === 1 ? "1 line needs a look:" : `${plural(problems.length, "line")} need a look:`}</p>
          <ul aria-label="Problems">
            {problems.slice(0, MAX_ROWS).map(({ line, message }) => (
              <li key={`${line}${message}`}>{message}</li>
            ))}
          </ul>
        </Banner>
      )}
      {changes.length === 0 ? (
        <p className="hint">Nothing to import yet.</p>
      ) : (
        <table className="import-table" aria-label="Variables to import">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Value</th>
              <th scope="col">Line</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {changes.slice(0, MAX_ROWS).map(({ name, value, line, before, kind }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>
                  {kind === "Changed" && before !== undefined && (
                    <>
                      <del>
                        <Value text={before} isSecret />
                      </del>{" "}
                      <span aria-hidden="true">→ </span>
                    </>
                  )}
                  <Value text={value} isSecret />
                </td>
                <td>{line}</td>
                <td>
                  <Tag
                    {...(kind === "New"
                      ? { tone: "good" as const }
                      : kind === "Changed"
                        ? { tone: "warning" as const }
                        : {})}
                  >
                    {kind}
                  </Tag>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {changes.length > MAX_ROWS && <p className="hint">And {plural(changes.length - MAX_ROWS, "variable")} more.</p>}
    </Dialog>
  );
}
