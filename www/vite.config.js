import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The session cookie belongs to 127.0.0.1: under another name of this machine it would not be sent.
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1" },
});
