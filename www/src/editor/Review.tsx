import type { ConnectionDraft, Effect, EffectKind } from "connection-update";
import { useCallback, useMemo, useState } from "react";
import { DiffTable } from "../components/DiffTable.tsx";
import { Disclosure } from "../components/Disclosure.tsx";
import { InlineIssues } from "../components/InlineIssues.tsx";
import { Message, MessageSentence } from "../components/Message.tsx";
import { Modal } from "../components/Modal.tsx";
import { createSecretMask } from "../lib/mask.ts";
import { plural } from "../lib/plural.ts";

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

/** A dialog that lists the effects of a save before the save starts. The user must confirm destructive effects by kind. */
export function Review({ draft, url, isSaving, onSave, onClose }: ReviewProps) {
  const merged = draft.merged();
  const groups = useMemo(() => groupEffects(merged.ok ? merged.effects : []), [merged]);
  const [confirmed, setConfirmed] = useState<string[]>([]);
  const unsupported = useMemo(() => (merged.ok ? draft.unsupported : []), [merged, draft]);
  const renderComparison = useCallback(() => {
    const after = draft.preview();
    return after === undefined ? null : <DiffTable before={draft.current} after={after} />;
  }, [draft]);
  const renderRequest = useCallback(
    () =>
      merged.ok && (
        <>
          <p className="url">PUT {url}</p>
          <p className="hint">{plural(merged.bytes.byteLength, "byte")}; values that may be secret are masked here</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the element that has the focus */}
          <pre data-testid="review-request" tabIndex={0}>
            {createSecretMask().json(merged.body)}
          </pre>
        </>
      ),
    [merged, url],
  );
  const renderIssues = useCallback(
    () => (
      <ul className="issues">
        {merged.issues.slice(0, 20).map(({ code, pointer, severity, message }) => (
          <li key={`${code}${pointer}${message}`} className={`issue ${severity}`}>
            <code>{code}</code> <Message text={message} />
          </li>
        ))}
        {merged.issues.length > 20 && <li className="hint">and {merged.issues.length - 20} more</li>}
      </ul>
    ),
    [merged],
  );
  if (!merged.ok) {
    return (
      <Modal title="This cannot be saved" onClose={onClose}>
        {(close) => (
          <>
            <p className="hint">The connection that is stored does not allow it.</p>
            <InlineIssues issues={merged.issues.filter(({ severity }) => severity === "error")} />
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
                    <MessageSentence text={effect.summary} />
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
                  {kind === "replaced" && `Lose what ${describeLost(effects)} held`}
                </label>
              )}
            </section>
          ))}
          {unsupported.length > 0 && (
            <p className="banner warning">
              {plural(unsupported.length, "edit")} cannot go with this request; what they change is not saved:{" "}
              {unsupported.map(({ environment, operation }) => `${environment.name} (${operation})`).join(", ")}.
            </p>
          )}
          <Disclosure title="Now and then, side by side">{renderComparison}</Disclosure>
          <Disclosure title="The request">{renderRequest}</Disclosure>
          {merged.issues.length > 0 && (
            <Disclosure title={`Rules that apply (${merged.issues.length})`}>{renderIssues}</Disclosure>
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

/** Effects of one kind. Either all of these effects are destructive, or none is. */
interface EffectGroup {
  key: string;
  kind: EffectKind;
  isDestructive: boolean;
  effects: Effect[];
}

/** Groups effects by kind. Destructive groups come first. */
function groupEffects(effects: Effect[]): EffectGroup[] {
  const groups = new Map<string, EffectGroup>();
  for (const effect of effects) {
    const key = `${effect.kind}${effect.destructive}`;
    const group = groups.get(key) ?? { key, kind: effect.kind, isDestructive: effect.destructive, effects: [] };
    group.effects.push(effect);
    groups.set(key, group);
  }
  const kinds = Object.keys(TITLES);
  const rank = ({ kind, isDestructive }: EffectGroup) => kinds.indexOf(kind) - (isDestructive ? kinds.length : 0);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

/** Returns the names of the replaced variables or fields. If there are more than three, returns their number instead. */
function describeLost(effects: Effect[]): string {
  const names = effects.flatMap(({ names, path }) => names ?? [String(path[0])]);
  return names.length > 3 ? plural(names.length, "variable") : names.join(", ");
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
