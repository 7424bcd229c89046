// Traces a page while it is used, and returns how long its scripts ran in each frame.

/** Names of the trace events in which a script runs. */
const SCRIPT_EVENTS = new Set([
  "EvaluateScript",
  "EventDispatch",
  "FireAnimationFrame",
  "FireIdleCallback",
  "FunctionCall",
  "RunMicrotasks",
  "TimerFire",
]);

/**
 * Traces the page while `work` runs. Returns the time of scripts in milliseconds, for each frame in which a script ran.
 *
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<void>} work
 */
export async function measureScriptPerFrame(page, work) {
  const browser = page.context().browser();
  await browser.startTracing(page, {
    categories: ["devtools.timeline", "disabled-by-default-devtools.timeline.frame"],
  });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const runs = traceEvents.filter(({ ph, name }) => ph === "X" && SCRIPT_EVENTS.has(name));
  // The thread of the page is the thread that runs the most scripts.
  const counts = new Map();
  for (const { tid } of runs) counts.set(tid, (counts.get(tid) ?? 0) + 1);
  const [[thread]] = [...counts].sort(([, one], [, other]) => other - one);
  const pageRuns = runs.filter(({ tid }) => tid === thread);
  const starts = traceEvents
    .filter(({ tid, name }) => tid === thread && name === "BeginMainThreadFrame")
    .map(({ ts }) => ts)
    .sort((one, other) => one - other);
  const frames = new Map();
  let end = 0;
  for (const { ts, dur } of pageRuns.sort((one, other) => one.ts - other.ts)) {
    // A script that runs within another script is part of its time.
    if (ts >= end) {
      const frame = starts.findLastIndex((start) => start <= ts);
      frames.set(frame, (frames.get(frame) ?? 0) + dur / 1_000);
    }
    end = Math.max(end, ts + dur);
  }
  return [...frames.values()];
}
