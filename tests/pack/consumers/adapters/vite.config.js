import { svelte } from "@sveltejs/vite-plugin-svelte";
import react from "@vitejs/plugin-react";
import vue from "@vitejs/plugin-vue";

const target = process.env.PLATFORM;
const pages = ["react", "svelte", "vue"].map((name) => [name, `${name}.html`]);

export default {
  plugins: [react(), svelte(), vue()],
  server: { proxy: { "/api": { target }, "/login": { target } } },
  preview: { proxy: { "/api": { target }, "/login": { target } } },
  build: { rolldownOptions: { input: Object.fromEntries(pages) } },
};
