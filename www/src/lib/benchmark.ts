/** Measures one keystroke: takes a number of environments, returns microseconds for each library. */

import { validate as ajv } from "virtual:ajv";
import { makeValidBody } from "bench/bodies.mjs";
import type { ConnectionDraft } from "connection-update";
import { config } from "zod";

const LIBRARIES = ["draft", "zod", "ajv"] as const;

/** Microseconds for one keystroke by library: one edit, then all issues. */
export type Times = Record<(typeof LIBRARIES)[number], number>;

const ROUNDS = 9;
/** Minimum duration of one turn in milliseconds. Browsers round their clocks. */
const TURN_MS = 12;

/** Returns medians. The libraries take turns, so that a slow moment of the machine affects all of them. */
export async function measure(environments: number, Draft: typeof ConnectionDraft): Promise<Times> {
  // By default zod tries `eval` when it makes a schema, and the page's policy would report that.
  config({ jitless: true });
  const { check: zod } = await import("bench/competitors/zod.mjs");
  const connection = makeValidBody([environments, 10]);
  const path = ["environments", Math.floor(environments / 2), "variables", 1, "value"];
  const typed = connection.environments[Math.floor(environments / 2)]?.variables?.[1] ?? { name: "", value: "" };
  const draft = new Draft(connection);
  let count = 0;
  const whole = (check: (body: unknown) => boolean) => () => {
    typed.value = `typed ${count++ & 1023}`;
    return check(connection);
  };
  const runs = {
    draft: () => {
      draft.set(path, `typed ${count++ & 1023}`);
      return draft.issues.length === 0;
    },
    zod: whole(zod),
    ajv: whole(ajv),
  };
  const times: Record<keyof Times, number[]> = { draft: [], zod: [], ajv: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of LIBRARIES) {
      let done = 0;
      const started = performance.now();
      let took = 0;
      while (took < TURN_MS) {
        // Results are comparable only if every library finds the connection valid.
        if (!runs[name]()) throw new Error(`${name} does not agree`);
        done += 1;
        if (name !== "draft" || done % 100 === 0) took = performance.now() - started;
      }
      times[name].push((took * 1_000) / done);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  draft.dispose();
  const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  return { draft: median(times.draft), zod: median(times.zod), ajv: median(times.ajv) };
}
