/** Moves the focus: to the next element when a focused one is removed, and from an issue to its field. */

import type { Issue } from "connection-update";
import type { Path } from "./path.ts";

/** Returns the id of the element that edits the value at a path. */
export function fieldId(path: Path): string {
  return `field:${path.join("/")}`;
}

/** Puts the focus on the first of these elements that is there, once the page shows what was changed. */
export function focusOn(...ids: string[]) {
  requestAnimationFrame(() => {
    for (const id of ids) {
      const element = document.getElementById(id);
      if (element === null || (element as HTMLButtonElement).disabled) continue;
      element.focus();
      return;
    }
  });
}

/** Moves the focus to the field of an issue, or to the nearest one around it. Never to the field of another list item. */
export function focusField({ path }: Issue) {
  for (let end = path.length; end > 0; end--) {
    const around = fieldId(path.slice(0, end));
    const isItem = typeof path[end] === "number";
    const inside = isItem ? null : document.querySelector(`[id^="${CSS.escape(around)}/"]`);
    const field = document.getElementById(around) ?? inside;
    if (!(field instanceof HTMLElement)) continue;
    field.focus();
    field.scrollIntoView({ block: "center" });
    return;
  }
}
