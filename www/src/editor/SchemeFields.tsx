import type { ConnectionDraft, DraftPath } from "connection-update";
import { useField, useList } from "connection-update/react";
import { Button, IconButton } from "../components/Button.tsx";
import { Checkbox } from "../components/Checkbox.tsx";
import { PathIssues, PathIssuesInside } from "../fields/PathIssues.tsx";
import { SelectField } from "../fields/SelectField.tsx";
import { TextField } from "../fields/TextField.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";
import { ALGORITHM_LABELS, DIGEST_INPUT_LABELS, FLOW_LABELS, PLACE_LABELS, SCHEME_TYPE_LABELS } from "../lib/labels.ts";
import type { Path } from "../lib/path.ts";
import "./SchemeFields.css";

interface SchemeFieldsProps {
  draft: ConnectionDraft;
  /** The path of the auth scheme: in the list of the connection, or in a credential of an environment. */
  path: Path;
  /** The `schemeType`. */
  type: string;
  /** The name of the scheme for labels, such as "auth scheme 1". */
  label: string;
}

/** The fields of an auth scheme, by its type. */
export function SchemeFields({ draft, path, type, label }: SchemeFieldsProps) {
  const part = { draft, path, label };
  const isNamed = type === "api-key" || type === "hmac";
  return (
    <>
      {(isNamed || type === "oauth2") && (
        <div className="scheme-fields">
          {isNamed && (
            <TextField
              draft={draft}
              path={[...path, "name"]}
              label={`Name of ${label}`}
              isCode
              hint="The name of the header, parameter or cookie."
            />
          )}
          {isNamed && (
            <SelectField draft={draft} path={[...path, "in"]} label={`Send ${label} in`} options={PLACE_LABELS} />
          )}
          {type === "hmac" && (
            <SelectField
              draft={draft}
              path={[...path, "algorithm"]}
              label={`Algorithm of ${label}`}
              options={ALGORITHM_LABELS}
            />
          )}
          {type === "oauth2" && (
            <TextField draft={draft} path={[...path, "authorizeUrl"]} label={`Authorize URL of ${label}`} isCode />
          )}
          {type === "oauth2" && (
            <TextField draft={draft} path={[...path, "tokenUrl"]} label={`Token URL of ${label}`} isCode />
          )}
        </div>
      )}
      {isNamed && <MissingName draft={draft} path={path} />}
      {type === "oauth2" && <Scopes {...part} />}
      {type === "oauth2" && <Flows {...part} />}
      {type === "hmac" && <DigestInputs {...part} />}
      {type !== "" && !SCHEME_TYPE_LABELS.has(type) && (
        <p className="hint">This console doesn't know the type "{type}". The scheme stays as it is.</p>
      )}
    </>
  );
}

/** A warning while a scheme that sends a key or a signature has no name for it. The contract allows an empty name. */
function MissingName({ draft, path }: Pick<SchemeFieldsProps, "draft" | "path">) {
  const { value } = useField(draft, [...path, "name"] as unknown as DraftPath);
  if (asString(value).trim() !== "") return null;
  return <p className="replaces">Enter the name of the header, parameter or cookie.</p>;
}

type SchemePartProps = Omit<SchemeFieldsProps, "type">;

/** The scopes of an OAuth 2.0 scheme. */
function Scopes({ draft, path: schemePath, label }: SchemePartProps) {
  const path = [...schemePath, "scopes"];
  const { value } = useField(draft, path as unknown as DraftPath);
  const { rows } = useList(draft, path as unknown as DraftPath);
  const id = fieldId(path);
  return (
    <fieldset className="scheme-part">
      <legend className="label">Scopes of {label}</legend>
      {rows.map(({ key, index }) => (
        <div className="scope" key={key}>
          {(["name", "description"] as const).map((part) => (
            <TextField
              key={part}
              draft={draft}
              path={[...path, index, part]}
              label={`${part === "name" ? "Name" : "Description"} of scope ${index + 1} of ${label}`}
              isLabelHidden
              isCode={part === "name"}
            />
          ))}
          <IconButton
            icon="close"
            label={`Remove scope ${index + 1} of ${label}`}
            tooltip="Remove"
            id={`${id}:remove-${index}`}
            onPress={() => {
              draft.remove([...path, index]);
              focusOn(`${id}:remove-${Math.min(index, rows.length - 2)}`, `${id}:add`);
            }}
          />
        </div>
      ))}
      <PathIssues draft={draft} path={path} />
      <div>
        <Button
          icon="plus"
          id={`${id}:add`}
          aria-label={`Add scope to ${label}`}
          onPress={() => {
            if (Array.isArray(value)) draft.insert(path, { name: "" });
            else draft.set(path, [{ name: "" }]);
            focusOn(fieldId([...path, rows.length, "name"]));
          }}
        >
          Add scope
        </Button>
      </div>
    </fieldset>
  );
}

/** The initial value of each flow. The user fills in the empty strings. */
const NEW_FLOWS: Readonly<Record<string, object>> = {
  clientCredentials: {},
  authorizationCode: { applicationCredential: { id: "" } },
};

/** The flows of an OAuth 2.0 scheme. */
function Flows({ draft, path: schemePath, label }: SchemePartProps) {
  const path = [...schemePath, "flows"];
  const { value } = useField(draft, path as unknown as DraftPath);
  const [flows = {}] = asObjects([value]);
  return (
    <fieldset className="scheme-part">
      <legend className="label">Flows of {label}</legend>
      {[...FLOW_LABELS].map(([flow, text]) => (
        <Checkbox
          key={flow}
          isOn={flows[flow] !== undefined}
          onChange={(isOn) => {
            const { [flow]: _, ...rest } = flows;
            draft.set(path, isOn ? { ...rest, [flow]: NEW_FLOWS[flow] ?? {} } : rest);
          }}
        >
          {text} <span className="visually-hidden">of {label}</span>
        </Checkbox>
      ))}
      {flows.authorizationCode !== undefined && (
        <TextField
          draft={draft}
          path={[...path, "authorizationCode", "applicationCredential", "id"]}
          label={`Application credential ID of ${label}`}
          isCode
        />
      )}
      <PathIssues draft={draft} path={path} />
    </fieldset>
  );
}

/** The parts of a request that an HMAC scheme signs, in the order of signing. */
function DigestInputs({ draft, path: schemePath, label }: SchemePartProps) {
  const path = [...schemePath, "digestInputs"];
  const { value } = useField(draft, path as unknown as DraftPath);
  const inputs: unknown[] = Array.isArray(value) ? value : [];
  const names = inputs.map((input) => DIGEST_INPUT_LABELS.get(String(input)) ?? String(input));
  return (
    <fieldset className="scheme-part">
      <legend className="label">
        Signed content of {label}: {names.length === 0 ? "nothing yet" : names.join(", then ")}
      </legend>
      {[...DIGEST_INPUT_LABELS].map(([input, text]) => (
        <Checkbox
          key={input}
          isOn={inputs.includes(input)}
          onChange={(isOn) => draft.set(path, isOn ? [...inputs, input] : inputs.filter((other) => other !== input))}
        >
          {text} <span className="visually-hidden">in the signature of {label}</span>
        </Checkbox>
      ))}
      {inputs.length === 0 && (
        <p className="replaces">Choose what is signed. A signature of nothing protects nothing.</p>
      )}
      {inputs.length > 1 && (
        <div>
          <Button onPress={() => draft.set(path, [...inputs].reverse())} aria-label={`Swap the order of ${label}`}>
            Swap the order
          </Button>
        </div>
      )}
      <PathIssuesInside draft={draft} path={path} />
    </fieldset>
  );
}
