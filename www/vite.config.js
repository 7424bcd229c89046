import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import standaloneCode from "ajv/dist/standalone/index.js";
import { defineConfig } from "vite";
import { ajv, body } from "../tests/bench/competitors/ajv.mjs";

/**
 * The Content-Security-Policy of the built page. It allows scripts of the page, WebAssembly, and requests to a platform on this machine.
 * The platform in the page is one of its scripts.
 */
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
  // Forbids all Trusted Types policies, so that no text can become a script.
  "trusted-types 'none'",
].join("; ");

/** Writes the Content-Security-Policy into the built page, so that it applies on every static server. */
const cspPlugin = {
  name: "csp",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: CSP }, injectTo: "head-prepend" },
  ],
};

/** Compiles the ajv validator of the benchmark panel at build time, because compiling it in the page needs `eval`. */
const ajvPlugin = {
  name: "compiled-ajv",
  resolveId: (id) => (id === "virtual:ajv" ? "\0ajv" : undefined),
  load: (id) =>
    id === "\0ajv" ? `import * as rules from "bench/rules.mjs";\n${standaloneCode(ajv, ajv.compile(body))}` : undefined,
};

export default defineConfig({
  root: import.meta.dirname,
  // Makes URLs relative, so that the built page can be served from any folder.
  base: "./",
  plugins: [react(), cspPlugin, ajvPlugin],
  // The benchmark panel imports modules of `tests/bench`.
  resolve: { alias: { bench: fileURLToPath(new URL("../tests/bench", import.meta.url)) } },
  // Browsers send the session cookie only to the host name that set it. The local platform uses this host name.
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1" },
  // The limit is in kB. The largest chunk contains the WebAssembly module and the components, which the page needs when it loads.
  build: { chunkSizeWarningLimit: 1_400 },
});
