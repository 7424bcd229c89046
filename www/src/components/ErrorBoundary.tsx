import { Component, type ReactNode } from "react";

interface ErrorBoundaryProps {
  children: ReactNode;
  /** Rendered instead of the children after an error. */
  fallback: ReactNode;
  /** After an error, another value renders the children again. */
  value: unknown;
}

/** Catches errors of its children during rendering, so that the other parts of the page still work. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidUpdate({ value }: ErrorBoundaryProps) {
    if (this.state.hasFailed && value !== this.props.value) this.setState({ hasFailed: false });
  }

  override render() {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
