import type { ConnectionDraft } from "connection-update";
import { type DraftPath, useField } from "connection-update/react";
import type { ReactNode } from "react";
import { InlineIssues } from "../components/InlineIssues.tsx";
import { fieldId } from "../lib/focus.ts";
import type { Path } from "../lib/path.ts";
import { useServerIssues } from "./ServerIssues.tsx";

/** The properties of every field: a path of a draft and a label. */
export interface FieldProps {
  draft: ConnectionDraft;
  path: DraftPath;
  label: string;
}

interface FieldFrameProps extends FieldProps {
  /** Shows the label to assistive technology only. */
  isLabelHidden?: boolean;
  /** Reserves space for one issue, so that the first one moves nothing. */
  reservesSpace?: boolean;
  /** The reason that the field is read-only. */
  reason?: string;
  /** Renders the control with these attributes. */
  children: (field: ReturnType<typeof useField>, attributes: ControlAttributes) => ReactNode;
}

/** The attributes that connect a control to its label, its issues and its hints. */
interface ControlAttributes {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** The parts that all fields share: the label, the mark of an edit, and the issues at the path. */
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
  const issues = [...field.issues, ...useServerIssues(path)];
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
      <InlineIssues id={`${id}:issues`} issues={issues} reservesSpace={reservesSpace} />
    </div>
  );
}

/** Sets a value of a draft. If its parent is not an object, as after an edit of the JSON, replaces the parent by one. */
export function setInParent(draft: ConnectionDraft, path: Path, value: unknown) {
  const [parentPath, key] = [path.slice(0, -1), path.at(-1) as string];
  const parent = draft.get(parentPath);
  if (typeof parent === "object" && parent !== null) draft.set(path, value);
  else draft.set(parentPath, { [key]: value });
}
