import { type ReactNode, useMemo, useState } from "react";

interface DisclosureProps {
  title: string;
  /** Renders the content. Called when the section is first opened, because rendering a large connection is slow. */
  children: () => ReactNode;
}

/** A section that the user can open and close. It starts closed. */
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
