import type { ConnectionDraft } from "connection-update";
import type { Ref } from "react";
import { VariableList, type VariablesHandle } from "./VariableList.tsx";

/** The variables of the connection. */
export function Variables({ draft, handle }: { draft: ConnectionDraft; handle: Ref<VariablesHandle> }) {
  return (
    <section className="card" aria-labelledby="variables">
      <h2 id="variables">Environment variables</h2>
      <p className="hint">
        Saving a change here replaces the variables of <strong>every</strong> environment. The review offers to keep
        their own values. Paste lines of <code>KEY=value</code> into any name.
      </p>
      <VariableList draft={draft} path={["environmentVariables"]} handle={handle} />
    </section>
  );
}
