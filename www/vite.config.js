import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import standaloneCode from "ajv/dist/standalone/index.js";
import { defineConfig } from "vite";
import { ajv, body } from "../tests/bench/competitors/ajv.mjs";

/** The policy of the built page: its own script, WebAssembly without `eval`, and platforms on this machine. */
const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src data:",
  "connect-src http://127.0.0.1:* http://localhost:*",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  // No Trusted Types policy may exist, so that no text can become a script.
  "trusted-types 'none'",
].join("; ");

/** Writes the policy into the built page, so that it applies on any static server. */
const policy = {
  name: "policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: CSP }, injectTo: "head-prepend" },
  ],
};

/** Compiles the benchmark panel's ajv at build time: in the page it would need `eval`. */
const compiledAjv = {
  name: "compiled-ajv",
  resolveId: (id) => (id === "virtual:ajv" ? "\0ajv" : undefined),
  load: (id) =>
    id === "\0ajv" ? `import * as rules from "bench/rules.mjs";\n${standaloneCode(ajv, ajv.compile(body))}` : undefined,
};

export default defineConfig({
  root: import.meta.dirname,
  // The built page can be served from any folder.
  base: "./",
  plugins: [react(), policy, compiledAjv],
  // The benchmark panel uses the rules of the benchmark.
  resolve: { alias: { bench: fileURLToPath(new URL("../tests/bench", import.meta.url)) } },
  // The session cookie belongs to one host name: the local platform uses this one.
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1" },
  // One chunk: the WebAssembly module is most of it, and the page needs it at once.
  build: { chunkSizeWarningLimit: 1_024 },
});
