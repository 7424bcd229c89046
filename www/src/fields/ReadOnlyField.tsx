import { asString } from "../lib/coerce.ts";
import { FieldFrame, type FieldProps } from "./FieldFrame.tsx";

/** A read-only input for a string of the draft. The hint gives the reason why the string cannot be edited. */
export function ReadOnlyField(frame: FieldProps & { hint: string }) {
  return (
    <FieldFrame {...frame}>
      {(field, attributes) => (
        <input {...attributes} className="input is-code" readOnly value={asString(field.value)} />
      )}
    </FieldFrame>
  );
}
