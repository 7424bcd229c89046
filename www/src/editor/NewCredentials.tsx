import type { ConnectionDraft, DraftPath } from "connection-update";
import { useField, useList } from "connection-update/react";
import { useMemo } from "react";
import { Button, IconButton } from "../components/Button.tsx";
import { PathIssues, PathIssuesInside } from "../fields/PathIssues.tsx";
import { SelectField } from "../fields/SelectField.tsx";
import { TextField } from "../fields/TextField.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";
import { CREDENTIAL_TYPE_LABELS, SCHEME_TYPE_LABELS, USAGE_LABELS } from "../lib/labels.ts";
import type { Path } from "../lib/path.ts";

interface NewCredentialsProps {
  draft: ConnectionDraft;
  /** The path of the environment. */
  path: Path;
  owner: string;
}

/** The types of a credential that fits an auth scheme, with the names of their secrets, by type of the scheme. */
const CREDENTIAL_TYPES: Readonly<Record<string, string>> = {
  "api-key": "string",
  hmac: "string",
  "basic-auth": "basic-auth",
  oauth2: "oauth2-client",
  "google-service-account": "binary",
  none: "none",
};

/** The fields of a credential's data, by type: the member, its label, and true if it is secret. */
const DATA_FIELDS: Readonly<Record<string, readonly (readonly [string, string, boolean])[]>> = {
  string: [["value", "Secret", true]],
  binary: [["valueBase64", "Secret as base64", true]],
  "basic-auth": [
    ["username", "User name", false],
    ["password", "Password", true],
  ],
  "oauth2-client": [
    ["clientId", "Client ID", false],
    ["clientSecret", "Client secret", true],
    ["authorizeUrl", "Authorize URL", false],
    ["tokenUrl", "Token URL", false],
  ],
  none: [],
};

/** Maximum number of stored credentials that are offered. */
const MAX_STORED = 300;

/** The value of the option that creates a credential. */
const CREATE = "";

/** The credentials of a new environment. Each uses a stored credential, or creates one. */
export function NewCredentials(props: NewCredentialsProps) {
  return (
    <div className="credentials">
      <div>
        <h3 className="part-title">Credentials</h3>
        <p className="hint">Use a stored credential, or create one.</p>
      </div>
      {[...USAGE_LABELS].map(([usage, label]) => (
        <NewCredentialList key={usage} {...props} usage={usage} label={label} />
      ))}
      <PathIssues draft={props.draft} path={[...props.path, "credentials"]} />
    </div>
  );
}

function NewCredentialList({
  draft,
  path,
  owner,
  usage,
  label,
}: NewCredentialsProps & { usage: string; label: string }) {
  const listPath = [...path, "credentials", usage];
  const { value } = useField(draft, listPath as unknown as DraftPath);
  const { rows } = useList(draft, listPath as unknown as DraftPath);
  const { value: configs } = useField(draft, ["authSchemeConfigs"]);
  const schemes = asObjects(configs);
  const entries = asObjects(value);
  const id = fieldId(listPath);

  function add() {
    const item = createEntry(schemes[0] ?? { schemeType: "none" });
    if (Array.isArray(value)) draft.insert(listPath as unknown as DraftPath, item as never);
    else
      draft.set([...path, "credentials"], { ...asObjects([draft.get([...path, "credentials"])])[0], [usage]: [item] });
    focusOn(`${id}:scheme-${entries.length}`);
  }

  return (
    <div>
      <h4 className="label">{label}</h4>
      <ol className="credential-list" aria-label={`${label}, ${owner}`}>
        {rows.map(({ key, index }) => (
          <NewCredential
            key={key}
            draft={draft}
            path={[...listPath, index]}
            label={`credential ${index + 1} ${label.toLowerCase()}`}
            schemes={schemes}
            selectId={`${id}:scheme-${index}`}
            onRemove={() => {
              draft.remove([...listPath, index]);
              focusOn(`${id}:scheme-${Math.min(index, entries.length - 2)}`, `${id}:add`);
            }}
          />
        ))}
      </ol>
      <PathIssues draft={draft} path={listPath} />
      <Button icon="plus" id={`${id}:add`} aria-label={`Add credential ${label.toLowerCase()}`} onPress={add}>
        Add credential
      </Button>
    </div>
  );
}

/** Returns a credential to create for an auth scheme. The user fills in the empty strings. */
function createEntry(authSchemeConfig: Record<string, unknown>) {
  const type = CREDENTIAL_TYPES[asString(authSchemeConfig.schemeType)] ?? "string";
  const data = Object.fromEntries((DATA_FIELDS[type] ?? []).map(([member]) => [member, ""]));
  return { authSchemeConfig, credential: { name: "", type, data } };
}

