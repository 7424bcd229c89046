// Tests that an input that needs too much memory is an issue with its own code, and that later calls are not affected.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

const script = `
  import { ConnectClient, ConnectionDraft, merge, validate } from "connection-update";
  const base = { id: "01J9ZK8Q4T7W3X5Y6Z8A9B0C01", organisationId: "01J9ZK8Q4T7W3X5Y6Z8A9B0C02", name: "Shop" };
  const body = { ...base, protocol: "http", baseUrl: "https://shop.example" };
  const large = JSON.stringify({ ...body, environmentVariables: 0, more: 0 }).replace(":0,", ":[" + "0,".repeat(6_000_000) + "0],");
  const codes = ({ issues }) => issues.map(({ code }) => code);
  const sent = await new ConnectClient({ fetch: () => Response.json(body) }).updateConnection(
    { organisationId: base.organisationId, connectionId: base.id }, large);
  let refusal;
  try { new ConnectionDraft(large); } catch (error) { refusal = error.message; }
  console.log(JSON.stringify([
    codes(validate(large, { current: large })), codes(merge(large, large)), codes(validate(body)),
    sent.error.kind, sent.error.message, sent.error.maybeApplied, refusal,
  ]));
`;

test("an input that needs too much memory is reported, and later calls are not affected", async () => {
  // 1,024 pages are 64 MiB.
  const args = ["--wasm-max-mem-pages=1024", "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  const [validated, merged, later, kind, message, maybeApplied, refusal] = JSON.parse(stdout);
  assert.deepEqual([validated, merged, later], [["out-of-memory"], ["out-of-memory"], []]);
  assert.deepEqual([kind, message, maybeApplied], ["internal", "nothing was sent: there is not enough memory", false]);
  assert.match(refusal, /not enough memory/);
});
