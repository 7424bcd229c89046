/** The measurement behind the speed strip: takes a number of environments, gives microseconds per keystroke. */

import { validate as ajv } from "virtual:ajv";
import { sound } from "bench/bodies.mjs";
import type { ConnectionDraft } from "connection-update";
import { config } from "zod";

export const CONTENDERS = ["draft", "zod", "ajv"] as const;

/** Microseconds for one keystroke: the edit, and knowing what is wrong afterwards. */
export type Times = Record<(typeof CONTENDERS)[number], number>;

const TURNS = 9;
/** How long a turn lasts at least, in milliseconds: clocks of browsers are coarse. */
const TURN_MS = 12;

/** Measures in turns, so that a slow moment meets all of them; gives medians. */
export async function measure(environments: number, Draft: typeof ConnectionDraft): Promise<Times> {
  // Else zod tries whether `eval` is there as soon as it makes a schema, which the page's policy reports.
  config({ jitless: true });
  const { check: zod } = await import("bench/peers/zod.mjs");
  const connection = sound([environments, 10]);
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
      return draft.issues().length === 0;
    },
    zod: whole(zod),
    ajv: whole(ajv),
  };
  const times: Record<keyof Times, number[]> = { draft: [], zod: [], ajv: [] };
  for (let turn = 0; turn < TURNS; turn++) {
    for (const name of CONTENDERS) {
      let done = 0;
      const started = performance.now();
      let took = 0;
      while (took < TURN_MS) {
        // All must say that all is well, or they would not be comparable.
        if (!runs[name]()) throw new Error(`${name} does not agree`);
        done += 1;
        if (name !== "draft" || done % 100 === 0) took = performance.now() - started;
      }
      times[name].push((took * 1_000) / done);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  draft.free();
  const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  return { draft: median(times.draft), zod: median(times.zod), ajv: median(times.ajv) };
}
