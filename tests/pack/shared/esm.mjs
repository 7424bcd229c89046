import * as api from "connection-update";
import { runInNode } from "./run-in-node.mjs";

await runInNode(api, process.argv[2]);
