import type { ConnectionDraft, DraftConflict, Effect, Messages } from "connection-update";
import { useEffect, useRef, useState } from "react";
import { createClient, type Exchange, simulateConcurrentEdit } from "../api/platform.ts";
import { notify } from "../components/Toasts.tsx";
import { describeStep } from "../lib/steps.ts";
import type { Outcome } from "./status.ts";

export interface SaveOutcome extends Outcome {
  /** Differences between the stored connection and the connection that the save should have stored. */
  drift?: Effect[];
  /** Changes that other users saved during the edit. */
  concurrentChanges?: Effect[];
}

interface SaveOptions {
  messages: Messages;
  /** Edits the connection as another user just before each save. */
  simulatesConcurrentEdit: boolean;
}

/** Saves a draft, and keeps the outcome. An edit ends the outcome, except what the server stored in another way. */
export function useSave(draft: ConnectionDraft, { messages, simulatesConcurrentEdit }: SaveOptions) {
  const [exchanges, setExchanges] = useState<Exchange[]>([]);
  const [outcome, setOutcome] = useState<SaveOutcome>();
  const [isSaving, setSaving] = useState(false);
  const [progress, setProgress] = useState<string>();
  /** True if the last save let environments keep their own values. The next attempt of that save then does so too. */
  const keptOwnValues = useRef(false);

  useEffect(() => {
    let { value } = draft;
    return draft.subscribe(() => {
      if (draft.value === value) return;
      value = draft.value;
      if (!draft.isSaving) setOutcome(undefined);
    });
  }, [draft]);

  /** Adds a request, or replaces it when its response arrives. */
  function addExchange(exchange: Exchange) {
    setExchanges((before) => [...before.filter(({ index }) => index !== exchange.index), exchange]);
  }

  /** Saves. Returns the conflicts; an empty list if there are none. */
  async function save(keepsOwnValues = keptOwnValues.current): Promise<DraftConflict[]> {
    keptOwnValues.current = keepsOwnValues;
    setSaving(true);
    setOutcome(undefined);
    setExchanges([]);
    try {
      // Ignores an error here, because the save reports the same problem.
      if (simulatesConcurrentEdit) await simulateConcurrentEdit(draft.current.id).catch(() => {});
      let title = "";
      const saved = await draft.save(
        createClient((exchange) => addExchange({ ...exchange, title }), messages),
        {
          ownValues: keepsOwnValues ? "keep" : "overwrite",
          onStep(step, index, total) {
            title = describeStep(step);
            setProgress(total > 1 ? `Saving ${index + 1} of ${total}…` : undefined);
          },
        },
      );
      if (saved.ok) {
        const { drift, concurrentChanges } = saved;
        setOutcome({ drift, concurrentChanges });
        notify(draft.isDirty ? "Saved, except changes that can't be saved here." : "All changes saved.");
        return [];
      }
      const { error } = saved;
      const remaining = draft.plan.ok ? draft.plan.steps : [];
      // A draft returns conflicts that can be resolved.
      const conflicts = error.conflicts ?? [];
      if (conflicts.length === 0 || error.done.length > 0) {
        setOutcome({ error, remaining, wasOffline: !navigator.onLine });
      }
      return conflicts;
    } finally {
      setSaving(false);
      setProgress(undefined);
    }
  }

  /** Reads the connection again after a save of unknown outcome, and rebases the draft onto it. Returns the conflicts. */
  async function check(): Promise<DraftConflict[]> {
    setSaving(true);
    setProgress("Checking…");
    try {
      const { organisationId, id } = draft.current;
      const read = await createClient(() => {}, messages).getConnection({ organisationId, connectionId: id });
      if (!read.ok) {
        setOutcome({ error: read.error });
        return [];
      }
      const rebased = draft.rebase(read.bytes);
      const conflicts = rebased.ok ? rebased.conflicts : [];
      setOutcome(conflicts.length > 0 ? undefined : { isApplied: !draft.isDirty });
      return conflicts;
    } finally {
      setSaving(false);
      setProgress(undefined);
    }
  }

  return { exchanges, outcome, isSaving, progress, save, check };
}
