/** Measures the time of one keystroke in a connection, for this package and for other libraries. */

import { validate as ajv } from "virtual:ajv";
import { makeValidBody } from "bench/bodies.mjs";
import type { ConnectionDraft } from "connection-update";
import { config } from "zod";

const LIBRARIES = ["draft", "zod", "ajv"] as const;

/** Microseconds for one keystroke, by library. One keystroke is an edit and a read of all issues. */
export type Times = Record<(typeof LIBRARIES)[number], number>;

const ROUNDS = 9;
/** Minimum duration of one measurement, in milliseconds. It must be long, because browsers round their clocks. */
const MIN_RUN_MS = 12;

/** Returns the median times. The libraries run in turn, so that a slow moment of the machine affects all of them. */
export async function measure(environments: number, Draft: typeof ConnectionDraft): Promise<Times> {
  // By default, zod tries `eval` when it creates a schema. The Content-Security-Policy would report that.
  config({ jitless: true });
  const { check: zod } = await import("bench/competitors/zod.mjs");
  const connection = makeValidBody([environments, 10]);
  const path = ["environments", Math.floor(environments / 2), "variables", 1, "value"];
  const typed = connection.environments[Math.floor(environments / 2)]?.variables?.[1] ?? { name: "", value: "" };
  const draft = new Draft(connection);
  let keystrokes = 0;
  const withFullValidation = (check: (body: unknown) => boolean) => () => {
    typed.value = `typed ${keystrokes++ & 1023}`;
    return check(connection);
  };
  const runs = {
    draft: () => {
      draft.set(path, `typed ${keystrokes++ & 1023}`);
      return draft.issues.length === 0;
    },
    zod: withFullValidation(zod),
    ajv: withFullValidation(ajv),
  };
  const times: Record<keyof Times, number[]> = { draft: [], zod: [], ajv: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of LIBRARIES) {
      let runCount = 0;
      const started = performance.now();
      let elapsedMs = 0;
      while (elapsedMs < MIN_RUN_MS) {
        // Every library must find the connection valid, so that the results are comparable.
        if (!runs[name]()) throw new Error(`${name} does not agree`);
        runCount += 1;
        if (name !== "draft" || runCount % 100 === 0) elapsedMs = performance.now() - started;
      }
      times[name].push((elapsedMs * 1_000) / runCount);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  draft.dispose();
  const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  return { draft: median(times.draft), zod: median(times.zod), ajv: median(times.ajv) };
}
