import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** What the built page may do: its own script, WebAssembly without `eval`, and the platforms of this machine. */
const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src data:",
  "connect-src http://127.0.0.1:*",
  "require-trusted-types-for 'script'",
].join("; ");

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The speed strip measures with the benchmark's own rules.
  resolve: { alias: { bench: new URL("../tests/bench", import.meta.url).pathname } },
  // The session cookie belongs to 127.0.0.1: under another name of this machine it would not be sent.
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1", headers: { "content-security-policy": CSP } },
});
