/** Moves the focus after an element was added or removed, and from an issue to its field. */

import type { Issue } from "connection-update";
import type { Path } from "./path.ts";

/** Returns the id of the element that edits the value at a path. */
export function fieldId(path: Path): string {
  return `field:${path.join("/")}`;
}

/** Maximum number of frames to wait for an element. A long list renders a row some frames after scrolling to the row. */
const MAX_WAIT_FRAMES = 30;

/** Moves the focus to the first of the elements that exists and is enabled. Waits for some frames until there is one. */
export function focusOn(...ids: string[]) {
  let framesLeft = MAX_WAIT_FRAMES;
  const attempt = () => {
    const elements = ids.map((id) => document.getElementById(id));
    const element = elements.find((candidate) => candidate !== null && !(candidate as HTMLButtonElement).disabled);
    if (element) element.focus();
    else if (framesLeft-- > 0) requestAnimationFrame(attempt);
  };
  requestAnimationFrame(attempt);
}

/**
 * Moves the focus to the field of an issue. If that field does not exist, uses the nearest field around the value. Never uses a
 * field of another list item.
 */
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
