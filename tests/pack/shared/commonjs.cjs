const api = require("connection-update");

import("./run-in-node.mjs").then(({ runInNode }) => runInNode(api, process.argv[2]));
