import type { ConnectionDraft, DraftPath } from "connection-update";
import { useField } from "connection-update/react";
import type { ReactNode } from "react";
import { InlineIssues } from "../components/InlineIssues.tsx";
import { fieldId } from "../lib/focus.ts";
import type { Path } from "../lib/path.ts";

/** The properties that all fields have. */
export interface FieldProps {
  draft: ConnectionDraft;
  path: DraftPath;
  label: string;
}

interface FieldFrameProps extends FieldProps {
  /** Shows the label only to assistive technology. */
  isLabelHidden?: boolean;
  /** Reserves space for one issue, so that the page does not move when the first issue appears. */
  reservesSpace?: boolean;
  /** The reason why the field is read-only. */
  reason?: string;
  /** Renders the control. The control must have all `attributes`. */
  children: (field: ReturnType<typeof useField>, attributes: ControlAttributes) => ReactNode;
}

/** The attributes that connect a control to its label, its issues and its hints. */
interface ControlAttributes {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** The frame of a field. Renders the label, the control, and the issues at the path. Marks the label of an edited value. */
export function FieldFrame({
  draft,
  path,
  label,
  isLabelHidden,
  reservesSpace = false,
  reason,
  children,
}: FieldFrameProps) {
  const field = useField(draft, path);
  const id = fieldId(path);
  const { issues } = field;
  const parts = { reason: reason !== undefined, issues: issues.length > 0, edited: field.isDirty };
  const describedBy = Object.entries(parts).flatMap(([part, isPresent]) => (isPresent ? [`${id}:${part}`] : []));
  return (
    <div className={field.isDirty ? "field dirty" : "field"}>
      <label htmlFor={id} className={isLabelHidden ? "hidden" : undefined}>
        {label}
        {field.isDirty && <span className="mark-dirty" aria-hidden="true" />}
      </label>
      {children(field, {
        id,
        "aria-invalid": issues.some(({ severity }) => severity === "error"),
        "aria-describedby": describedBy.length > 0 ? describedBy.join(" ") : undefined,
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
      <InlineIssues id={`${id}:issues`} issues={issues} reservesSpace={reservesSpace} />
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
