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
        {field.isDirty && MARK}
      </label>
      <input
        id={id}
        className={isCode ? "code" : undefined}
        value={textOf(field.value)}
        aria-invalid={issues.some(({ severity }) => severity === "error")}
        aria-describedby={describedBy(id, { issues: issues.length > 0, edited: field.isDirty })}
        title={field.isDirty ? "Edited, and not saved yet" : undefined}
        autoComplete="off"
        spellCheck={false}
        onBlur={field.onBlur}
        onPaste={(event) => {
          if (onPaste?.(event.clipboardData.getData("text"))) event.preventDefault();
        }}
        onChange={({ target }) => put(draft, path, target.value)}
      />
      {field.isDirty && <Edited id={id} />}
      <Issues id={`${id}:issues`} issues={issues} hasRoom={!isLabelHidden} />
    </div>
  );
}

interface ChoiceFieldProps {
  draft: ConnectionDraft;
  path: DraftPlace;
  label: string;
  options: readonly string[];
  /** Puts what was chosen; the text itself at the place unless told. */
  onChoose?: (option: string) => void;
}

/** A choice of the draft with the issues of its place under it. */
export function ChoiceField({ draft, path, label, options, onChoose }: ChoiceFieldProps) {
  const field = useField(draft, path);
  const id = fieldId(path);
  const issues = [...field.issues, ...useRefused(path)];
  const value = textOf(field.value);
  const shown = options.includes(value) ? options : [value, ...options];
  return (
    <div className={field.isDirty ? "field dirty" : "field"}>
      <label htmlFor={id}>
        {label}
        {field.isDirty && MARK}
      </label>
      <select
        id={id}
        value={value}
        aria-invalid={issues.some(({ severity }) => severity === "error")}
        aria-describedby={describedBy(id, { issues: issues.length > 0, edited: field.isDirty })}
        onChange={({ target }) => (onChoose ?? ((option) => put(draft, path, option)))(target.value)}
      >
        {shown.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
      {field.isDirty && <Edited id={id} />}
      <Issues id={`${id}:issues`} issues={issues} />
    </div>
  );
}

interface FixedFieldProps {
  draft: ConnectionDraft;
  path: DraftPlace;
  label: string;
  /** Why it cannot be edited. */
  reason: string;
}

/** A text of the draft that is only to be read, with the reason and the issues of its place under it. */
export function FixedField({ draft, path, label, reason }: FixedFieldProps) {
  const field = useField(draft, path);
  const id = fieldId(path);
  const issues = [...field.issues, ...useRefused(path)];
  return (
    <div className={field.isDirty ? "field dirty" : "field"}>
      <label htmlFor={id}>
        {label}
        {field.isDirty && MARK}
      </label>
      <input
        id={id}
        className="code"
        readOnly
        value={textOf(field.value)}
        aria-invalid={issues.some(({ severity }) => severity === "error")}
        aria-describedby={describedBy(id, { reason: true, issues: issues.length > 0, edited: field.isDirty })}
      />
      {field.isDirty && <Edited id={id} />}
      <p className="hint" id={`${id}:reason`}>
        {reason}
      </p>
      <Issues id={`${id}:issues`} issues={issues} />
    </div>
  );
}

interface TickFieldProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** Something that is there or not. */
export function TickField({ label, isOn, onChange }: TickFieldProps) {
  return (
    <label className="confirm">
      <input type="checkbox" checked={isOn} onChange={({ target }) => onChange(target.checked)} />
      {label}
    </label>
  );
}

/** That a field is not what is stored, to be seen. */
const MARK = <span className="mark-dirty" aria-hidden="true" />;

/** The same, to be heard with the field. */
function Edited({ id }: { id: string }) {
  return (
    <span className="hidden" id={`${id}:edited`}>
      (edited)
    </span>
  );
}

/** What is said of a field besides its label. */
function describedBy(id: string, parts: Record<string, boolean>): string | undefined {
  const ids = Object.keys(parts).filter((part) => parts[part]);
  return ids.length === 0 ? undefined : ids.map((part) => `${id}:${part}`).join(" ");
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

/** Issues as a list; nothing where there are none, but the room for one where `hasRoom`, so that it moves nothing. */
export function Issues({ issues, id, hasRoom = false }: { issues: Issue[]; id?: string; hasRoom?: boolean }) {
  if (issues.length === 0) return hasRoom ? <div className="issues" /> : null;
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
