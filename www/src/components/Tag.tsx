import type { ReactNode } from "react";
import "./Tag.css";

interface TagProps {
  tone?: "good" | "bad" | "warning" | "own";
  children: ReactNode;
}

/** A short word about the item beside it, such as "New". */
export function Tag({ tone, children }: TagProps) {
  return <span className={tone === undefined ? "tag" : `tag ${tone}`}>{children}</span>;
}
