import type { AuthSchemeConfig, ConnectionDraft } from "connection-update";
import { type DraftPath, useField } from "connection-update/react";
import { useRef } from "react";
import { ChoiceField, fieldId, PlaceIssues, TextField, TickField } from "./Field.tsx";
import { focusOn } from "./focus.ts";
import { listOf, textOf } from "./shape.ts";

const TYPES = ["none", "api-key", "basic-auth", "oauth2", "hmac", "google-service-account"];

/** What a scheme of a type starts with: its texts are left to be filled in. */
const EMPTY: Record<string, AuthSchemeConfig> = {
  none: { schemeType: "none" },
  "basic-auth": { schemeType: "basic-auth" },
  "google-service-account": { schemeType: "google-service-account" },
  "api-key": { schemeType: "api-key", name: "", in: "header" },
  oauth2: { schemeType: "oauth2", authorizeUrl: "", tokenUrl: "", scopes: [], flows: { clientCredentials: {} } },
  hmac: { schemeType: "hmac", name: "", in: "header", algorithm: "sha256", digestInputs: ["body"] },
};

/** The auth schemes of the connection, each as the form of its type. */
export function AuthSchemes({ draft }: { draft: ConnectionDraft }) {
  const { value } = useField(draft, ["authSchemeConfigs"]);
  const schemes = listOf(value);
  return (
    <section className="card" aria-labelledby="schemes">
      <h2 id="schemes">Auth schemes</h2>
      <p className="hint">New environments copy these. Environments that exist keep the copies that they have.</p>
      {schemes.map((scheme, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a scheme is its place in the list
        <Scheme key={index} draft={draft} index={index} count={schemes.length} type={textOf(scheme.schemeType)} />
      ))}
      <PlaceIssues draft={draft} path={["authSchemeConfigs"]} />
      <button
        type="button"
        id="add-scheme"
        onClick={() => {
          const item = EMPTY["api-key"];
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
  /** How many there are. */
  count: number;
  type: string;
}

function Scheme({ draft, index, count, type }: SchemeProps) {
  // The fields differ by the type, which is known here and not to the types of places.
  const place = ["authSchemeConfigs", index] as const;
  const placeOf = (field: string) => [...place, field] as unknown as DraftPath;
  const text = (field: string, label: string) => (
    <TextField draft={draft} path={placeOf(field)} label={`${label} of scheme ${index + 1}`} isCode />
  );
  const others = useRef(new Map<string, unknown>());

  /** Makes it a scheme of another type; what it was stays at hand, should it become that again. */
  function change(next: string) {
    others.current.set(type, draft.get(place));
    draft.set(place, others.current.get(next) ?? EMPTY[next]);
  }

  return (
    <fieldset className="scheme">
      <legend className="hidden">Auth scheme {index + 1}</legend>
      <div className="scheme-head">
        <ChoiceField
          draft={draft}
          path={placeOf("schemeType")}
          label={`Type of scheme ${index + 1}`}
          options={TYPES}
          onChoose={change}
        />
        <button
          type="button"
          className="quiet"
          aria-label={`Remove auth scheme ${index + 1}`}
          id={`remove-scheme-${index}`}
          onClick={() => {
            draft.remove(place);
            focusOn(`remove-scheme-${Math.min(index, count - 2)}`, "add-scheme");
          }}
        >
          ×
        </button>
      </div>
      <PlaceIssues draft={draft} path={place} />
      {type === "api-key" && text("name", "Name")}
      {type === "hmac" && text("name", "Name")}
      {(type === "api-key" || type === "hmac") && (
        <ChoiceField
          draft={draft}
          path={placeOf("in")}
          label={`Where scheme ${index + 1} is sent`}
          options={["header", "query", "cookie"]}
        />
      )}
      {type === "hmac" && (
        <ChoiceField
          draft={draft}
          path={placeOf("algorithm")}
          label={`Algorithm of scheme ${index + 1}`}
          options={["sha1", "sha256", "sha512"]}
        />
      )}
      {type === "oauth2" && text("authorizeUrl", "Authorize URL")}
      {type === "oauth2" && text("tokenUrl", "Token URL")}
      {type === "oauth2" && <Scopes draft={draft} index={index} />}
      {type === "oauth2" && <Flows draft={draft} index={index} />}
      {type === "hmac" && <DigestInputs draft={draft} index={index} />}
      {!TYPES.includes(type) && <p className="hint">This console does not know the type; it is kept as it is.</p>}
    </fieldset>
  );
}

interface PartProps {
  draft: ConnectionDraft;
  index: number;
}

const placeIn = (index: number, ...path: (string | number)[]) =>
  ["authSchemeConfigs", index, ...path] as unknown as DraftPath;

/** What an OAuth 2.0 scheme asks for. */
function Scopes({ draft, index }: PartProps) {
  const place = placeIn(index, "scopes");
  const { value } = useField(draft, place);
  const scopes = listOf(value);
  const label = (part: string, at: number) => `${part} of scope ${at + 1} of scheme ${index + 1}`;
  return (
    <fieldset className="plain part">
      <legend>Scopes, each with a name and perhaps a description</legend>
      {scopes.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a scope is its place in the list
        <div className="row" key={at}>
          {(["name", "description"] as const).map((part) => (
            <TextField
              key={part}
              draft={draft}
              path={placeIn(index, "scopes", at, part)}
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
              draft.remove(placeIn(index, "scopes", at));
              focusOn(`remove-scope-${index}-${Math.min(at, scopes.length - 2)}`, `add-scope-${index}`);
            }}
          >
            ×
          </button>
        </div>
      ))}
      <PlaceIssues draft={draft} path={place} />
      <button
        type="button"
        id={`add-scope-${index}`}
        aria-label={`Add scope to scheme ${index + 1}`}
        onClick={() => {
          if (Array.isArray(value)) draft.insert(place, { name: "" });
          else draft.set(place, [{ name: "" }]);
          focusOn(fieldId(["authSchemeConfigs", index, "scopes", scopes.length, "name"]));
        }}
      >
        Add scope
      </button>
    </fieldset>
  );
}

/** How an OAuth 2.0 scheme gets its tokens. */
function Flows({ draft, index }: PartProps) {
  const place = placeIn(index, "flows");
  const { value } = useField(draft, place);
  const [flows = {}] = listOf([value]);
  const turn = (flow: string, empty: object) => (isOn: boolean) => {
    const { [flow]: _, ...rest } = flows;
    draft.set(place, isOn ? { ...rest, [flow]: empty } : rest);
  };
  const ofScheme = `of scheme ${index + 1}`;
  return (
    <fieldset className="plain part">
      <legend>Flows</legend>
      <TickField
        label={`Client credentials ${ofScheme}`}
        isOn={flows.clientCredentials !== undefined}
        onChange={turn("clientCredentials", {})}
      />
      <TickField
        label={`Authorization code ${ofScheme}`}
        isOn={flows.authorizationCode !== undefined}
        onChange={turn("authorizationCode", { applicationCredential: { id: "" } })}
      />
      {flows.authorizationCode !== undefined && (
        <TextField
          draft={draft}
          path={placeIn(index, "flows", "authorizationCode", "applicationCredential", "id")}
          label={`Id of the application credential ${ofScheme}`}
          isCode
        />
      )}
      <PlaceIssues draft={draft} path={place} />
    </fieldset>
  );
}

/** What an HMAC is made of, in this order. */
function DigestInputs({ draft, index }: PartProps) {
  const place = placeIn(index, "digestInputs");
  const { value } = useField(draft, place);
  const inputs: unknown[] = Array.isArray(value) ? value : [];
  const ofScheme = `of scheme ${index + 1}`;
  const turn = (input: string) => (isOn: boolean) =>
    draft.set(place, isOn ? [...inputs, input] : inputs.filter((other) => other !== input));
  return (
    <fieldset className="plain part">
      <legend>Digest of: {inputs.length === 0 ? "nothing yet" : inputs.join(", then ")}</legend>
      {["body", "url"].map((input) => (
        <TickField
          key={input}
          label={`The ${input} ${ofScheme}`}
          isOn={inputs.includes(input)}
          onChange={turn(input)}
        />
      ))}
      {inputs.length > 1 && (
        <button type="button" onClick={() => draft.set(place, [...inputs].reverse())}>
          Swap the order {ofScheme}
        </button>
      )}
      <PlaceIssues draft={draft} path={place} isWhole />
    </fieldset>
  );
}
