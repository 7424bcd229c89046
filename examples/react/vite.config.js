import { env } from "node:process";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The page and the API have the same origin. The local platform accepts a token. Another platform gets the cookie in
// the variable `COOKIE`, or the browser's cookie of this origin.
const { PLATFORM, COOKIE } = env;
const headers = { ...(COOKIE && { cookie: COOKIE }), ...(!PLATFORM && { authorization: "Bearer local-platform" }) };
const proxy = { "/api": { target: PLATFORM ?? "http://127.0.0.1:4400", changeOrigin: true, headers } };

export default defineConfig({
  plugins: [react()],
  server: { host: "127.0.0.1", proxy },
  preview: { host: "127.0.0.1", proxy },
});
