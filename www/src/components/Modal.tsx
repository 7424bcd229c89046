import { type ReactNode, useEffect, useId, useRef } from "react";

interface ModalProps {
  title: string;
  isSmall?: boolean;
  /** Whether it asks for a decision, which Escape is none. */
  isBinding?: boolean;
  onClose: () => void;
  /** What stands in it, given how to close it. */
  children: (close: () => void) => ReactNode;
}

/** A dialog over the page. */
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
