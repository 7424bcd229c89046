import type { ConnectionDraft } from "connection-update";
import { useEffect, useState } from "react";
import type { Exchange } from "../lib/platform.ts";

/** Delay between the last edit and the next build of the body, in milliseconds. A build reads the whole connection. */
const PAUSE_MS = 150;

/** From this number of environments on, the body is built when the user asks for it, because a build would delay frames. */
const BUILD_ON_REQUEST_FROM_ENVIRONMENTS = 1_000;

/** Shows the body that a save would send now, or a hint if errors prevent the save. */
export function RequestPreview({ draft }: { draft: ConnectionDraft }) {
  const buildsOnRequest = draft.current.environments.length >= BUILD_ON_REQUEST_FROM_ENVIRONMENTS;
  // `null` means that the body is not built yet. `undefined` means that errors prevent the save.
  const [bytes, setBytes] = useState(() => (buildsOnRequest ? null : draft.bytes()));
  useEffect(() => {
    let pause: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = draft.subscribe(() => {
      clearTimeout(pause);
      if (buildsOnRequest) setBytes(null);
      else pause = setTimeout(() => setBytes(draft.bytes()), PAUSE_MS);
    });
    return () => {
      clearTimeout(pause);
      unsubscribe();
    };
  }, [draft, buildsOnRequest]);
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
          <pre data-testid="pending">{formatBody(new TextDecoder().decode(bytes))}</pre>
        </>
      )}
    </section>
  );
}

/** Shows the last update request and its response. */
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
      <pre data-testid="sent">{formatBody(body)}</pre>
      <h2>
        Answer{" "}
        {status === undefined ? (
          <span className="tag">none</span>
        ) : (
          <span className={status < 300 ? "tag good" : "tag bad"}>{status}</span>
        )}
      </h2>
      {tookMs !== undefined && <p className="hint">after {Math.round(tookMs)} ms</p>}
      {response !== undefined && <pre data-testid="answer">{formatBody(response)}</pre>}
    </section>
  );
}

/** Indents JSON, and truncates the result if it is long. Text that is not JSON is not indented. */
function formatBody(text: string): string {
  const maxChars = 20_000;
  let formatted = text;
  try {
    formatted = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // The text is not JSON. It is shown as received.
  }
  return formatted.length > maxChars
    ? `${formatted.slice(0, maxChars)}\n… ${(formatted.length - maxChars).toLocaleString()} more characters`
    : formatted;
}
