import type { ConnectionDraft } from "connection-update";
import { notify } from "../components/Toasts.tsx";

/** Shows a notice of the last edit, with a button that undoes it. The next edit ends the notice, because undo would revert that one. */
export function notifyEdit(draft: ConnectionDraft, text: string): void {
  const { value } = draft;
  const end = notify(text, () => draft.undo());
  const unsubscribe = draft.subscribe(() => {
    if (draft.value === value) return;
    unsubscribe();
    end();
  });
}
