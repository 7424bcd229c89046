import * as api from "connection-update";
import { expect, test } from "vitest";
import { EXPECTED, run } from "./program.mjs";

test("the package works", async () => {
  expect(await run(api, process.env.PLATFORM, { cookie: "session=of-a-person" })).toEqual(EXPECTED);
});
