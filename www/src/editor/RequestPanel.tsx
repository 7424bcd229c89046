import type { ConnectionDraft } from "connection-update";
import { useEffect, useState } from "react";
import type { Exchange } from "../lib/platform.ts";

/** Time without an edit until the body is built again, in milliseconds: that reads the whole connection. */
const PAUSE_MS = 150;

/** From this number of environments on, building the body takes a noticeable part of a frame: it is built on request. */
const MIN_ON_DEMAND = 1_000;

/** The body that would be sent now, or a hint if errors prevent it. */
export function RequestPreview({ draft }: { draft: ConnectionDraft }) {
  const isOnDemand = draft.current.environments.length >= MIN_ON_DEMAND;
  const [bytes, setBytes] = useState(() => (isOnDemand ? null : draft.bytes()));
  useEffect(() => {
    let pause: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = draft.subscribe(() => {
      clearTimeout(pause);
      if (isOnDemand) setBytes(null);
      else pause = setTimeout(() => setBytes(draft.bytes()), PAUSE_MS);
    });
    return () => {
      clearTimeout(pause);
      unsubscribe();
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

/** The last request, and its response. */
export function RequestPanel({ exchange }: { exchange: Exchange | undefined }) {
  if (exchange === undefined) {
    return (
      <section className="card wire" aria-label="Request and answer">
        <h2>Request</h2>
        <p className="hint">Edit something: the body of the request appears here, and after saving, the answer.</p>
      </section>
    );
  }
  const { method, url, headers, body, status, response, tookMs } = exchange;
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
      {response !== undefined && <pre data-testid="answer">{pretty(response)}</pre>}
    </section>
  );
}

/** Formats JSON over several lines and truncates it. Other text is only truncated. */
function pretty(text: string): string {
  const limit = 20_000;
  let formatted = text;
  try {
    formatted = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON: shown as received.
  }
  return formatted.length > limit
    ? `${formatted.slice(0, limit)}\n… ${(formatted.length - limit).toLocaleString()} more characters`
    : formatted;
}
