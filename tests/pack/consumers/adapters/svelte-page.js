import { mount } from "svelte";
import App from "./App.svelte";
import { readConnection } from "./session.js";

mount(App, { target: document.querySelector("#root"), props: { connection: await readConnection() } });
