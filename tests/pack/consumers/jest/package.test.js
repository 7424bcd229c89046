const api = require("connection-update");

test("the package works", async () => {
  const { EXPECTED, run } = await import("./program.mjs");
  const outcome = await run(api, process.env.PLATFORM, { cookie: "session=of-a-person" });
  const { saved, refused, ...unsent } = EXPECTED;
  // Jest's pages have no `Request`.
  expect(outcome).toEqual(typeof Request === "undefined" ? unsent : EXPECTED);
});
