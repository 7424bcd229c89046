import { asString } from "../lib/coerce.ts";
import { FieldFrame, type FieldProps } from "./FieldFrame.tsx";

/** A string of the draft that cannot be edited, with the reason. */
export function ReadOnlyField({ reason, ...frame }: FieldProps & { reason: string }) {
  return (
    <FieldFrame {...frame} reason={reason}>
      {(field, attributes) => <input {...attributes} className="code" readOnly value={asString(field.value)} />}
    </FieldFrame>
  );
}
