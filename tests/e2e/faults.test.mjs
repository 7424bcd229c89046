// Every way for a server to fail, in Chromium and in Firefox: how the call ends, and what was on the wire.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { differences, FAULTS } from "../faults/faults.mjs";
import { startFaults } from "../faults/server.mjs";
import { LIMIT_MS } from "../waiting.mjs";
import { launchChromium } from "./chromium.mjs";
import { launchFirefox } from "./firefox.mjs";

/** Opens a page in each browser. Returns a function that calls the client in it, and one that closes it. */
const BROWSERS = {
  async Chromium(url) {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction("window.call");
    const ask = (expression) => page.evaluate(expression);
    return { ask, stop: () => browser.close() };
  },
  async Firefox(url) {
    const driver = await launchFirefox();
    await driver.get(url);
    const script = "const done = arguments[arguments.length - 1]; Promise.resolve(eval(arguments[0])).then(done)";
    const ask = (expression) => driver.executeAsyncScript(script, expression);
    await driver.wait(() => ask("window.call !== undefined"), LIMIT_MS);
    return { ask, stop: () => driver.quit() };
  },
};

for (const [name, open] of Object.entries(BROWSERS)) {
  describe(name, () => {
    let server;
    let browser;
    before(async () => {
      server = await startFaults();
      browser = await open(server.page);
    });
    after(async () => {
      await browser?.stop();
      await server?.stop();
    });

    for (const fault of FAULTS) {
      test(`a server that does this: ${fault.name}`, async () => {
        const { how, seen } = server.meet(fault);
        const outcome = await browser.ask(`call(${JSON.stringify(how)})`);
        assert.deepEqual(differences(fault, outcome), []);
        const puts = seen().filter(({ method }) => method === "PUT").length;
        const [least, most] = fault.puts ?? [1, 1];
        assert.ok(puts >= least && puts <= most, `${puts} requests arrived`);
      });
    }

    test("a deadline ends a call by the browser's own clock", async () => {
      const { how } = server.meet({ name: "stall-before-headers", options: { timeoutMs: 300 } });
      const outcome = await browser.ask(`call(${JSON.stringify(how)})`);
      assert.deepEqual([outcome.kind, outcome.message], ["timeout", "the exchange took longer than 300 ms"]);
    });

    test("a header that no script may set is refused before anything is sent", async () => {
      const { how, seen } = server.meet({ name: "failed", options: { headers: { cookie: "session=1" } } });
      const outcome = await browser.ask(
        `call(${JSON.stringify(how)}).catch(({ name, message }) => ({ name, message }))`,
      );
      assert.equal(outcome.name, "TypeError");
      assert.match(outcome.message, /`cookie` is refused/);
      assert.deepEqual(seen(), []);
    });

    test("no byte reached the server that redirects lead to, and nothing was left unhandled", async () => {
      assert.equal(server.elsewhereBytes(), 0);
      assert.deepEqual(await browser.ask("window.unhandled"), []);
    });
  });
}
