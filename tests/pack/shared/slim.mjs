import * as api from "connection-update/slim";
import { runInNode } from "./run-in-node.mjs";

await api.init();
await runInNode(api, process.argv[2]);
