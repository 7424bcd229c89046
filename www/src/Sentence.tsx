/** A message as a sentence: what stands in backticks is shown as code. */
export function Sentence({ text }: { text: string }) {
  const parts = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.split("`");
  return parts.map((part, at) =>
    // Every second part stood between backticks.
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the sentence
      <code key={at}>{part}</code>
    ) : (
      part
    ),
  );
}
