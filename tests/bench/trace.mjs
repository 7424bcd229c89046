// Traces of a page: takes work that is done in it, gives how long its scripts ran in each frame.

/** Names under which the trace has scripts that run. */
const SCRIPTS = new Set([
  "EvaluateScript",
  "EventDispatch",
  "FireAnimationFrame",
  "FireIdleCallback",
  "FunctionCall",
  "RunMicrotasks",
  "TimerFire",
]);

/**
 * Traces while `work` runs; returns, for each frame in which a script ran, for how many milliseconds.
 *
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<void>} work
 */
export async function scriptPerFrame(page, work) {
  const browser = page.context().browser();
  await browser.startTracing(page, {
    categories: ["devtools.timeline", "disabled-by-default-devtools.timeline.frame"],
  });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const runs = traceEvents.filter(({ ph, name }) => ph === "X" && SCRIPTS.has(name));
  // The page's own thread is the one that runs most of it.
  const counts = new Map();
  for (const { tid } of runs) counts.set(tid, (counts.get(tid) ?? 0) + 1);
  const [[thread]] = [...counts].sort(([, one], [, other]) => other - one);
  const own = runs.filter(({ tid }) => tid === thread);
  const starts = traceEvents
    .filter(({ tid, name }) => tid === thread && name === "BeginMainThreadFrame")
    .map(({ ts }) => ts)
    .sort((one, other) => one - other);
  const frames = new Map();
  let end = 0;
  for (const { ts, dur } of own.sort((one, other) => one.ts - other.ts)) {
    // What runs within another script is counted with it.
    if (ts >= end) {
      const frame = starts.findLastIndex((start) => start <= ts);
      frames.set(frame, (frames.get(frame) ?? 0) + dur / 1_000);
    }
    end = Math.max(end, ts + dur);
  }
  return [...frames.values()];
}
