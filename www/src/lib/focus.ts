/** Where the focus goes when what had it is no more, or an issue leads to its field. */

import type { Issue } from "connection-update";
import { fieldId } from "../fields/fields.tsx";

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

/** Puts the focus on the field of an issue, or on the nearest one around it; never on that of another item. */
export function leadToField({ path }: Issue) {
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
