import { useEffect, useRef } from "react";

interface LeaveProps {
  onStay: () => void;
  onLeave: () => void;
}

/** Asks before edits that were not saved go. */
export function Leave({ onStay, onLeave }: LeaveProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="review ask" aria-labelledby="leave" onClose={onStay}>
      <h1 id="leave">Leave without saving?</h1>
      <p className="hint">What you edited here was not saved. It goes when you leave.</p>
      <div className="actions">
        <button type="button" className="primary" onClick={() => dialog.current?.close()}>
          Keep editing
        </button>
        <button type="button" onClick={onLeave}>
          Discard edits
        </button>
      </div>
    </dialog>
  );
}
