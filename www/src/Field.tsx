import type { ConnectionDraft, Issue } from "connection-update";
import { type DraftPlace, useField } from "connection-update/react";
import { createContext, useContext, useId } from "react";
import { Message } from "./Sentence.tsx";
import { textOf } from "./shape.ts";

/** The id of what edits a place, so that the list of issues can lead there. */
export function fieldId(path: readonly (string | number)[]): string {
  return `field:${path.join("/")}`;
}

/** What the platform refused, each at its place. */
export const Refused = createContext<Issue[]>([]);

/** What the platform refused at a place. */
function useRefused(path: readonly (string | number)[]): Issue[] {
  const isHere = (issue: Issue) =>
    issue.path.length === path.length && issue.path.every((step, at) => step === path[at]);
  return useContext(Refused).filter(isHere);
}

interface TextFieldProps {
  draft: ConnectionDraft;
  path: DraftPlace;
  label: string;
  isLabelHidden?: boolean;
  isCode?: boolean;
  onPaste?: (text: string) => boolean;
}

/** Puts a value at a place; where nothing can hold it, such as a number among variables, something is put that can. */
function put(draft: ConnectionDraft, path: readonly (string | number)[], value: unknown) {
  const [around, key] = [path.slice(0, -1), path.at(-1) as string];
  const holder = draft.get(around);
  if (typeof holder === "object" && holder !== null) draft.set(path, value);
  else draft.set(around, { [key]: value });
}

/** A text of the draft with the issues of its place under it. */
export function TextField({ draft, path, label, isLabelHidden = false, isCode, onPaste }: TextFieldProps) {
  const field = useField(draft, path);
  const id = fieldId(path);
  const issues = [...field.issues, ...useRefused(path)];
  return (
    <div className={field.isDirty ? "field dirty" : "field"}>
      <label htmlFor={id} className={isLabelHidden ? "hidden" : undefined}>
        {label}
        {field.isDirty && <span className="mark-dirty" aria-hidden="true" />}
      </label>
      <input
        id={id}
        className={isCode ? "code" : undefined}
        value={textOf(field.value)}
        aria-invalid={issues.some(({ severity }) => severity === "error")}
        aria-describedby={issues.length > 0 ? `${id}:issues` : undefined}
        title={field.isDirty ? "Edited, and not saved yet" : undefined}
        autoComplete="off"
        spellCheck={false}
        onBlur={field.onBlur}
        onPaste={(event) => {
          if (onPaste?.(event.clipboardData.getData("text"))) event.preventDefault();
        }}
        onChange={({ target }) => put(draft, path, target.value)}
      />
      <Issues id={`${id}:issues`} issues={issues} />
    </div>
  );
}

interface ChoiceFieldProps {
  draft: ConnectionDraft;
  path: DraftPlace;
  label: string;
  options: readonly string[];
}

/** A choice of the draft with the issues of its place under it. */
export function ChoiceField({ draft, path, label, options }: ChoiceFieldProps) {
  const field = useField(draft, path);
  const id = fieldId(path);
  const issues = [...field.issues, ...useRefused(path)];
  const value = textOf(field.value);
  const shown = options.includes(value) ? options : [value, ...options];
  return (
    <div className={field.isDirty ? "field dirty" : "field"}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-invalid={issues.length > 0}
        aria-describedby={issues.length > 0 ? `${id}:issues` : undefined}
        onChange={({ target }) => put(draft, path, target.value)}
      >
        {shown.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
      <Issues id={`${id}:issues`} issues={issues} />
    </div>
  );
}

/** Takes the focus once, when it appears. */
const focus = (input: HTMLInputElement | null) => input?.focus();

/** A text that is no part of the draft. */
export function PlainField(props: {
  label: string;
  value: string;
  type?: string;
  autoComplete?: string;
  isFirst?: boolean;
  onChange: (value: string) => void;
}) {
  const id = useId();
  const { label, value, type = "text", autoComplete = "off", isFirst = false, onChange } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={isFirst ? focus : undefined}
        type={type}
        autoComplete={autoComplete}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

/** The issues of a place that is no field, such as a list. */
export function PlaceIssues({ draft, path }: { draft: ConnectionDraft; path: DraftPlace }) {
  const { issues } = useField(draft, path);
  return <Issues issues={[...issues, ...useRefused(path)]} />;
}

/** Issues as a list, errors apart from warnings; nothing where there are none. */
export function Issues({ issues, id }: { issues: Issue[]; id?: string }) {
  if (issues.length === 0) return null;
  return (
    <ul className="issues" id={id}>
      {issues.map(({ code, severity, message, pointer }) => (
        <li key={`${code}${pointer}${message}`} className={`issue ${severity}`}>
          <Message text={message} />
        </li>
      ))}
    </ul>
  );
}
