import type { ConnectionDraft, DraftPath } from "connection-update";
import { useField, useList } from "connection-update/react";
import { useState } from "react";
import { Button, IconButton } from "../components/Button.tsx";
import { Tag } from "../components/Tag.tsx";
import { PathIssues } from "../fields/PathIssues.tsx";
import { asObjects, asString } from "../lib/coerce.ts";
import { fieldId, focusOn } from "../lib/focus.ts";
import { SCHEME_TYPE_LABELS, USAGE_LABELS } from "../lib/labels.ts";
import type { Path } from "../lib/path.ts";
import { SchemeFields } from "./SchemeFields.tsx";

interface CredentialsProps {
  draft: ConnectionDraft;
  /** The path of the environment. */
  path: Path;
  /** The name of the environment. */
  owner: string;
}

/** The credentials of a stored environment: their order, and the auth scheme of each. Secrets are edited elsewhere. */
export function Credentials(props: CredentialsProps) {
  return (
    <div className="credentials">
      <div>
        <h3 className="part-title">Credentials</h3>
        <p className="hint">
          Change their order and how each is sent. To replace a secret, or to add a credential, update the credential
          itself.
        </p>
      </div>
      {[...USAGE_LABELS].map(([usage, label]) => (
        <CredentialList key={usage} {...props} usage={usage} label={label} />
      ))}
      <PathIssues draft={props.draft} path={[...props.path, "credentials"]} />
    </div>
  );
}

function CredentialList({ draft, path, owner, usage, label }: CredentialsProps & { usage: string; label: string }) {
  const listPath = [...path, "credentials", usage];
  const { value } = useField(draft, listPath as unknown as DraftPath);
  const { rows } = useList(draft, listPath as unknown as DraftPath);
  const [openKey, setOpenKey] = useState<string>();
  const entries = asObjects(value);
  if (entries.length === 0) return null;
  const id = fieldId(listPath);

  function move(from: number, to: number) {
    draft.move(listPath as unknown as DraftPath, from, to);
    focusOn(`${id}:${to < from ? "up" : "down"}-${to}`);
  }

  return (
    <div>
      <h4 className="label">{label}</h4>
      <ol className="credential-list" aria-label={`${label}, ${owner}`}>
        {rows.map(({ key, index }) => {
          const [{ name, type } = {}] = asObjects([entries[index]?.credential]);
          const [{ schemeType } = {}] = asObjects([entries[index]?.authSchemeConfig]);
          const title = asString(name) || `Credential ${index + 1}`;
          const entryPath = [...listPath, index];
          const isOpen = openKey === key;
          return (
            <li key={key} className="credential" id={fieldId(entryPath)} tabIndex={-1}>
              <div className="credential-head">
                <strong>{title}</strong>
                <Tag>{SCHEME_TYPE_LABELS.get(asString(schemeType)) ?? (asString(schemeType) || asString(type))}</Tag>
                <span className="spacer" />
                <Button
                  variant="link"
                  aria-expanded={isOpen}
                  aria-label={`Edit how ${title} of ${owner} is sent`}
                  onPress={() => setOpenKey(isOpen ? undefined : key)}
                >
                  {isOpen ? "Close" : "Edit"}
                </Button>
                {entries.length > 1 && (
                  <>
                    <IconButton
                      icon="up"
                      label={`Move ${title} up`}
                      id={`${id}:up-${index}`}
                      isInactive={index === 0}
                      onPress={() => move(index, index - 1)}
                    />
                    <IconButton
                      icon="down"
                      label={`Move ${title} down`}
                      id={`${id}:down-${index}`}
                      isInactive={index === entries.length - 1}
                      onPress={() => move(index, index + 1)}
                    />
                  </>
                )}
              </div>
              {isOpen && (
                <SchemeFields
                  draft={draft}
                  path={[...entryPath, "authSchemeConfig"]}
                  type={asString(schemeType)}
                  label={`${title} of ${owner}`}
                />
              )}
              <PathIssues draft={draft} path={entryPath} />
              <PathIssues draft={draft} path={[...entryPath, "authSchemeConfig"]} />
              {["id", "credential"].map((member) => (
                <PathIssues key={member} draft={draft} path={[...entryPath, member]} />
              ))}
            </li>
          );
        })}
      </ol>
      <PathIssues draft={draft} path={listPath} />
    </div>
  );
}
