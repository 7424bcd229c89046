import { createApp } from "vue";
import App from "./App.vue";
import { readConnection } from "./session.js";

createApp(App, { connection: await readConnection() }).mount("#root");
