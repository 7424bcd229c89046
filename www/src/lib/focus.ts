/** Moves the focus after an element was added or removed, and from an issue to its field. */

import type { Path } from "./path.ts";

/** Returns the id of the element that edits the value at a path. */
export function fieldId(path: Path): string {
  return `field:${path.join("/")}`;
}

/** Maximum number of frames to wait for an element. A long list renders a row some frames after scrolling to the row. */
const MAX_WAIT_FRAMES = 40;

/**
 * Moves the focus to an element. A list of React Aria redirects a focus that enters it by keyboard to its current row, so that the
 * row of the element must become the current one first.
 */
function focusElement(element: HTMLElement) {
  const row = element.closest<HTMLElement>('[role="row"]');
  if (row !== null && !row.contains(document.activeElement)) row.focus({ preventScroll: true });
  element.focus();
}

/** Maximum number of frames to wait for a field. After them, the nearest field around it gets the focus. */
const MAX_FIELD_FRAMES = 30;

/** Calls `attempt` in each frame until it returns true. `isLast` is true in the last frame. */
function attemptInFrames(attempt: (isLast: boolean) => boolean, framesLeft: number) {
  requestAnimationFrame(() => {
    const isLast = framesLeft === 0;
    if (!attempt(isLast) && !isLast) attemptInFrames(attempt, framesLeft - 1);
  });
}

/** Calls `find` in each frame until it returns an element, and then moves the focus to the element. */
function focusWhenFound(find: () => HTMLElement | null | undefined) {
  attemptInFrames(() => {
    const element = find();
    if (element) focusElement(element);
    return Boolean(element);
  }, MAX_WAIT_FRAMES);
}

/** Moves the focus to the field at a path. Waits for some frames until the field is rendered. */
export function focusFieldWhenFound(path: Path) {
  attemptInFrames((isLast) => {
    const isRendered = document.getElementById(fieldId(path)) !== null;
    if (isRendered || isLast) focusField(path);
    return isRendered;
  }, MAX_FIELD_FRAMES);
}

/** Moves the focus to the first of the elements that exists and is enabled. Waits for some frames until there is one. */
export function focusOn(...ids: string[]) {
  focusWhenFound(() =>
    ids
      .map((id) => document.getElementById(id))
      .find((element) => element !== null && !(element as HTMLButtonElement).disabled),
  );
}

/**
 * Moves the focus to a row of a list. Waits for some frames until the row is rendered.
 *
 * @param key the key of the row
 * @param insideId the id of an element in the row that gets the focus instead, if it is still there
 */
export function focusRow(list: HTMLElement | null, key: string, insideId = "") {
  focusWhenFound(() => {
    const row = list?.querySelector<HTMLElement>(`[role="row"][data-key="${CSS.escape(key)}"]`);
    const inside = insideId === "" ? null : document.getElementById(insideId);
    return row?.contains(inside) ? inside : row;
  });
}

/**
 * Moves the focus to the field at a path. If that field does not exist, uses the nearest field around the value. Never uses a
 * field of another list item.
 */
function focusField(path: Path) {
  for (let end = path.length; end > 0; end--) {
    const around = fieldId(path.slice(0, end));
    const isItem = typeof path[end] === "number";
    const inside = isItem ? null : document.querySelector(`[id^="${CSS.escape(around)}/"]`);
    const field = document.getElementById(around) ?? inside;
    if (!(field instanceof HTMLElement)) continue;
    focusElement(field);
    field.scrollIntoView({ block: "center" });
    return;
  }
}
