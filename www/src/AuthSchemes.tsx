import type { AuthSchemeConfig, ConnectionDraft } from "connection-update";
import { type DraftPlace, useField } from "connection-update/react";
import { ChoiceField, fieldId, PlaceIssues, TextField } from "./Field.tsx";
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
  const placeOf = (field: string) => [...place, field] as unknown as DraftPlace;
  const text = (field: string, label: string) => (
    <TextField draft={draft} path={placeOf(field)} label={`${label} of scheme ${index + 1}`} isCode />
  );
  return (
    <fieldset className="scheme">
      <legend className="hidden">Auth scheme {index + 1}</legend>
      <div className="scheme-head">
        <div className="field">
          <label htmlFor={fieldId([...place, "schemeType"])}>Type of scheme {index + 1}</label>
          <select
            id={fieldId([...place, "schemeType"])}
            value={type}
            onChange={({ target }) => draft.set(place, EMPTY[target.value])}
          >
            {(TYPES.includes(type) ? TYPES : [type, ...TYPES]).map((option) => (
              <option key={option}>{option}</option>
            ))}
          </select>
        </div>
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
      {!TYPES.includes(type) && <p className="hint">This console does not know the type; it is kept as it is.</p>}
    </fieldset>
  );
}
