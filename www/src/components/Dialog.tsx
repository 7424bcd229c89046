import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./Button.tsx";
import "./Dialog.css";

interface DialogProps {
  title: string;
  isWide?: boolean;
  /** True while the dialog must stay open, such as during a save. */
  isBusy?: boolean;
  /** Called when the user closes the dialog. */
  onClose: () => void;
  /** The buttons. They stay visible while the content scrolls. */
  footer: ReactNode;
  children: ReactNode;
}

/** A modal dialog. It is open while it is rendered. The focus begins at the title, so that a reader starts at the top. */
export function Dialog({ title, isWide = false, isBusy = false, onClose, footer, children }: DialogProps) {
  return (
    <ModalOverlay
      className="backdrop"
      isOpen
      isKeyboardDismissDisabled={isBusy}
      onOpenChange={(isOpen) => isOpen || isBusy || onClose()}
    >
      <Modal className={isWide ? "modal wide" : "modal"}>
        <AriaDialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton icon="close" label="Close" isInactive={isBusy} onPress={onClose} />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the element that has the focus */}
          <section className="dialog-body" tabIndex={0} aria-label={title}>
            {children}
          </section>
          <div className="dialog-foot">{footer}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
