/** Moves the focus: to the next element when a focused one is removed, and from an issue to its field. */

import type { Issue } from "connection-update";
import type { Path } from "./path.ts";

/** Returns the id of the element that edits the value at a path. */
export function fieldId(path: Path): string {
  return `field:${path.join("/")}`;
}

/** Frames to wait for an element: a long list puts a row into the page some frames after it has scrolled there. */
const FRAMES = 30;

/** Puts the focus on the first of these elements that is there, as soon as one of them is. */
export function focusOn(...ids: string[]) {
  let left = FRAMES;
  const attempt = () => {
    const elements = ids.map((id) => document.getElementById(id));
    const element = elements.find((one) => one !== null && !(one as HTMLButtonElement).disabled);
    if (element) element.focus();
    else if (left-- > 0) requestAnimationFrame(attempt);
  };
  requestAnimationFrame(attempt);
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
