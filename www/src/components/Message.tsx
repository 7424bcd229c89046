/** A message: what stands in backticks is shown as code. */
export function Message({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    // Every second part stood between backticks.
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the message
      <code key={at}>{part}</code>
    ) : (
      part
    ),
  );
}

/** A message as a sentence of its own. */
export function Sentence({ text }: { text: string }) {
  return <Message text={`${text.charAt(0).toUpperCase()}${text.slice(1)}.`} />;
}
