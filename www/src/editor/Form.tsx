import type { ConnectionDraft } from "connection-update";
import { useField } from "connection-update/react";
import type { Ref } from "react";
import { ReadOnlyField } from "../fields/ReadOnlyField.tsx";
import { TextField } from "../fields/TextField.tsx";
import { AuthSchemes } from "./AuthSchemes.tsx";
import { Environments, type EnvironmentsHandle } from "./Environments.tsx";
import type { VariablesHandle } from "./VariableList.tsx";
import { Variables } from "./Variables.tsx";

interface FormProps {
  draft: ConnectionDraft;
  environments: Ref<EnvironmentsHandle>;
  variables: Ref<VariablesHandle>;
}

/** The form that edits a connection. */
export function Form({ draft, environments, variables }: FormProps) {
  const { protocol, updatedAt } = draft.current;
  return (
    <>
      <section className="card" aria-label="Settings">
        <div className="title">
          <Title draft={draft} />
          <span className="tag">{protocol}</span>
        </div>
        <p className="hint">Last changed {new Date(updatedAt).toLocaleString()}</p>
        <TextField draft={draft} path={["name"]} label="Name" />
        <ReadOnlyField draft={draft} path={["protocol"]} label="Protocol" reason="It can never change." />
        {protocol === "bigquery" ? (
          <TextField draft={draft} path={["datasetId"]} label="Dataset" isCode />
        ) : (
          <TextField draft={draft} path={["baseUrl"]} label="Base URL" isCode />
        )}
      </section>
      <Variables draft={draft} handle={variables} />
      <Environments draft={draft} handle={environments} />
      <AuthSchemes draft={draft} />
    </>
  );
}

/** A heading with the stored name. It does not change while a new name is typed. */
function Title({ draft }: { draft: ConnectionDraft }) {
  const { value, isDirty } = useField(draft, ["name"]);
  return <h1>{isDirty ? draft.current.name : value}</h1>;
}
