import { asString } from "../lib/coerce.ts";
import { FieldFrame, type FieldProps } from "./FieldFrame.tsx";

/** A read-only input for a string of the draft. Shows the reason why the string cannot be edited. */
export function ReadOnlyField({ reason, ...frame }: FieldProps & { reason: string }) {
  return (
    <FieldFrame {...frame} reason={reason}>
      {(field, attributes) => <input {...attributes} className="code" readOnly value={asString(field.value)} />}
    </FieldFrame>
  );
}
