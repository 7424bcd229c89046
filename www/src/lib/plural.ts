/** Formats a number with its noun, such as "1 variable" or "5,000 variables". */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? "" : "s"}`;
}
