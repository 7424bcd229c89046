import { ConnectionDraft } from "connection-update";
import { useState } from "react";
import type { Times } from "../lib/benchmark.ts";

/** Numbers of environments in the measured connections. */
const SIZES = [3, 300, 5_000];
const COMPETITORS = ["zod", "ajv"] as const;

/** Measures the time of one keystroke in connections of several sizes. Compares it with full validation by zod and ajv. */
export function BenchmarkPanel() {
  const [rows, setRows] = useState<Times[]>([]);
  const [isBusy, setBusy] = useState(false);

  async function runBenchmark() {
    setBusy(true);
    const { measure } = await import("../lib/benchmark.ts");
    const measured: Times[] = [];
    for (const environments of SIZES) {
      // The pause lets the browser handle input between two measurements.
      await new Promise((resolve) => setTimeout(resolve, 30));
      measured.push(await measure(environments, ConnectionDraft));
      setRows([...measured]);
    }
    setBusy(false);
  }

  return (
    <section className="card" aria-labelledby="speed">
      <h2 id="speed">One keystroke</h2>
      <p className="hint">
        A variable is typed into and everything wrong is known again: this draft, beside zod and ajv over the whole
        object. Medians of what this browser does now, under this page’s policy (no <code>eval</code>; ajv was compiled
        beforehand).
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Environments</th>
            <th scope="col">This draft</th>
            {COMPETITORS.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {SIZES.map((environments, at) => (
            <tr key={environments}>
              <th scope="row">{environments.toLocaleString()}</th>
              <td>{formatTime(rows[at]?.draft)}</td>
              {COMPETITORS.map((name) => (
                <td key={name}>
                  {formatTime(rows[at]?.[name])}{" "}
                  <span className="ratio">{formatRatio(rows[at]?.[name], rows[at]?.draft)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" disabled={isBusy} onClick={() => void runBenchmark()}>
        {isBusy ? "Measuring…" : rows.length > 0 ? "Measure again" : "Measure"}
      </button>
    </section>
  );
}

/** Formats a time as a multiple of the baseline. Returns an empty string if one of the two times is not measured yet. */
function formatRatio(us: number | undefined, baseline: number | undefined): string {
  if (us === undefined || baseline === undefined) return "";
  const times = us / baseline;
  return `(${times < 10 ? times.toFixed(1) : Math.round(times).toLocaleString()}×)`;
}

function formatTime(us: number | undefined): string {
  if (us === undefined) return "–";
  return us < 1_000 ? `${us.toFixed(us < 10 ? 2 : 0)} µs` : `${(us / 1_000).toFixed(1)} ms`;
}
