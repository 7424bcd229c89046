import { Component, type ReactNode } from "react";

/** Shows something else where what it holds cannot be shown; the rest of the page goes on. */
export class Guard extends Component<{ children: ReactNode; instead: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? this.props.instead : this.props.children;
  }
}
