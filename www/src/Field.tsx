import type { ConnectionDraft, Issue } from "connection-update";
import { type DraftPath, useField } from "connection-update/react";
import { createContext, type ReactNode, useContext, useId } from "react";
import { Message } from "./Sentence.tsx";
import { textOf } from "./shape.ts";

/** The id of what edits a place, so that the list of issues can lead there. */
export function fieldId(path: readonly (string | number)[]): string {
  return `field:${path.join("/")}`;
}

/** What the platform refused, each at its place. */
export const Refused = createContext<Issue[]>([]);

/** What the platform refused at a place, or in it too. */
export function useRefused(path: readonly (string | number)[], isInside = false): Issue[] {
  const isHere = (issue: Issue) =>
    (isInside || issue.path.length === path.length) && path.every((step, at) => step === issue.path[at]);
  return useContext(Refused).filter(isHere);
}

interface FieldProps {
  draft: ConnectionDraft;
  path: DraftPath;
  label: string;
}

/** Puts a value at a place; where nothing can hold it, such as a number among variables, something is put that can. */
function put(draft: ConnectionDraft, path: readonly (string | number)[], value: unknown) {
  const [around, key] = [path.slice(0, -1), path.at(-1) as string];
  const holder = draft.get(around);
  if (typeof holder === "object" && holder !== null) draft.set(path, value);
  else draft.set(around, { [key]: value });
}

interface FrameProps extends FieldProps {
  isLabelHidden?: boolean;
  /** Whether the room of one issue is kept free. */
  hasRoom?: boolean;
  /** Why it cannot be edited, where it cannot. */
  reason?: string;
  /** What is edited, with what it owes the frame. */
  children: (field: ReturnType<typeof useField>, own: Control) => ReactNode;
}

/** What every control of a field has. */
interface Control {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** What is around the control of a place: its label, that it was edited, and the issues of the place. */
function Frame({ draft, path, label, isLabelHidden = false, hasRoom = false, reason, children }: FrameProps) {
  const field = useField(draft, path);
  const id = fieldId(path);
  const issues = [...field.issues, ...useRefused(path)];
  const parts = { reason: reason !== undefined, issues: issues.length > 0, edited: field.isDirty };
  const described = Object.entries(parts).flatMap(([part, isThere]) => (isThere ? [`${id}:${part}`] : []));
  return (
    <div className={field.isDirty ? "field dirty" : "field"}>
      <label htmlFor={id} className={isLabelHidden ? "hidden" : undefined}>
        {label}
        {field.isDirty && <span className="mark-dirty" aria-hidden="true" />}
      </label>
      {children(field, {
        id,
        "aria-invalid": issues.some(({ severity }) => severity === "error"),
        "aria-describedby": described.length > 0 ? described.join(" ") : undefined,
      })}
      {field.isDirty && (
        <span className="hidden" id={`${id}:edited`}>
          (edited)
        </span>
      )}
      {reason !== undefined && (
        <p className="hint" id={`${id}:reason`}>
          {reason}
        </p>
      )}
      <Issues id={`${id}:issues`} issues={issues} hasRoom={hasRoom} />
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  isLabelHidden?: boolean;
  isCode?: boolean;
  onPaste?: (text: string) => boolean;
}

/** A text of the draft with the issues of its place under it. */
export function TextField({ draft, path, label, isLabelHidden = false, isCode, onPaste }: TextFieldProps) {
  return (
    <Frame draft={draft} path={path} label={label} isLabelHidden={isLabelHidden} hasRoom={!isLabelHidden}>
      {(field, own) => (
        <input
          {...own}
          className={isCode ? "code" : undefined}
          value={textOf(field.value)}
          title={field.isDirty ? "Edited, and not saved yet" : undefined}
          autoComplete="off"
          spellCheck={false}
          onBlur={field.onBlur}
          onPaste={(event) => {
            if (onPaste?.(event.clipboardData.getData("text"))) event.preventDefault();
          }}
          onChange={({ target }) => put(draft, path, target.value)}
        />
      )}
    </Frame>
  );
}

interface ChoiceFieldProps extends FieldProps {
  options: readonly string[];
  /** Puts what was chosen; the text itself at the place unless told. */
  onChoose?: (option: string) => void;
}

/** A choice of the draft with the issues of its place under it. */
export function ChoiceField({ draft, path, label, options, onChoose }: ChoiceFieldProps) {
  const choose = onChoose ?? ((option) => put(draft, path, option));
  return (
    <Frame draft={draft} path={path} label={label}>
      {(field, own) => {
        const value = textOf(field.value);
        return (
          <select {...own} value={value} onChange={({ target }) => choose(target.value)}>
            {(options.includes(value) ? options : [value, ...options]).map((option) => (
              <option key={option}>{option}</option>
            ))}
          </select>
        );
      }}
    </Frame>
  );
}

/** A text of the draft that is only to be read, with the reason and the issues of its place under it. */
export function FixedField({ reason, ...place }: FieldProps & { reason: string }) {
  return (
    <Frame {...place} reason={reason}>
      {(field, own) => <input {...own} className="code" readOnly value={textOf(field.value)} />}
    </Frame>
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

interface PlaceIssuesProps {
  draft: ConnectionDraft;
  path: DraftPath;
  /** Whether what stands in it has no fields of its own. */
  isWhole?: boolean;
}

/** The issues of a place that is no field, such as a list. */
export function PlaceIssues({ draft, path, isWhole = false }: PlaceIssuesProps) {
  const { issues } = useField(draft, path);
  const own = isWhole ? draft.issuesAt(path, { inside: true }) : issues;
  return <Issues issues={[...own, ...useRefused(path, isWhole)]} />;
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
