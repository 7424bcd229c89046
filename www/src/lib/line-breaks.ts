/**
 * Applies edits of a text area to a string, and keeps the line breaks of the string. A text area shows every line break as `\n`,
 * so that its value cannot replace the string.
 */

/** Returns a string as a text area shows it: every line break is `\n`. */
export function toShown(raw: string): string {
  return raw.replace(/\r\n?/g, "\n");
}

/** Returns the offset in `raw` of an offset in the shown string, in UTF-16 code units. */
function rawOffset(raw: string, shownOffset: number): number {
  let at = 0;
  for (let shown = 0; shown < shownOffset; shown++) at += raw.startsWith("\r\n", at) ? 2 : 1;
  return at;
}

/**
 * Replaces a range of the shown string. All other line breaks stay as they are, except a `\r` that a `\n` follows afterwards.
 *
 * @param from the start of the range, in UTF-16 code units of the shown string
 * @param to the end of the range
 */
export function replaceShownRange(raw: string, from: number, to: number, insert: string): string {
  return join(join(raw.slice(0, rawOffset(raw, from)), insert), raw.slice(rawOffset(raw, to)));
}

/** Joins two strings. If a `\r` meets a `\n`, the two line breaks would become one, so that the first one becomes `\r\n`. */
function join(start: string, end: string): string {
  return start.endsWith("\r") && end.startsWith("\n") ? `${start}\n${end}` : start + end;
}

/**
 * Returns the string after an edit in the text area. The part that differs from the shown string is replaced. Line breaks in the
 * new part are of the kind that the string begins with.
 *
 * @param shown the value of the text area after the edit
 */
export function applyShownEdit(raw: string, shown: string): string {
  const before = toShown(raw);
  if (before === raw) return shown;
  const limit = Math.min(before.length, shown.length);
  let start = 0;
  while (start < limit && before[start] === shown[start]) start++;
  let end = 0;
  while (end < limit - start && before[before.length - 1 - end] === shown[shown.length - 1 - end]) end++;
  const lineBreak = /\r\n?|\n/.exec(raw)?.[0] ?? "\n";
  const insert = shown.slice(start, shown.length - end).replaceAll("\n", lineBreak);
  return replaceShownRange(raw, start, before.length - end, insert);
}
