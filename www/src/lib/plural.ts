/** Formats a number with its noun, such as "1 variable" or "5,000 variables". */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? "" : "s"}`;
}

/** Joins words as a phrase, such as "A, B and C". */
export function joinWords(words: readonly string[], last: "and" | "or" = "and"): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
