import type { ConnectionDraft } from "connection-update";
import { useEffect, useState } from "react";
import type { Exchange } from "../lib/platform.ts";

/** How long nobody has typed when the body is made anew, in milliseconds: making it reads the whole connection. */
const PAUSE_MS = 150;

/** A stored connection from this size on, in environments, takes part of a frame to read: its body is made when asked for. */
const MANY = 1_000;

/** The body that would leave now; nothing where errors keep it back. */
export function PendingView({ draft }: { draft: ConnectionDraft }) {
  const isOnDemand = draft.current.environments.length >= MANY;
  const [bytes, setBytes] = useState(() => (isOnDemand ? null : draft.bytes()));
  useEffect(() => {
    let pause: ReturnType<typeof setTimeout> | undefined;
    const leave = draft.subscribe(() => {
      clearTimeout(pause);
      if (isOnDemand) setBytes(null);
      else pause = setTimeout(() => setBytes(draft.bytes()), PAUSE_MS);
    });
    return () => {
      clearTimeout(pause);
      leave();
    };
  }, [draft, isOnDemand]);
  return (
    <section className="card wire" aria-label="Request and answer">
      <h2>Would be sent</h2>
      {bytes === null ? (
        <button type="button" onClick={() => setBytes(draft.bytes())}>
          Show
        </button>
      ) : bytes === undefined ? (
        <p className="hint">Nothing, while there are errors.</p>
      ) : (
        <>
          <p className="hint">{bytes.byteLength.toLocaleString()} bytes, as they will leave</p>
          <pre data-testid="pending">{pretty(new TextDecoder().decode(bytes))}</pre>
        </>
      )}
    </section>
  );
}

/** The last request that left, and its answer. */
export function ExchangeView({ exchange }: { exchange: Exchange | undefined }) {
  if (exchange === undefined) {
    return (
      <section className="card wire" aria-label="Request and answer">
        <h2>Request</h2>
        <p className="hint">Edit something: the body of the request appears here, and after saving, the answer.</p>
      </section>
    );
  }
  const { method, url, headers, body, status, answer, tookMs } = exchange;
  return (
    <section className="card wire" aria-label="Request and answer">
      <h2>
        Request <span className="tag">{method}</span>
      </h2>
      <p className="url">{url}</p>
      <dl>
        {[...headers, ["cookie", "added by the browser; no script can read it"]].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <pre data-testid="sent">{pretty(body)}</pre>
      <h2>
        Answer{" "}
        {status === undefined ? (
          <span className="tag">none</span>
        ) : (
          <span className={status < 300 ? "tag good" : "tag bad"}>{status}</span>
        )}
      </h2>
      {tookMs !== undefined && <p className="hint">after {Math.round(tookMs)} ms</p>}
      {answer !== undefined && <pre data-testid="answer">{pretty(answer)}</pre>}
    </section>
  );
}

/** JSON over several lines, cut where it is too long to read; anything else as it is. */
function pretty(text: string): string {
  const most = 20_000;
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON: it is shown as it came.
  }
  return shown.length > most
    ? `${shown.slice(0, most)}\n… ${(shown.length - most).toLocaleString()} more characters`
    : shown;
}
