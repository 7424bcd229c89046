import { ConnectionDraft } from "connection-update";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import type { Times } from "../../lib/benchmark.ts";

/** Numbers of environments in the measured connections. */
const SIZES = [3, 300, 5_000];
const COMPETITORS = ["zod", "ajv"] as const;

/** Measures the time of one keystroke in connections of several sizes. Compares it with full validation by zod and ajv. */
export function BenchmarkPanel() {
  const [rows, setRows] = useState<Times[]>([]);
  const [isBusy, setBusy] = useState(false);

  async function runBenchmark() {
    setBusy(true);
    const { measure } = await import("../../lib/benchmark.ts");
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
      <h2 id="speed">Validation speed</h2>
      <p className="hint">
        The time from a keystroke in a variable to all problems of the connection: medians of this browser, now. zod and
        ajv validate the whole connection; ajv is compiled beforehand, because the page's policy forbids{" "}
        <code>eval</code>.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Environments</th>
            <th scope="col">connection-update</th>
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
      <div>
        <Button isInactive={isBusy} onPress={() => void runBenchmark()}>
          {isBusy ? "Measuring…" : rows.length > 0 ? "Run test again" : "Run test"}
        </Button>
      </div>
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
