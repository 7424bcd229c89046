import { type ReactNode, useState } from "react";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Tooltip,
  TooltipTrigger,
} from "react-aria-components";
import { copyText } from "../lib/clipboard.ts";
import "./Button.css";
import { Icon, type IconName } from "./Icon.tsx";

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  /** `primary` for the main action of a page or a dialog, `danger` for a loss, `quiet` without a border, `link` as part of a text. */
  variant?: "primary" | "danger" | "danger primary" | "quiet" | "link";
  icon?: IconName;
  /**
   * Prevents presses, but keeps the focus: a button that is disabled while it has the focus would lose it to the page. Use
   * `isDisabled` only for buttons that cannot have the focus when they become disabled.
   */
  isInactive?: boolean;
  children?: ReactNode;
}

/**
 * A button with a text, and perhaps an icon before the text. A new id creates a new element, because the button of React Aria always
 * has the id of its first render.
 */
export function Button({ variant, icon, isInactive = false, children, onPress, ...props }: ButtonProps) {
  return (
    <AriaButton
      {...props}
      key={props.id}
      {...(isInactive ? { "aria-disabled": true } : onPress && { onPress })}
      className={variant === undefined ? "button" : `button ${variant}`}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "icon" | "children" | "aria-label"> {
  icon: IconName;
  /** The name of the action. It is the tooltip, too. */
  label: string;
  /** A shorter tooltip, for a label that names the item. */
  tooltip?: string;
}

/** A button that has only an icon. */
export function IconButton({
  icon,
  label,
  tooltip = label,
  variant = "quiet",
  isInactive,
  onPress,
  ...props
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={600}>
      <AriaButton
        {...props}
        key={props.id}
        {...(isInactive ? { "aria-disabled": true } : onPress && { onPress })}
        aria-label={label}
        className={`button icon-only ${variant}`}
      >
        <Icon name={icon} />
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {tooltip}
      </Tooltip>
    </TooltipTrigger>
  );
}

interface CopyButtonProps {
  label: string;
  getText: () => string;
}

/** Time during which a button says that the text was copied, in milliseconds. */
const COPIED_MS = 2_000;

/** A button that copies a text to the clipboard, and says that it did. */
export function CopyButton({ label, getText }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"Copied" | "Can't copy here">();
  return (
    <>
      <IconButton
        icon={outcome === "Copied" ? "check" : "copy"}
        label={label}
        tooltip={outcome ?? "Copy"}
        onPress={() =>
          void copyText(getText()).then((isCopied) => {
            setOutcome(isCopied ? "Copied" : "Can't copy here");
            setTimeout(() => setOutcome(undefined), COPIED_MS);
          })
        }
      />
      <span role="status" className="visually-hidden">
        {outcome}
      </span>
    </>
  );
}
