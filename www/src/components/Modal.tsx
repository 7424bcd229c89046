import { type ReactNode, useEffect, useId, useRef } from "react";

interface ModalProps {
  title: string;
  isSmall?: boolean;
  /** Requires a decision: Escape does not close the dialog. */
  isBinding?: boolean;
  onClose: () => void;
  /** Renders the content. `close` closes the dialog. */
  children: (close: () => void) => ReactNode;
}

/** A modal dialog. */
export function Modal({ title, isSmall = false, isBinding = false, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const mayClose = useRef(!isBinding);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => {
    mayClose.current = true;
    dialog.current?.close();
  };
  return (
    <dialog
      ref={dialog}
      className={isSmall ? "review small" : "review"}
      aria-labelledby={id}
      onClose={() => (mayClose.current ? onClose() : dialog.current?.showModal())}
    >
      <h1 id={id}>{title}</h1>
      {children(close)}
    </dialog>
  );
}
