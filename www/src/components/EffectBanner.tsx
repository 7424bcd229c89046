import type { Effect } from "connection-update";
import { MessageSentence } from "./Message.tsx";

interface EffectBannerProps {
  title: string;
  effects?: Effect[] | undefined;
}

/** The first effects of a list in a warning. Renders nothing if there are none. */
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
