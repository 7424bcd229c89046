import type { ConnectionDraft } from "connection-update";
import type { Ref } from "react";
import { ReadOnlyField } from "../fields/ReadOnlyField.tsx";
import { TextField } from "../fields/TextField.tsx";
import { AuthSchemes } from "./AuthSchemes.tsx";
import { Environments, type EnvironmentsHandle } from "./Environments.tsx";
import "./Form.css";
import { Variables } from "./Variables.tsx";
import type { VariableTableHandle } from "./VariableTable.tsx";

interface FormProps {
  draft: ConnectionDraft;
  environments: Ref<EnvironmentsHandle>;
  variables: Ref<VariableTableHandle>;
}

/** The form that edits a connection. */
export function Form({ draft, environments, variables }: FormProps) {
  const { protocol } = draft.current;
  return (
    <>
      <section className="card" aria-labelledby="settings">
        <h2 id="settings">Settings</h2>
        <div className="settings">
          <TextField draft={draft} path={["name"]} label="Name" />
          <ReadOnlyField draft={draft} path={["protocol"]} label="Protocol" hint="Set at creation. Can't be changed." />
        </div>
        {protocol === "bigquery" ? (
          <TextField draft={draft} path={["datasetId"]} label="Dataset" isCode hint="project_id.dataset_name" />
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
