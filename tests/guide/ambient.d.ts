// Declares the names that snippets of the guide and the README use without declaring them.

declare const current: import("connection-update").Connection;
declare const changes: import("connection-update").Changes;
declare const target: import("connection-update").Target;
declare const testId: string;
declare const signal: AbortSignal;
declare const request: Request;
declare function show(...what: unknown[]): void;
declare function warn(what: string): void;
declare function resolve(conflicts: unknown): void;
declare function confirm(effects: import("connection-update").Effect[]): boolean;
declare function logIn(): void;

declare module "*.wasm?url" {
  const address: string;
  export default address;
}
