import type { AuthSchemeConfig, ConnectionDraft, DraftPath } from "connection-update";
import { useField } from "connection-update/react";
import { useRef } from "react";
import { CheckboxField } from "../components/CheckboxField.tsx";
import { PathIssues } from "../fields/PathIssues.tsx";
import { SelectField } from "../fields/SelectField.tsx";
import { TextField } from "../fields/TextField.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";

const SCHEME_TYPES = ["none", "api-key", "basic-auth", "oauth2", "hmac", "google-service-account"];

/** The initial value of a new scheme, by type. The user fills in the empty strings. */
const NEW_SCHEMES: Record<string, AuthSchemeConfig> = {
  none: { schemeType: "none" },
  "basic-auth": { schemeType: "basic-auth" },
  "google-service-account": { schemeType: "google-service-account" },
  "api-key": { schemeType: "api-key", name: "", in: "header" },
  oauth2: { schemeType: "oauth2", authorizeUrl: "", tokenUrl: "", scopes: [], flows: { clientCredentials: {} } },
  hmac: { schemeType: "hmac", name: "", in: "header", algorithm: "sha256", digestInputs: ["body"] },
};

/** The list of auth schemes. Each scheme has the fields of its type. */
export function AuthSchemes({ draft }: { draft: ConnectionDraft }) {
  const { value } = useField(draft, ["authSchemeConfigs"]);
  const schemes = asObjects(value);
  return (
    <section className="card" aria-labelledby="schemes">
      <h2 id="schemes">Auth schemes</h2>
      <p className="hint">New environments copy these. Environments that exist keep the copies that they have.</p>
      {schemes.map((scheme, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a scheme
        <Scheme key={index} draft={draft} index={index} count={schemes.length} type={asString(scheme.schemeType)} />
      ))}
      <PathIssues draft={draft} path={["authSchemeConfigs"]} />
      <button
        type="button"
        id="add-scheme"
        onClick={() => {
          const item = NEW_SCHEMES["api-key"] as AuthSchemeConfig;
          if (Array.isArray(value)) draft.insert("authSchemeConfigs", item);
          else draft.set("authSchemeConfigs", [item]);
          focusOn(fieldId(["authSchemeConfigs", schemes.length, "schemeType"]));
        }}
      >
        Add auth scheme
      </button>
    </section>
  );
}

interface SchemeProps {
  draft: ConnectionDraft;
  index: number;
  /** The number of schemes. */
  count: number;
  type: string;
}

function Scheme({ draft, index, count, type }: SchemeProps) {
  // The fields of a scheme depend on `schemeType`. The type `DraftPath` cannot express that, so paths are cast.
  const path = ["authSchemeConfigs", index] as const;
  const pathOf = (field: string) => [...path, field] as unknown as DraftPath;
  const renderTextField = (field: string, label: string) => (
    <TextField draft={draft} path={pathOf(field)} label={`${label} of scheme ${index + 1}`} isCode />
  );
  const previousSchemes = useRef(new Map<string, unknown>());

  /** Changes the type of the scheme. Keeps the current scheme, so that the user can select its type again without a loss. */
  function changeType(next: string) {
    previousSchemes.current.set(type, draft.get(path));
    draft.set(path as readonly (string | number)[], previousSchemes.current.get(next) ?? NEW_SCHEMES[next]);
  }

  return (
    <fieldset className="scheme">
      <legend className="hidden">Auth scheme {index + 1}</legend>
      <div className="scheme-head">
        <SelectField
          draft={draft}
          path={pathOf("schemeType")}
          label={`Type of scheme ${index + 1}`}
          options={SCHEME_TYPES}
          onSelect={changeType}
        />
        <button
          type="button"
          className="quiet"
          aria-label={`Remove auth scheme ${index + 1}`}
          id={`remove-scheme-${index}`}
          onClick={() => {
            draft.remove(path);
            focusOn(`remove-scheme-${Math.min(index, count - 2)}`, "add-scheme");
          }}
        >
          ×
        </button>
      </div>
      <PathIssues draft={draft} path={path} />
      {type === "api-key" && renderTextField("name", "Name")}
      {type === "hmac" && renderTextField("name", "Name")}
      {(type === "api-key" || type === "hmac") && (
        <SelectField
          draft={draft}
          path={pathOf("in")}
          label={`Where scheme ${index + 1} is sent`}
          options={["header", "query", "cookie"]}
        />
      )}
      {type === "hmac" && (
        <SelectField
          draft={draft}
          path={pathOf("algorithm")}
          label={`Algorithm of scheme ${index + 1}`}
          options={["sha1", "sha256", "sha512"]}
        />
      )}
      {type === "oauth2" && renderTextField("authorizeUrl", "Authorize URL")}
      {type === "oauth2" && renderTextField("tokenUrl", "Token URL")}
      {type === "oauth2" && <Scopes draft={draft} index={index} />}
      {type === "oauth2" && <Flows draft={draft} index={index} />}
      {type === "hmac" && <DigestInputs draft={draft} index={index} />}
      {!SCHEME_TYPES.includes(type) && (
        <p className="hint">This console does not know the type; it is kept as it is.</p>
      )}
    </fieldset>
  );
}

