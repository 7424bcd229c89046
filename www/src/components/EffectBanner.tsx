import type { Effect } from "connection-update";
import { MessageSentence } from "./Message.tsx";

interface EffectBannerProps {
  title: string;
  effects?: Effect[] | undefined;
}

/** A warning with the first five effects of a list. Renders nothing if the list is empty. */
export function EffectBanner({ title, effects = [] }: EffectBannerProps) {
  if (effects.length === 0) return null;
  return (
    <div className="banner warning">
      <p>{title}:</p>
      <ul>
        {effects.slice(0, 5).map(({ summary }) => (
          <li key={summary}>
            <MessageSentence text={summary} />
          </li>
        ))}
      </ul>
    </div>
  );
}
