/** A message of the package. Text in backticks is rendered as code. */
export function Message({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    // Every second part was between backticks.
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part has no identity but its index
      <code key={at}>{part}</code>
    ) : (
      part
    ),
  );
}

/** A message with a capital letter and a full stop. */
export function MessageSentence({ text }: { text: string }) {
  return <Message text={`${text.charAt(0).toUpperCase()}${text.slice(1)}.`} />;
}
