import type { ReactElement } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator } from "react-aria-components";
import { Icon, type IconName } from "./Icon.tsx";
import "./Menu.css";

export interface MenuAction {
  label: string;
  icon?: IconName;
  isDisabled?: boolean;
  /** Draws a line above the item. */
  isApart?: boolean;
  onAction: () => void;
}

interface MenuProps {
  /** The name of the menu for assistive technology. */
  label: string;
  actions: readonly MenuAction[];
  /** The button that opens the menu. */
  children: ReactElement;
}

/** A menu of actions that a button opens. */
export function Menu({ label, actions, children }: MenuProps) {
  return (
    <MenuTrigger>
      {children}
      <Popover className="popover" placement="bottom end">
        <AriaMenu className="menu" aria-label={label}>
          {actions.flatMap(({ label: text, icon, isDisabled = false, isApart = false, onAction }) => [
            ...(isApart ? [<Separator key={`${text}-line`} className="menu-separator" />] : []),
            <MenuItem
              key={text}
              id={text}
              textValue={text}
              className="menu-item"
              isDisabled={isDisabled}
              onAction={onAction}
            >
              {icon !== undefined && <Icon name={icon} />}
              {text}
            </MenuItem>,
          ])}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
