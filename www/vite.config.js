import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import standaloneCode from "ajv/dist/standalone/index.js";
import { defineConfig } from "vite";
import { ajv, body } from "../tests/bench/peers/ajv.mjs";

/** What the built page may do: its own script, WebAssembly without `eval`, and the platforms of this machine. */
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
  // Nobody may make a policy that lets text become script.
  "trusted-types 'none'",
].join("; ");

/** Puts the policy into the built page, so that it holds from any server of static files. */
const policy = {
  name: "policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: CSP }, injectTo: "head-prepend" },
  ],
};

/** The speed strip's ajv, compiled here: in the page it would need `eval`. */
const compiledAjv = {
  name: "compiled-ajv",
  resolveId: (id) => (id === "virtual:ajv" ? "\0ajv" : undefined),
  load: (id) =>
    id === "\0ajv" ? `import * as rules from "bench/rules.mjs";\n${standaloneCode(ajv, ajv.compile(body))}` : undefined,
};

export default defineConfig({
  root: import.meta.dirname,
  // The built page is files that stand anywhere.
  base: "./",
  plugins: [react(), policy, compiledAjv],
  // The speed strip measures with the benchmark's own rules.
  resolve: { alias: { bench: fileURLToPath(new URL("../tests/bench", import.meta.url)) } },
  // The cookie of the session belongs to one name of this machine: the local platform stands at this one.
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1" },
  // Not cut into more: the module of the rules is most of it, and it is needed at once.
  build: { chunkSizeWarningLimit: 1_024 },
});