interface NewCredentialProps {
  draft: ConnectionDraft;
  path: Path;
  label: string;
  schemes: Record<string, unknown>[];
  selectId: string;
  onRemove: () => void;
}

function NewCredential({ draft, path, label, schemes, selectId, onRemove }: NewCredentialProps) {
  const { value } = useField(draft, path as unknown as DraftPath);
  const [{ authSchemeConfig, credential } = {}] = asObjects([value]);
  const [scheme = {}] = asObjects([authSchemeConfig]);
  const [{ id: storedId, type } = {}] = asObjects([credential]);
  const schemeText = JSON.stringify(scheme);
  const schemeIndex = schemes.findIndex((candidate) => JSON.stringify(candidate) === schemeText);
  const wantedType = CREDENTIAL_TYPES[asString(scheme.schemeType)] ?? "string";
  const stored = useStoredCredentials(draft, wantedType);
  const options = new Map([
    [CREATE, "Create a new credential"],
    ...stored.slice(0, MAX_STORED).map(({ id, name }) => [id, name] as const),
  ]);
  return (
    <li className="credential" id={fieldId(path)} tabIndex={-1}>
      <div className="credential-head">
        <label className="visually-hidden" htmlFor={selectId}>
          Auth scheme of {label}
        </label>
        <select
          id={selectId}
          className="select"
          value={schemeIndex}
          onChange={({ target }) => {
            const next = schemes[Number(target.value)];
            if (next !== undefined) draft.set(path, createEntry(next));
          }}
        >
          {schemeIndex < 0 && <option value={-1}>Choose an auth scheme</option>}
          {schemes.map((candidate, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a scheme
            <option key={at} value={at}>
              {SCHEME_TYPE_LABELS.get(asString(candidate.schemeType)) ?? asString(candidate.schemeType)}
              {asString(candidate.name) && ` ${asString(candidate.name)}`}
            </option>
          ))}
        </select>
        <select
          className="select"
          aria-label={`Source of ${label}`}
          value={asString(storedId)}
          onChange={({ target }) =>
            draft.set(
              [...path, "credential"],
              target.value === CREATE ? createEntry(scheme).credential : { id: target.value },
            )
          }
        >
          {storedId !== undefined && !options.has(asString(storedId)) && (
            <option value={asString(storedId)}>Another credential</option>
          )}
          {[...options].map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <span className="spacer" />
        <IconButton icon="close" label={`Remove ${label}`} tooltip="Remove" onPress={onRemove} />
      </div>
      {storedId === undefined && (
        <div className="scheme-fields">
          <TextField draft={draft} path={[...path, "credential", "name"]} label={`Name of ${label}`} />
          {DATA_FIELDS[asString(type)] === undefined ? (
            <SelectField
              draft={draft}
              path={[...path, "credential", "type"]}
              label={`Type of ${label}`}
              options={CREDENTIAL_TYPE_LABELS}
            />
          ) : (
            DATA_FIELDS[asString(type)]?.map(([member, text, isSecret]) => (
              <TextField
                key={member}
                draft={draft}
                path={[...path, "credential", "data", member]}
                label={`${text} of ${label}`}
                isCode
                isMultiline={isSecret}
                isMasked={isSecret}
              />
            ))
          )}
        </div>
      )}
      <PathIssues draft={draft} path={path} />
      <PathIssuesInside draft={draft} path={[...path, "authSchemeConfig"]} />
      <PathIssues draft={draft} path={[...path, "credential"]} />
      <PathIssues draft={draft} path={[...path, "credential", "data"]} />
    </li>
  );
}

interface StoredCredential {
  id: string;
  name: string;
}

/** Returns the stored credentials of a type, each with the environment that uses it first. */
function useStoredCredentials(draft: ConnectionDraft, type: string): StoredCredential[] {
  const { current } = draft;
  return useMemo(() => {
    const found = new Map<string, StoredCredential>();
    for (const { name: owner, credentials } of asObjects(current.environments)) {
      const [usages = {}] = asObjects([credentials]);
      for (const { credential } of Object.values(usages).flatMap(asObjects)) {
        const [{ id, name, type: otherType } = {}] = asObjects([credential]);
        if (otherType !== type || typeof id !== "string" || found.has(id)) continue;
        found.set(id, { id, name: `${asString(name)} (${asString(owner)})` });
      }
    }
    return [...found.values()];
  }, [current, type]);
}
