import type { ConnectionDraft, DraftPath } from "connection-update";
import { useField } from "connection-update/react";
import type { ReactNode } from "react";
import "../components/Field.css";
import { InlineIssues } from "../components/InlineIssues.tsx";
import { fieldId } from "../lib/focus.ts";
import type { Path } from "../lib/path.ts";
import { whenPointerIsUp } from "../lib/pointer.ts";

/** The properties that all fields have. */
export interface FieldProps {
  draft: ConnectionDraft;
  path: Path;
  label: string;
  /** Shows the label only to assistive technology. */
  isLabelHidden?: boolean;
  /** A sentence below the control that helps to fill it in. An issue replaces it. */
  hint?: string | undefined;
  /** The id of the control. Defaults to the id of the path; a second control for a path needs another one. */
  id?: string;
}

interface FieldFrameProps extends FieldProps {
  /** Renders the control. The control must have all `attributes`. */
  children: (field: ReturnType<typeof useField>, attributes: ControlAttributes) => ReactNode;
}

/** The attributes that connect a control to its label, its issues and its hints. */
interface ControlAttributes {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
  onBlur: () => void;
}

/** The frame of a field. Renders the label, the control, and the issues at the path. Marks the label of an edited value. */
export function FieldFrame(props: FieldFrameProps) {
  const { draft, path, label, isLabelHidden = false, hint, id = fieldId(path), children } = props;
  const field = useField(draft, path as DraftPath);
  const { issues, errors, isDirty, onBlur } = field;
  const hasHint = hint !== undefined && issues.length === 0;
  const describedBy = [
    ...(hasHint ? [`${id}:hint`] : []),
    ...(issues.length > 0 ? [`${id}:issues`] : []),
    ...(isDirty ? [`${id}:edited`] : []),
  ];
  return (
    <div className={isDirty ? "field is-edited" : "field"}>
      <label htmlFor={id} className={isLabelHidden ? "visually-hidden" : "label"}>
        {label}
        {isDirty && <span className="edited-dot" aria-hidden="true" />}
      </label>
      {children(field, {
        id,
        "aria-invalid": errors.length > 0,
        "aria-describedby": describedBy.length > 0 ? describedBy.join(" ") : undefined,
        // The issues of a field that was left move the content below it. A button that moves between press and release misses its click.
        onBlur: () => whenPointerIsUp(onBlur),
      })}
      {isDirty && (
        <span className="visually-hidden" id={`${id}:edited`}>
          (edited)
        </span>
      )}
      {hasHint && (
        <p className="hint" id={`${id}:hint`}>
          {hint}
        </p>
      )}
      <InlineIssues id={`${id}:issues`} issues={issues} />
    </div>
  );
}

/**
 * Sets the value at a path. If the parent is not an object, replaces the parent with an object, because an edit of the JSON can
 * give the parent any type.
 */
export function setInParent(draft: ConnectionDraft, path: Path, value: unknown) {
  const [parentPath, key] = [path.slice(0, -1), path.at(-1) as string];
  const parent = draft.get(parentPath);
  if (typeof parent === "object" && parent !== null) draft.set(path, value);
  else draft.set(parentPath, { [key]: value });
}
