import { ConnectClient, type Target } from "connection-update";
import { createApp } from "vue";
import Editor from "./Editor.vue";

const client = new ConnectClient({ baseUrl: "/api/connect/v1alpha1" });
const target = Object.fromEntries(new URLSearchParams(location.search)) as unknown as Target;

const read = await client.getConnection(target);
createApp(read.ok ? Editor : () => read.error.message, read.ok ? { client, current: read.bytes } : {}).mount("#root");
