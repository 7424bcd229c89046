import { ConnectClient, type Target } from "connection-update";
import { mount } from "svelte";
import Editor from "./Editor.svelte";

const client = new ConnectClient({ baseUrl: "/api/connect/v1alpha1" });
const target = Object.fromEntries(new URLSearchParams(location.search)) as unknown as Target;

const root = document.getElementById("root") as HTMLElement;
const read = await client.getConnection(target);
root.textContent = read.ok ? "" : read.error.message;
if (read.ok) mount(Editor, { target: root, props: { client, current: read.bytes } });
