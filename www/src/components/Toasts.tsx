import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { Button, IconButton } from "./Button.tsx";
import "./Toasts.css";

interface Notice {
  text: string;
  /** Reverts what the notice is about. */
  onUndo?: (() => void) | undefined;
}

/** Time during which a notice stays, in milliseconds. The timer stops while the pointer or the focus is on it. */
const NOTICE_MS = 8_000;

const queue = new ToastQueue<Notice>({ maxVisibleToasts: 3 });

/** Shows a notice for some seconds, with a button for undo if `onUndo` is given. Returns a function that ends it. */
export function notify(text: string, onUndo?: () => void): () => void {
  const key = queue.add({ text, onUndo }, { timeout: NOTICE_MS });
  return () => queue.close(key);
}

/** The region of notices. It is rendered once. */
export function Toasts() {
  return (
    <ToastRegion queue={queue} className="toasts" aria-label="Notices">
      {({ toast }) => (
        <Toast toast={toast} className="toast">
          <ToastContent className="toast-text">
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.onUndo !== undefined && (
            <Button
              variant="link"
              onPress={() => {
                toast.content.onUndo?.();
                queue.close(toast.key);
              }}
            >
              Undo
            </Button>
          )}
          <IconButton icon="close" label="Dismiss" onPress={() => queue.close(toast.key)} />
        </Toast>
      )}
    </ToastRegion>
  );
}
