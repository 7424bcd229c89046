import { type ReactNode, useMemo, useState } from "react";

interface DisclosureProps {
  title: string;
  /** Called when it is opened: rendering the parts of a large connection takes long. */
  children: () => ReactNode;
}

/** A section that is closed at first. */
export function Disclosure({ title, children }: DisclosureProps) {
  const [isOpen, setOpen] = useState(false);
  const content = useMemo(() => (isOpen ? children() : null), [isOpen, children]);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {content}
    </details>
  );
}
