const api = require("connection-update/slim");

Promise.all([import("./run-in-node.mjs"), api.init()]).then(([{ runInNode }]) => runInNode(api, process.argv[2]));
