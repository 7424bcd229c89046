import type { Effect, EffectKind } from "connection-update";
import { asObjects, asString } from "../lib/coerce.ts";
import { type createSecretMask, maskUserInfo } from "../lib/mask.ts";
import { MessageSentence } from "./Message.tsx";

const LABELS: Record<EffectKind, string> = {
  replaced: "Changed",
  renamed: "Renamed",
  kept: "Kept",
  restated: "Sent again",
  created: "Created",
  deleted: "Deleted",
  reordered: "Reordered",
  overwritten: "Overwritten",
  "stale-copy": "Older copy",
};

/** Maximum number of variables whose values are shown. */
const MAX_VARIABLES = 8;

/** Maximum length of a value that is shown, in UTF-16 code units. */
const MAX_VALUE_LENGTH = 120;

interface EffectItemProps {
  effect: Effect;
  mask: ReturnType<typeof createSecretMask>;
}

/** A list item with an effect, and its values before and after if they are short. Masks the values of variables. */
export function EffectItem({ effect, mask }: EffectItemProps) {
  const { kind, destructive, summary } = effect;
  const changes = listChanges(effect, mask);
  return (
    <li className="effect">
      <span className={destructive ? "tag bad" : "tag"}>{LABELS[kind]}</span>
      <div>
        <MessageSentence text={summary} />
        {changes.length > 0 && (
          <ul className="values">
            {changes.slice(0, MAX_VARIABLES).map(({ name, before, after, note }) => (
              <li key={name}>
                {name !== undefined && <code>{name}</code>} {before !== undefined && <del>{before}</del>}
                {before !== undefined && after !== undefined && <span aria-hidden="true"> → </span>}
                {after !== undefined && <ins>{after}</ins>}
                {note !== undefined && <span className="hint"> {note}</span>}
              </li>
            ))}
            {changes.length > MAX_VARIABLES && <li className="hint">and {changes.length - MAX_VARIABLES} more</li>}
          </ul>
        )}
      </div>
    </li>
  );
}

/** A value before and after an effect. */
interface Change {
  /** The name of the variable; absent if the value is not a variable. */
  name?: string;
  /** The value as it is shown; absent if there is none. */
  before?: string | undefined;
  after?: string | undefined;
  /** The word for a variable that is added or removed. */
  note?: "added" | "removed" | undefined;
}

/** Returns the values that an effect changes, if they are short. */
function listChanges({ kind, names, values }: Effect, mask: EffectItemProps["mask"]): Change[] {
  if (values === undefined || kind === "created" || kind === "deleted") return [];
  const { before, after } = values;
  if (names !== undefined) {
    const [old, next] = [valuesByName(before), valuesByName(after)];
    const show = (list: Map<string, unknown>, name: string) =>
      list.has(name) ? mask.secret(list.get(name)) : undefined;
    return names.map((name) => {
      const [shown, shownNext] = [show(old, name), show(next, name)];
      // A value that stays is shown once.
      const note = shown === undefined ? "added" : shownNext === undefined ? "removed" : undefined;
      return { name, before: shown === shownNext ? undefined : shown, after: shownNext, note };
    });
  }
  if (typeof before !== "string" || typeof after !== "string") return [];
  if (before.length > MAX_VALUE_LENGTH || after.length > MAX_VALUE_LENGTH) return [];
  return [{ before: maskUserInfo(before) || '""', after: maskUserInfo(after) || '""' }];
}

function valuesByName(list: unknown): Map<string, unknown> {
  return new Map(asObjects(list).map(({ name, value }) => [asString(name), value]));
}
