import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";

interface UnsavedChangesDialogProps {
  onStay: () => void;
  onLeave: () => void;
}

/** A dialog that asks for confirmation before unsaved edits are discarded. */
export function UnsavedChangesDialog({ onStay, onLeave }: UnsavedChangesDialogProps) {
  return (
    <Dialog
      title="Leave without saving?"
      onClose={onStay}
      footer={
        <>
          <Button variant="primary" onPress={onStay}>
            Keep editing
          </Button>
          <Button variant="danger" onPress={onLeave}>
            Discard changes
          </Button>
        </>
      }
    >
      <p>Your unsaved changes will be lost.</p>
    </Dialog>
  );
}
