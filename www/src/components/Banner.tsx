import type { ReactNode } from "react";
import "./Banner.css";
import { Icon } from "./Icon.tsx";

interface BannerProps {
  tone: "error" | "warning" | "info";
  /** Announces the banner at once. */
  isAlert?: boolean;
  /** The buttons at the end. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A message about a page or a section, with the actions that help. */
export function Banner({ tone, isAlert = false, actions, children }: BannerProps) {
  return (
    <div className={`banner ${tone}`} role={isAlert ? "alert" : undefined}>
      <Icon name={tone} />
      <div className="banner-text">{children}</div>
      {actions}
    </div>
  );
}