interface SchemePartProps {
  draft: ConnectionDraft;
  index: number;
}

/** Returns a path inside the scheme at an index. */
const schemePath = (index: number, ...path: (string | number)[]) =>
  ["authSchemeConfigs", index, ...path] as unknown as DraftPath;

/** The scopes of an OAuth 2.0 scheme. */
function Scopes({ draft, index }: SchemePartProps) {
  const path = schemePath(index, "scopes");
  const { value } = useField(draft, path);
  const scopes = asObjects(value);
  const label = (part: string, at: number) => `${part} of scope ${at + 1} of scheme ${index + 1}`;
  return (
    <fieldset className="plain part">
      <legend>Scopes, each with a name and perhaps a description</legend>
      {scopes.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a scope
        <div className="row" key={at}>
          {(["name", "description"] as const).map((part) => (
            <TextField
              key={part}
              draft={draft}
              path={schemePath(index, "scopes", at, part)}
              label={label(part === "name" ? "Name" : "Description", at)}
              isLabelHidden
              isCode={part === "name"}
            />
          ))}
          <button
            type="button"
            className="quiet"
            id={`remove-scope-${index}-${at}`}
            aria-label={`Remove scope ${at + 1} of scheme ${index + 1}`}
            onClick={() => {
              draft.remove(schemePath(index, "scopes", at));
              focusOn(`remove-scope-${index}-${Math.min(at, scopes.length - 2)}`, `add-scope-${index}`);
            }}
          >
            ×
          </button>
        </div>
      ))}
      <PathIssues draft={draft} path={path} />
      <button
        type="button"
        id={`add-scope-${index}`}
        aria-label={`Add scope to scheme ${index + 1}`}
        onClick={() => {
          if (Array.isArray(value)) draft.insert(path, { name: "" });
          else draft.set(path, [{ name: "" }]);
          focusOn(fieldId(["authSchemeConfigs", index, "scopes", scopes.length, "name"]));
        }}
      >
        Add scope
      </button>
    </fieldset>
  );
}

/** The flows of an OAuth 2.0 scheme. */
function Flows({ draft, index }: SchemePartProps) {
  const path = schemePath(index, "flows");
  const { value } = useField(draft, path);
  const [flows = {}] = asObjects([value]);
  const toggle = (flow: string, empty: object) => (isOn: boolean) => {
    const { [flow]: _, ...rest } = flows;
    draft.set(path, isOn ? { ...rest, [flow]: empty } : rest);
  };
  const schemeLabelSuffix = `of scheme ${index + 1}`;
  return (
    <fieldset className="plain part">
      <legend>Flows</legend>
      <CheckboxField
        label={`Client credentials ${schemeLabelSuffix}`}
        isOn={flows.clientCredentials !== undefined}
        onChange={toggle("clientCredentials", {})}
      />
      <CheckboxField
        label={`Authorization code ${schemeLabelSuffix}`}
        isOn={flows.authorizationCode !== undefined}
        onChange={toggle("authorizationCode", { applicationCredential: { id: "" } })}
      />
      {flows.authorizationCode !== undefined && (
        <TextField
          draft={draft}
          path={schemePath(index, "flows", "authorizationCode", "applicationCredential", "id")}
          label={`Id of the application credential ${schemeLabelSuffix}`}
          isCode
        />
      )}
      <PathIssues draft={draft} path={path} />
    </fieldset>
  );
}

/** The parts of a request that an HMAC scheme signs, in the order of signing. */
function DigestInputs({ draft, index }: SchemePartProps) {
  const path = schemePath(index, "digestInputs");
  const { value } = useField(draft, path);
  const inputs: unknown[] = Array.isArray(value) ? value : [];
  const schemeLabelSuffix = `of scheme ${index + 1}`;
  const toggle = (input: string) => (isOn: boolean) =>
    draft.set(path, isOn ? [...inputs, input] : inputs.filter((other) => other !== input));
  return (
    <fieldset className="plain part">
      <legend>Digest of: {inputs.length === 0 ? "nothing yet" : inputs.join(", then ")}</legend>
      {["body", "url"].map((input) => (
        <CheckboxField
          key={input}
          label={`The ${input} ${schemeLabelSuffix}`}
          isOn={inputs.includes(input)}
          onChange={toggle(input)}
        />
      ))}
      {inputs.length > 1 && (
        <button type="button" onClick={() => draft.set(path, [...inputs].reverse())}>
          Swap the order {schemeLabelSuffix}
        </button>
      )}
      <PathIssues draft={draft} path={path} inside />
    </fieldset>
  );
}
