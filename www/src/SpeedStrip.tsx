import { ConnectionDraft } from "connection-update";
import { useState } from "react";

interface Row {
  environments: number;
  /** Microseconds for one keystroke: the edit, and knowing what is wrong afterwards. */
  draft: number;
  zod: number;
}

const SIZES = [3, 300, 5_000];

/** How long one keystroke takes in a connection of a size, measured here and now, beside validating the whole with zod. */
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
        A variable is typed into and everything wrong is known again: this draft, beside zod over the whole object.
        Medians of what this browser does now, under this page’s policy (no <code>eval</code>).
      </p>
      {rows.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Environments</th>
              <th scope="col">This draft</th>
              <th scope="col">zod</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ environments, draft, zod }) => (
              <tr key={environments}>
                <th scope="row">{environments.toLocaleString()}</th>
                <td>{time(draft)}</td>
                <td>
                  {time(zod)} <span className="ratio">({Math.round(zod / draft).toLocaleString()}×)</span>
                </td>
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

function time(us: number): string {
  return us < 1_000 ? `${us.toFixed(us < 10 ? 2 : 0)} µs` : `${(us / 1_000).toFixed(1)} ms`;
}
