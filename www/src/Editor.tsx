import { type ConnectError, type Issue, merge } from "connection-update";
import { useMemo, useState } from "react";
import { type Loaded, LogIn } from "./App.tsx";
import { ExchangeView, PendingView } from "./ExchangeView.tsx";
import { Field, Issues } from "./Field.tsx";
import { baseField, changesOf, type Form, formOf, newRow, type Row } from "./form.ts";
import { clientThatShows, type Exchange } from "./platform.ts";

interface EditorProps {
  loaded: Loaded;
  /** Takes the connection as the platform holds it after an update. */
  onStored: (loaded: Loaded) => void;
  /** Reads the connection again. */
  onReload: () => void;
}

const ROW = /^\/environmentVariables\/(\d+)\/(name|value)$/;

export function Editor({ loaded, onStored, onReload }: EditorProps) {
  const { text, connection } = loaded;
  const [form, setForm] = useState<Form>(() => formOf(connection));
  const [exchange, setExchange] = useState<Exchange>();
  const [error, setError] = useState<ConnectError>();
  const [isSaving, setSaving] = useState(false);
  const [isSaved, setSaved] = useState(false);

  const changes = useMemo(() => changesOf(connection, form), [connection, form]);
  const merged = useMemo(() => merge(text, changes), [text, changes]);
  const isDirty = Object.keys(changes).length > 0;
  const issues = useMemo(() => [...merged.issues, ...(error?.kind === "http" ? error.issues : [])], [merged, error]);
  const at = (pointer: string) => issues.filter((issue) => issue.pointer === pointer);
  const errors = merged.issues.filter(({ severity }) => severity === "error").length;
  const base = baseField(connection);
  const losses = issues.filter(({ code }) => code === "overwritten-variables");
  const hasField = ({ pointer }: Issue) => pointer === "/name" || pointer === `/${base}` || ROW.test(pointer);
  const elsewhere = issues.filter((issue) => !hasField(issue) && !losses.includes(issue));

  /** Takes an edit; what the platform said of the last attempt no longer holds. */
  function edit(next: Partial<Form>) {
    setForm((before) => ({ ...before, ...next }));
    setError(undefined);
    setSaved(false);
  }

  const editRow = (key: number, next: Partial<Row>) =>
    edit({ rows: form.rows.map((row) => (row.key === key ? { ...row, ...next } : row)) });

  /** Reads the connection again; the edits stay, less those that it holds by now. */
  function reload() {
    setError(undefined);
    onReload();
  }

  async function save() {
    if (!merged.ok) return;
    setSaving(true);
    setError(undefined);
    let answer = "";
    const client = clientThatShows((shown) => {
      answer = shown.answer ?? "";
      setExchange(shown);
    });
    const target = { organisationId: connection.organisationId, connectionId: connection.id };
    const outcome = await client.updateConnection(target, merged.bytes);
    setSaving(false);
    if (outcome.ok) {
      setForm(formOf(outcome.connection));
      setSaved(true);
      onStored({ text: answer, connection: outcome.connection });
    } else {
      setError(outcome.error);
    }
  }

  return (
    <div className="columns">
      <div>
        <form
          className="card"
          aria-label="Settings"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <div className="title">
            <h1>{connection.name}</h1>
            <span className="tag">{connection.protocol}</span>
          </div>
          <p className="hint">
            {connection.environments.length} environments · last changed{" "}
            {new Date(connection.updatedAt).toLocaleString()}
          </p>

          <fieldset className="plain" disabled={isSaving}>
            <Field label="Name" value={form.name} issues={at("/name")} onChange={(name) => edit({ name })} />
            <Field
              label={base === "baseUrl" ? "Base URL" : "Dataset"}
              value={form.base}
              issues={at(`/${base}`)}
              isCode
              onChange={(value) => edit({ base: value })}
            />

            <Variables rows={form.rows} at={at} onEdit={editRow} onChange={(rows) => edit({ rows })} />
          </fieldset>
          <Losses issues={losses} />
          <Issues issues={elsewhere} withField />

          <div className="actions">
            <button type="submit" className="primary" disabled={!isDirty || errors > 0 || isSaving}>
              {isSaving ? "Saving…" : "Save"}
            </button>
            <button type="button" disabled={!isDirty || isSaving} onClick={() => edit(formOf(connection))}>
              Reset
            </button>
            <span className="status" role="status">
              {errors > 0 && `${errors} ${errors === 1 ? "error keeps" : "errors keep"} this from being sent.`}
              {errors === 0 && isDirty && "Not saved yet."}
              {isSaved && !isDirty && "Saved."}
            </span>
          </div>
        </form>
        {error !== undefined && <Failure error={error} onReload={reload} onOpen={() => void save()} />}
      </div>
      {isDirty && error === undefined ? (
        <PendingView bytes={merged.ok ? merged.bytes : undefined} />
      ) : (
        <ExchangeView exchange={exchange} />
      )}
    </div>
  );
}

interface VariablesProps {
  rows: Row[];
  at: (pointer: string) => Issue[];
  onEdit: (key: number, next: Partial<Row>) => void;
  onChange: (rows: Row[]) => void;
}

function Variables({ rows, at, onEdit, onChange }: VariablesProps) {
  return (
    <fieldset className="variables">
      <legend>Environment variables</legend>
      {rows.length === 0 && <p className="hint">There are none.</p>}
      {rows.map((row, index) => (
        <div className="row" key={row.key}>
          <Field
            label={`Name of variable ${index + 1}`}
            isLabelHidden
            isCode
            value={row.name}
            issues={at(`/environmentVariables/${index}/name`)}
            onChange={(name) => onEdit(row.key, { name })}
          />
          <Field
            label={`Value of variable ${index + 1}`}
            isLabelHidden
            isCode
            value={row.value}
            issues={at(`/environmentVariables/${index}/value`)}
            onChange={(value) => onEdit(row.key, { value })}
          />
          <button
            type="button"
            className="quiet"
            aria-label={`Remove variable ${row.name || index + 1}`}
            onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
          >
            ×
          </button>
        </div>
      ))}
      <button type="button" onClick={() => onChange([...rows, newRow()])}>
        Add variable
      </button>
    </fieldset>
  );
}

/** What the environments would lose: a few by name, the rest by number. */
function Losses({ issues }: { issues: Issue[] }) {
  const few = issues.slice(0, 3);
  const rest = issues.length - few.length;
  if (few.length === 0) return null;
  return (
    <div className="banner warning">
      {few.map(({ message, params }) => (
        <p key={String(params?.id)}>{sentence(message)}</p>
      ))}
      {rest > 0 && <p>So will {rest} more environments.</p>}
    </div>
  );
}

/** What went wrong with the last attempt, and what can be done about it. */
function Failure({ error, onReload, onOpen }: { error: ConnectError; onReload: () => void; onOpen: () => void }) {
  return (
    <div className="banner error" role="alert">
      <p>{sentence(error.message)}</p>
      {error.maybeApplied && <p>The update may have been applied all the same. Read the connection again to know.</p>}
      {error.status === 401 && <LogIn compact onOpen={onOpen} />}
      {error.maybeApplied && (
        <button type="button" onClick={onReload}>
          Read it again
        </button>
      )}
    </div>
  );
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
