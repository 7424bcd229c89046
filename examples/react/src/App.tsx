import { useMutation, useQuery } from "@tanstack/react-query";
import { ConnectClient, type Target, unwrap } from "connection-update";
import { type FieldProps, useConnectionDraft, useDraft, useField, useList } from "connection-update/react";
import { type ComponentProps, useId } from "react";

const client = new ConnectClient({ baseUrl: "/api/connect/v1alpha1" });
const target = Object.fromEntries(new URLSearchParams(location.search)) as unknown as Target;

export function App() {
  const queryFn = async () => unwrap(await client.getConnection(target));
  const read = useQuery({ queryKey: [target], queryFn, retry: false });
  return read.data ? <Editor current={read.data.bytes} /> : <p role="status">{read.error?.message ?? "Loading…"}</p>;
}

function Editor({ current }: { current: Uint8Array }) {
  const draft = useConnectionDraft(current);
  const { conflicts, isDirty, isSaving } = useDraft(draft);
  const { rows, insert } = useList(draft, "environments");
  const save = useMutation({ mutationFn: async () => unwrap(await draft.save(client)) });
  return (
    <form action={() => save.mutate()}>
      <TextField draft={draft} path="name" label="Name" />
      {rows.map(({ key, index, path, move, remove }) => (
        <fieldset key={key}>
          <TextField draft={draft} path={`${path}.name`} label={`Environment ${index + 1}`} />
          {index > 0 && <Button onClick={() => move(index - 1)}>Move environment {index + 1} up</Button>}
          <Button onClick={remove}>Remove environment {index + 1}</Button>
        </fieldset>
      ))}
      <Button onClick={() => insert({ name: "New", credentials: {}, variables: [] })}>Add environment</Button>
      <ul aria-label="Effects">{isDirty && draft.effects.map(({ summary }) => <li key={summary}>{summary}</li>)}</ul>
      {save.error && <p role="alert">{save.error.message}</p>}
      {conflicts.map((conflict) => (
        <fieldset key={conflict.message}>
          <legend>{conflict.message}</legend>
          <Button onClick={() => conflict.resolve("mine")}>Use mine</Button>
          <Button onClick={() => conflict.resolve("latest")}>Use theirs</Button>
        </fieldset>
      ))}
      <output>{isSaving ? "Saving…" : isDirty || conflicts.length > 0 ? "Unsaved changes" : "Saved"}</output>
      <input type="submit" value="Save" disabled={!isDirty || isSaving || conflicts.length > 0} />
    </form>
  );
}

function TextField({ draft, path, label }: FieldProps<string> & { label: string }) {
  const { input, issues, messagesId } = useField(draft, path);
  const id = useId();
  return (
    <p>
      <label htmlFor={id}>{label}</label> <input id={id} {...input} />
      <small id={messagesId}>{issues.map(({ severity, message }) => `${severity}: ${message}. `)}</small>
    </p>
  );
}

const Button = (props: ComponentProps<"button">) => <button type="button" {...props} />;
