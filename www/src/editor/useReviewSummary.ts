import type { ConnectionDraft } from "connection-update";
import { useEffect, useState } from "react";
import { createReview, describeLosses } from "../review/model.ts";

/** A short description of a save. */
export interface ReviewSummary {
  /** Number of changes that a save would send; `undefined` until they are counted. */
  changeCount?: number;
  /** Number of changes that no request of the console makes. */
  unsupportedCount: number;
  /** A sentence about everything that a save destroys; absent if it destroys nothing. */
  lossText?: string;
}

/** Delay between the last edit and the count, in milliseconds. A count reads the whole connection. */
const PAUSE_MS = 150;

/** The delay for a connection of at least 1,000 environments, so that a count never delays typing. */
const LONG_PAUSE_MS = 600;

const NOTHING: ReviewSummary = { unsupportedCount: 0 };

/** Returns the summary of the edits of a draft. It follows the edits after a pause. */
export function useReviewSummary(draft: ConnectionDraft): ReviewSummary {
  const [summary, setSummary] = useState<ReviewSummary>(() => summarize(draft));
  useEffect(() => {
    let pause: ReturnType<typeof setTimeout> | undefined;
    // A save changes only the stored connection if some edits are left.
    let { value, current, isDirty } = draft;
    const unsubscribe = draft.subscribe(() => {
      if (draft.value === value && draft.current === current && draft.isDirty === isDirty) return;
      ({ value, current, isDirty } = draft);
      clearTimeout(pause);
      if (!isDirty) return setSummary(NOTHING);
      // The old loss may be gone. The old count only lags behind.
      setSummary(({ unsupportedCount }) => ({ unsupportedCount }));
      const isLong = draft.current.environments.length >= 1_000;
      pause = setTimeout(() => setSummary(summarize(draft)), isLong ? LONG_PAUSE_MS : PAUSE_MS);
    });
    return () => {
      clearTimeout(pause);
      unsubscribe();
    };
  }, [draft]);
  return summary;
}

function summarize(draft: ConnectionDraft): ReviewSummary {
  if (!draft.isDirty) return NOTHING;
  const { plan, unsupported } = draft;
  if (!plan.ok) return { unsupportedCount: unsupported.length };
  const { changeCount, losses } = createReview(draft.current, plan, unsupported, { maxLines: 0 });
  return {
    // The review counts the edits that it lists, also those that it cannot save.
    changeCount: changeCount - unsupported.length,
    unsupportedCount: unsupported.length,
    ...(losses.count > 0 && { lossText: describeLosses(losses) }),
  };
}
