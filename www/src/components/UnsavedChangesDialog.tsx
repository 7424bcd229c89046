import { Modal } from "./Modal.tsx";

interface UnsavedChangesDialogProps {
  onStay: () => void;
  onLeave: () => void;
}

/** A dialog that asks for confirmation before unsaved edits are discarded. */
export function UnsavedChangesDialog({ onStay, onLeave }: UnsavedChangesDialogProps) {
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
