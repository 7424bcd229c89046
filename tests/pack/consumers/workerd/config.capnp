using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    (name = "core.wasm", wasm = embed "node_modules/connection-update/pkg/core.wasm"),
    (name = "validate.wasm", wasm = embed "node_modules/connection-update/pkg/validate.wasm"),
  ],
  compatibilityDate = "2024-01-01",
);
