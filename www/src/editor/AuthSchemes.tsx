import type { AuthSchemeConfig, ConnectionDraft } from "connection-update";
import { useField, useList } from "connection-update/react";
import { useRef } from "react";
import { Button, IconButton } from "../components/Button.tsx";
import { PathIssues } from "../fields/PathIssues.tsx";
import { SelectField } from "../fields/SelectField.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";
import { SCHEME_TYPE_LABELS } from "../lib/labels.ts";
import { notifyEdit } from "./notify-edit.ts";
import { SchemeFields } from "./SchemeFields.tsx";

/** The initial value of a new scheme, by type. The user fills in the empty strings. */
const NEW_SCHEMES: Record<string, AuthSchemeConfig> = {
  none: { schemeType: "none" },
  "basic-auth": { schemeType: "basic-auth" },
  "google-service-account": { schemeType: "google-service-account" },
  "api-key": { schemeType: "api-key", name: "", in: "header" },
  oauth2: { schemeType: "oauth2", authorizeUrl: "", tokenUrl: "", scopes: [], flows: { clientCredentials: {} } },
  hmac: { schemeType: "hmac", name: "", in: "header", algorithm: "sha256", digestInputs: ["body"] },
};

const PATH = ["authSchemeConfigs"] as const;

/** The list of auth schemes. Each scheme has the fields of its type. */
export function AuthSchemes({ draft }: { draft: ConnectionDraft }) {
  const { value } = useField(draft, PATH);
  const { rows } = useList(draft, PATH);
  const schemes = asObjects(value);

  function remove(index: number) {
    draft.remove([...PATH, index]);
    notifyEdit(draft, `Auth scheme ${index + 1} removed.`);
    focusOn(`remove-scheme-${Math.min(index, schemes.length - 2)}`, "add-scheme");
  }

  return (
    <section className="card" aria-labelledby="schemes">
      <h2 id="schemes">Auth schemes</h2>
      <p className="hint">New environments start with these. Existing environments don't change.</p>
      {schemes.length === 0 && <p className="hint">No auth schemes yet.</p>}
      {rows.map(({ key, index }) => (
        <Scheme
          key={key}
          draft={draft}
          index={index}
          type={asString(schemes[index]?.schemeType)}
          onRemove={() => remove(index)}
        />
      ))}
      <PathIssues draft={draft} path={PATH} />
      <div>
        <Button
          icon="plus"
          id="add-scheme"
          onPress={() => {
            const item = NEW_SCHEMES["api-key"] as AuthSchemeConfig;
            if (Array.isArray(value)) draft.insert("authSchemeConfigs", item);
            else draft.set("authSchemeConfigs", [item]);
            focusOn(fieldId([...PATH, schemes.length, "schemeType"]));
          }}
        >
          Add auth scheme
        </Button>
      </div>
    </section>
  );
}

interface SchemeProps {
  draft: ConnectionDraft;
  index: number;
  type: string;
  onRemove: () => void;
}

function Scheme({ draft, index, type, onRemove }: SchemeProps) {
  const path = [...PATH, index];
  const label = `auth scheme ${index + 1}`;
  const previousSchemes = useRef(new Map<string, unknown>());

  /** Changes the type of the scheme. Keeps the current scheme, so that the user can select its type again without a loss. */
  function changeType(next: string) {
    previousSchemes.current.set(type, draft.get(path));
    draft.set(path, previousSchemes.current.get(next) ?? NEW_SCHEMES[next]);
  }

  return (
    <fieldset className="scheme" aria-label={`Auth scheme ${index + 1}`} id={fieldId(path)} tabIndex={-1}>
      <div className="scheme-head">
        <SelectField
          draft={draft}
          path={[...path, "schemeType"]}
          label={`Type of ${label}`}
          options={SCHEME_TYPE_LABELS}
          onSelect={changeType}
        />
        <IconButton
          icon="trash"
          label={`Remove ${label}`}
          tooltip="Remove"
          id={`remove-scheme-${index}`}
          onPress={onRemove}
        />
      </div>
      <PathIssues draft={draft} path={path} />
      <SchemeFields draft={draft} path={path} type={type} label={label} />
    </fieldset>
  );
}
