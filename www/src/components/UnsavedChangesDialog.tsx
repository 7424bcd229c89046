import { Modal } from "./Modal.tsx";

interface LeaveProps {
  onStay: () => void;
  onLeave: () => void;
}

/** Asks before edits that were not saved go. */
export function Leave({ onStay, onLeave }: LeaveProps) {
  return (
    <Modal title="Leave without saving?" isSmall onClose={onStay}>
      {(close) => (
        <>
          <p className="hint">What you edited here is not saved. It goes when you leave.</p>
          <div className="actions">
            <button type="button" className="primary" onClick={close}>
              Keep editing
            </button>
            <button type="button" onClick={onLeave}>
              Discard edits
            </button>
          </div>
        </>
      )}
    </Modal>
  );
}
