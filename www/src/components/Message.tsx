/** A message of the package. Text in backticks is rendered as code. */
export function Message({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    // The parts with odd indices were between backticks.
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a part
      <code key={at}>{part}</code>
    ) : (
      part
    ),
  );
}

/** A message of the package as a sentence, with a capital letter and a full stop. */
export function MessageSentence({ text }: { text: string }) {
  return <Message text={`${text.charAt(0).toUpperCase()}${text.slice(1)}.`} />;
}
