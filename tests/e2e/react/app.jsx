// A form with many fields, each of which counts its renders.

import { useConnectionDraft, useDraft, useField } from "connection-update/react";
import { memo, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

const renders = {};
window.renders = renders;

const Name = memo(function Name({ draft, index }) {
  const field = useField(draft, ["environments", index, "name"]);
  renders[index] = (renders[index] ?? 0) + 1;
  return (
    <label>
      {`Environment ${index}`}
      <input
        value={field.value ?? ""}
        onBlur={field.onBlur}
        onChange={({ target }) => field.set(target.value)}
        aria-invalid={field.issues.length > 0}
      />
    </label>
  );
});

function Bar({ draft }) {
  const { issues, isDirty, canUndo } = useDraft(draft);
  renders.bar = (renders.bar ?? 0) + 1;
  return (
    <p>
      <output>{`${issues.length} issues${isDirty ? ", dirty" : ""}`}</output>
      <button type="button" disabled={!canUndo} onClick={() => draft.undo()}>
        Undo
      </button>
    </p>
  );
}

function App() {
  const [current, setCurrent] = useState(window.connection);
  // A new object for every render, as from a query that parses each time.
  const draft = useConnectionDraft(structuredClone(current));
  renders.app = (renders.app ?? 0) + 1;
  return (
    <>
      <Bar draft={draft} />
      <button type="button" onClick={() => setCurrent({ ...current, name: "Loaded again" })}>
        Load again
      </button>
      <button type="button" onClick={() => setCurrent({ ...current, id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C09" })}>
        Load another
      </button>
      {current.environments.map(({ id }, index) => (
        <Name key={id} draft={draft} index={index} />
      ))}
    </>
  );
}

const root = createRoot(document.querySelector("#root"));
root.render(
  window.isStrict ? (
    <StrictMode>
      <App />
    </StrictMode>
  ) : (
    <App />
  ),
);
