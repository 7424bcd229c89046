// Renders each application on a server. Prints the number of rows of each.

import { createElement } from "react";
import { renderToString as renderReact } from "react-dom/server";
import { render as renderSvelte } from "svelte/server";
import { createSSRApp } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import { App as ReactApp } from "./App.jsx";
import SvelteApp from "./App.svelte";
import VueApp from "./App.vue";

const environment = (n) => ({ id: `01J9ZK8Q4T7W3X5Y6Z8A9B0C1${n}`, name: `E${n}`, credentials: {}, variables: [] });
const connection = {
  id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C01",
  organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C02",
  name: "Shop",
  protocol: "http",
  baseUrl: "https://shop.example",
  environments: [1, 2, 3].map(environment),
};
const pages = {
  react: renderReact(createElement(ReactApp, { connection })),
  svelte: renderSvelte(SvelteApp, { props: { connection } }).body,
  vue: await renderVue(createSSRApp(VueApp, { connection })),
};
const counts = Object.entries(pages).map(([name, html]) => [name, html.match(/value="E\d"/g)?.length]);
console.log(JSON.stringify(Object.fromEntries(counts)));
