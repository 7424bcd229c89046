import type { ConnectionDraft, Effect, EffectKind } from "connection-update";
import { useMemo, useState } from "react";
import { Issues } from "./Field.tsx";
import { Modal } from "./Modal.tsx";
import { Message, Sentence } from "./Sentence.tsx";
import { plural } from "./shape.ts";

interface ReviewProps {
  draft: ConnectionDraft;
  url: string;
  isSaving: boolean;
  onSave: () => void;
  onClose: () => void;
}

const TITLES: Record<EffectKind, string> = {
  deleted: "Deleted",
  overwritten: "Overwritten",
  replaced: "Replaced",
  created: "Created",
  reordered: "Reordered",
  "stale-copy": "Older copies stay",
};

/** What saving will do, before it does it: what is destroyed comes first and is confirmed by hand. */
export function Review({ draft, url, isSaving, onSave, onClose }: ReviewProps) {
  const merged = draft.merged();
  const groups = useMemo(() => groupsOf(merged.ok ? merged.effects : []), [merged]);
  const [confirmed, setConfirmed] = useState<string[]>([]);
  if (!merged.ok) {
    return (
      <Modal title="This cannot be saved" onClose={onClose}>
        {(close) => (
          <>
            <p className="hint">The connection that is stored does not allow it.</p>
            <Issues issues={merged.issues.filter(({ severity }) => severity === "error")} />
            <div className="actions">
              <button type="button" className="primary" onClick={close}>
                Back
              </button>
            </div>
          </>
        )}
      </Modal>
    );
  }
  const destructive = groups.filter(({ isDestructive }) => isDestructive);
  const isReady = destructive.every(({ key }) => confirmed.includes(key));
  const toggle = (key: string) =>
    setConfirmed((before) => (before.includes(key) ? before.filter((other) => other !== key) : [...before, key]));
  return (
    <Modal title="Review before saving" onClose={onClose}>
      {(close) => (
        <>
          {groups.length === 0 && <p className="hint">Saving changes nothing that is stored.</p>}
          {groups.map(({ key, kind, isDestructive, effects }) => (
            <section key={key} className={isDestructive ? "effects destructive" : "effects"}>
              <h2>{isDestructive ? `${TITLES[kind]}: this destroys something` : TITLES[kind]}</h2>
              <ul>
                {effects.slice(0, 5).map((effect) => (
                  <li key={`${effect.summary}${effect.environment?.id ?? ""}`}>
                    <Sentence text={effect.summary} />
                    {effect.names !== undefined && effect.names.length > 0 && <Names names={effect.names} />}
                  </li>
                ))}
                {effects.length > 5 && <li>And {plural(effects.length - 5, "environment")} more.</li>}
              </ul>
              {isDestructive && (
                <label className="confirm">
                  <input type="checkbox" checked={confirmed.includes(key)} onChange={() => toggle(key)} />
                  {kind === "overwritten" && `Lose the own values of ${plural(effects.length, "environment")}`}
                  {kind === "deleted" && `Delete ${plural(effects.length, "environment")}`}
                  {kind === "replaced" && `Lose ${plural(effects.length, "thing")}`}
                </label>
              )}
            </section>
          ))}
          {draft.elsewhere().length > 0 && (
            <p className="banner warning">
              {plural(draft.elsewhere().length, "edit")} cannot go with this request; what they change is not saved:{" "}
              {draft
                .elsewhere()
                .map(({ environment, operation }) => `${environment.name} (${operation})`)
                .join(", ")}
              .
            </p>
          )}
          <details>
            <summary>Now and then, side by side</summary>
            <SideBySide before={draft.current} after={draft.preview()} />
          </details>
          <details>
            <summary>The request</summary>
            <p className="url">PUT {url}</p>
            <p className="hint">{plural(merged.bytes.byteLength, "byte")}; values that may be secret are masked here</p>
            <pre data-testid="review-request">{masked(merged.body)}</pre>
          </details>
          {merged.issues.length > 0 && (
            <details>
              <summary>Rules that apply ({merged.issues.length})</summary>
              <ul className="issues">
                {merged.issues.slice(0, 20).map(({ code, pointer, severity, message }) => (
                  <li key={`${code}${pointer}${message}`} className={`issue ${severity}`}>
                    <code>{code}</code> <Message text={message} />
                  </li>
                ))}
              </ul>
            </details>
          )}
          <div className="actions">
            <button type="button" className="primary" disabled={!isReady || isSaving} onClick={onSave}>
              {isSaving ? "Saving…" : "Save now"}
            </button>
            <button type="button" onClick={close}>
              Back
            </button>
            {!isReady && <span className="status">Confirm what will be destroyed.</span>}
          </div>
        </>
      )}
    </Modal>
  );
}

interface Group {
  key: string;
  kind: EffectKind;
  isDestructive: boolean;
  effects: Effect[];
}

/** Effects of one kind together, those that destroy something first. */
function groupsOf(effects: Effect[]): Group[] {
  const groups = new Map<string, Group>();
  for (const effect of effects) {
    const key = `${effect.kind}${effect.destructive}`;
    const group = groups.get(key) ?? { key, kind: effect.kind, isDestructive: effect.destructive, effects: [] };
    group.effects.push(effect);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => Number(b.isDestructive) - Number(a.isDestructive));
}

function Names({ names }: { names: string[] }) {
  return (
    <span className="names">
      {names.slice(0, 8).map((name) => (
        <code key={name}>{name}</code>
      ))}
      {names.length > 8 && ` and ${names.length - 8} more`}
    </span>
  );
}

/** Two connections as lines, in which those that the other does not have stand out. */
function SideBySide({ before, after }: { before: unknown; after: unknown }) {
  const [left, right] = [masked(before).split("\n"), masked(after).split("\n")];
  const [inLeft, inRight] = [new Set(left), new Set(right)];
  const side = (lines: string[], other: Set<string>, label: string, name: string) => (
    <pre>
      <strong>{`${label}\n`}</strong>
      {lines.slice(0, 600).map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <span key={at} className={other.has(line) ? undefined : name}>{`${line}\n`}</span>
      ))}
      {lines.length > 600 && `… ${(lines.length - 600).toLocaleString()} more lines`}
    </pre>
  );
  return (
    <div className="sides">
      {side(left, inRight, "Now", "gone")}
      {side(right, inLeft, "Then", "come")}
    </div>
  );
}

/** JSON in which values of variables and data of credentials are not shown, but whether they differ is. */
function masked(value: unknown): string {
  const marks = new Map<string, number>();
  const mask = (secret: unknown) => {
    const text = JSON.stringify(secret);
    if (!marks.has(text)) marks.set(text, marks.size + 1);
    return `•••• (${marks.get(text)})`;
  };
  return JSON.stringify(value, (key, inner) => (key === "value" || key === "data" ? mask(inner) : inner), 2) ?? "";
}
