// Measures one operation on inputs of one size: `node scale.mjs OPERATION N` prints `{ "bytes", "nanoseconds", "memory" }`. Each
// measurement runs in a separate process, so that no other measurement affects its memory.

import { argv } from "node:process";
import { ConnectionDraft, diff, merge, preview, rebase, validate } from "connection-update";

const id = (n) => `01J9ZK8Q4T7W3X5Y${String(n).padStart(10, "0")}`;
const times = { createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" };
const list = (n, item) => Array.from({ length: n }, (_, at) => item(at));

/** Returns a connection with `n` environments, variables, auth schemes and unknown fields. Every value depends on `text`. */
const connection = (n, text) => ({
  ...{ id: id(1), organisationId: id(2), name: `Shop ${text}`, protocol: "http", baseUrl: "https://shop.example" },
  authSchemeConfigs: list(n, (at) => ({ schemeType: "api-key", name: `key-${text}-${at}`, in: "header" })),
  environmentVariables: list(n, (at) => ({ name: `V${at}`, value: text })),
  environments: list(n, (at) => ({ id: id(100 + at), name: `E${at}`, credentials: {}, variables: [], ...times })),
  ...Object.fromEntries(list(n, (at) => [`later${at}`, text])),
  ...times,
});

/** The operations: each gets its inputs as JSON text. */
export const OPERATIONS = {
  validate: ({ body }) => validate(body),
  "validate against": ({ body, current }) => validate(body, { current }),
  merge: ({ current, changes }) => merge(current, changes),
  preview: ({ current, body }) => preview(current, body),
  diff: ({ current, next }) => diff(current, next),
  rebase: ({ current, changes, latest }) => rebase(current, changes, latest),
  "open a draft": ({ current }) => new ConnectionDraft(current).issues,
  "rebase a draft": ({ current, next, latest }) => {
    const draft = new ConnectionDraft(current);
    draft.replace(next);
    for (const conflict of draft.rebase(latest).conflicts ?? []) conflict.resolve("mine");
  },
};

if (process.argv[1] === import.meta.filename) {
  const [name, n] = [argv[2], Number(argv[3])];
  const [current, next, latest] = ["base", "mine", "theirs"].map((text) => connection(n, text));
  const { createdAt, updatedAt, environments, ...changes } = next;
  const body = { ...changes, environments: environments.map(({ id, name }) => ({ id, name })) };
  const texts = Object.fromEntries(
    Object.entries({ current, body, changes, latest }).map(([key, value]) => [key, JSON.stringify(value)]),
  );
  const inputs = { ...texts, next };
  const durations = [];
  const before = process.memoryUsage.rss();
  const started = process.hrtime.bigint();
  while (durations.length < 3 || (durations.length < 15 && process.hrtime.bigint() - started < 1_000_000_000n)) {
    const start = process.hrtime.bigint();
    OPERATIONS[name](inputs);
    durations.push(Number(process.hrtime.bigint() - start));
  }
  const nanoseconds = durations.sort((a, b) => a - b)[durations.length >> 1];
  // The unit of `maxRSS` is KiB.
  const memory = Math.max(0, process.resourceUsage().maxRSS * 1024 - before);
  console.log(JSON.stringify({ bytes: texts.current.length, nanoseconds, memory }));
}
