import { useEffect, useState } from "react";
import { type Modes, readModes, writeModes } from "../../api/platform.ts";
import { Banner } from "../../components/Banner.tsx";
import "../../components/Field.css";

/** The faults of the next save that the local platform can simulate, each with its label. */
const FAULTS: readonly (readonly [string, Partial<Modes>])[] = [
  ["None", { refuse: [], conflict: 0, delayMs: 0 }],
  ["Slow: 2 seconds for each request", { refuse: [], conflict: 0, delayMs: 2_000 }],
  ["Server failure (500)", { refuse: [{ status: 500 }] }],
  ["A proxy's HTML page (502)", { refuse: [{ status: 502, body: "<html><h1>Bad Gateway</h1></html>" }] }],
  ["Too many requests (429), 5 seconds", { refuse: [{ status: 429, retryAfter: 5 }] }],
  ["No permission (403)", { refuse: [{ status: 403 }] }],
  ["The second request of a save fails (500)", { refuse: [{ status: 500, skip: 1 }] }],
  [
    "The name is rejected (400)",
    {
      refuse: [
        {
          status: 400,
          body: { code: "invalid_argument", message: "no", fields: [{ field: "name", message: "is reserved" }] },
        },
      ],
    },
  ],
  ["The session expires (401)", { refuse: [{ status: 401 }] }],
];

/** Makes the local platform simulate a fault of the next save. */
export function ServerModes() {
  const [selected, setSelected] = useState("0");
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    // A reload of the page does not end a delay of the platform.
    readModes().then(
      ({ delayMs }) => delayMs >= 2_000 && setSelected("1"),
      () => setSelected("0"),
    );
  }, []);

  async function select(value: string) {
    setSelected(value);
    setProblem(undefined);
    try {
      await writeModes(FAULTS[Number(value)]?.[1] ?? {});
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <section className="card" aria-labelledby="faults">
      <h2 id="faults">Demo: server faults</h2>
      <div className="field">
        <label className="label" htmlFor="fault">
          On the next save
        </label>
        <select id="fault" className="select" value={selected} onChange={({ target }) => void select(target.value)}>
          {FAULTS.map(([label], index) => (
            <option key={label} value={index}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {problem !== undefined && (
        <Banner tone="error" isAlert>
          {problem}
        </Banner>
      )}
    </section>
  );
}
