const api = require("connection-update");
const smallEntry = require("connection-update/validate");

import("./run-in-node.mjs").then(({ runInNode }) => runInNode(api, process.argv[2], smallEntry));
