// Declares the names that snippets of the guide use without declaring them. `prelude.mjs` defines them when a snippet runs.

declare const current: import("connection-update").Connection;
declare const changes: import("connection-update").Changes;
declare const target: import("connection-update").Target;
declare const signal: AbortSignal;
declare const request: Request;
declare function show(...what: unknown[]): void;
declare function logIn(): void;

declare module "*.wasm?url" {
  const address: string;
  export default address;
}
