import { useConnectionDraft, useDraft, useField, useList } from "connection-update/react";
import { memo, useEffect, useState } from "react";
import { client, countRender, NEW_ENVIRONMENT } from "./session.js";

export function App({ connection }) {
  // A new object in every render, as from a query that parses each time.
  const draft = useConnectionDraft(structuredClone(connection));
  const { rows, insert } = useList(draft, "environments");
  return (
    <>
      <Bar draft={draft} />
      <button type="button" onClick={() => insert(NEW_ENVIRONMENT, 0)}>
        Insert
      </button>
      <button type="button" onClick={() => rows[0].move(2)}>
        Move
      </button>
      <ul>
        {rows.map((row) => (
          <Row key={row.key} draft={draft} row={row} />
        ))}
      </ul>
    </>
  );
}

const Row = memo(function Row({ draft, row }) {
  const field = useField(draft, `${row.path}.name`);
  useEffect(() => countRender(row.key));
  return (
    <li>
      <input aria-label={`Environment ${row.index}`} {...field.input} />
      <span id={field.messagesId}>{field.issues.map(({ message }) => message)}</span>
      <button type="button" aria-label={`Remove ${row.index}`} onClick={row.remove} />
    </li>
  );
});

function Bar({ draft }) {
  const { isDirty, isSaving } = useDraft(draft);
  const [result, setResult] = useState("");
  return (
    <p>
      <output>{`${isDirty ? "dirty" : "clean"} ${isSaving ? "saving" : result}`}</output>
      <button type="button" onClick={() => draft.undo()}>
        Undo
      </button>
      <button type="button" onClick={async () => setResult((await draft.save(client)).ok ? "saved" : "failed")}>
        Save
      </button>
    </p>
  );
}
