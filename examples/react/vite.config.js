import { env } from "node:process";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The page and the API have the same origin. The session cookie is the browser's cookie of this origin, or the variable `COOKIE`.
const { PLATFORM = "http://127.0.0.1:4400", COOKIE } = env;
const proxy = { "/api": { target: PLATFORM, changeOrigin: true, headers: COOKIE ? { cookie: COOKIE } : {} } };

export default defineConfig({
  plugins: [react()],
  server: { host: "127.0.0.1", proxy },
  preview: { host: "127.0.0.1", proxy },
});
