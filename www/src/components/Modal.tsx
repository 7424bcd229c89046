import { type ReactNode, useEffect, useId, useRef } from "react";

interface ModalProps {
  title: string;
  isSmall?: boolean;
  /** Requires a decision: Escape does not close the dialog. */
  requiresDecision?: boolean;
  onClose: () => void;
  /** Renders the content. `close` closes the dialog. */
  children: (close: () => void) => ReactNode;
}

/** A modal dialog. It is open while it is rendered. */
export function Modal({ title, isSmall = false, requiresDecision = false, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const canClose = useRef(!requiresDecision);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
    // The browser would move the focus to the first control, and scroll to it.
    heading.current?.focus();
  }, []);
  const close = () => {
    canClose.current = true;
    dialog.current?.close();
  };
  return (
    <dialog
      ref={dialog}
      className={isSmall ? "review small" : "review"}
      aria-labelledby={id}
      onClose={() => (canClose.current ? onClose() : dialog.current?.showModal())}
    >
      <h1 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children(close)}
    </dialog>
  );
}
