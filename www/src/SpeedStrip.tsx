import { ConnectionDraft } from "connection-update";
import { useState } from "react";
import type { Times } from "./speed.ts";

interface Row extends Times {
  environments: number;
}

const SIZES = [3, 300, 5_000];
const PEERS = ["zod", "ajv"];

/** How long one keystroke takes in a connection of a size, measured here and now, beside validating the whole with others. */
export function SpeedStrip() {
  const [rows, setRows] = useState<Row[]>([]);
  const [isBusy, setBusy] = useState(false);

  async function run() {
    setBusy(true);
    const { measure } = await import("./speed.ts");
    const measured: Row[] = [];
    for (const environments of SIZES) {
      // One size at a time, so that the page can be used in between.
      await new Promise((resolve) => setTimeout(resolve, 30));
      measured.push({ environments, ...(await measure(environments, ConnectionDraft)) });
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
      {rows.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Environments</th>
              <th scope="col">This draft</th>
              {PEERS.map((peer) => (
                <th scope="col" key={peer}>
                  {peer}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ environments, draft, zod, ajv }) => (
              <tr key={environments}>
                <th scope="row">{environments.toLocaleString()}</th>
                <td>{time(draft)}</td>
                {[zod, ajv].map((other, index) => (
                  <td key={PEERS[index]}>
                    {time(other)} <span className="ratio">({ratio(other / draft)}×)</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <button type="button" disabled={isBusy} onClick={() => void run()}>
        {isBusy ? "Measuring…" : rows.length > 0 ? "Measure again" : "Measure"}
      </button>
    </section>
  );
}

function ratio(times: number): string {
  return times < 10 ? times.toFixed(1) : Math.round(times).toLocaleString();
}

function time(us: number): string {
  return us < 1_000 ? `${us.toFixed(us < 10 ? 2 : 0)} µs` : `${(us / 1_000).toFixed(1)} ms`;
}
