import type { ConnectionDraft, PlanResult } from "connection-update";
import { useEffect, useState } from "react";
import { type Exchange, urlOfStep } from "../api/platform.ts";
import { plural } from "../lib/plural.ts";
import { describeStep } from "../lib/steps.ts";

/** Delay between the last edit and the next plan, in milliseconds. A plan reads the whole connection. */
const PAUSE_MS = 150;

/** From this number of environments on, the plan is made when the user asks for it, because a plan would delay frames. */
const PLAN_ON_REQUEST_FROM_ENVIRONMENTS = 1_000;

/** Maximum number of requests that are shown. */
const MAX_REQUESTS = 10;

/** Shows the requests that a save would send now, or a hint if errors prevent the save. */
export function RequestPreview({ draft }: { draft: ConnectionDraft }) {
  const plansOnRequest = draft.current.environments.length >= PLAN_ON_REQUEST_FROM_ENVIRONMENTS;
  // `undefined` means that the plan is not made yet.
  const [planned, setPlanned] = useState(() => (plansOnRequest ? undefined : draft.plan));
  useEffect(() => {
    let pause: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = draft.subscribe(() => {
      clearTimeout(pause);
      if (plansOnRequest) setPlanned(undefined);
      else pause = setTimeout(() => setPlanned(draft.plan), PAUSE_MS);
    });
    return () => {
      clearTimeout(pause);
      unsubscribe();
    };
  }, [draft, plansOnRequest]);
  return (
    <section className="card wire" aria-label="Requests and responses">
      <h2>Request preview</h2>
      {planned === undefined ? (
        <button type="button" onClick={() => setPlanned(draft.plan)}>
          Show
        </button>
      ) : planned.ok ? (
        <Steps draft={draft} steps={planned.steps} />
      ) : (
        <p className="hint">Nothing, while there are errors.</p>
      )}
    </section>
  );
}

function Steps({ draft, steps }: { draft: ConnectionDraft; steps: Extract<PlanResult, { ok: true }>["steps"] }) {
  return (
    <>
      {steps.length === 0 && <p className="hint">These changes can't be saved here.</p>}
      {steps.slice(0, MAX_REQUESTS).map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a request
        <section key={index} aria-label={describeStep(step)}>
          <h3>
            {steps.length > 1 && `${index + 1}. `}
            {describeStep(step)} <span className="tag">PUT</span>
          </h3>
          <p className="url">{pathOf(urlOfStep(draft.current, step))}</p>
          {step.bytes === undefined ? (
            <p className="hint">
              An earlier request creates this environment. Its response contains the IDs for this one.
            </p>
          ) : (
            <>
              <p className="hint">{plural(step.bytes.byteLength, "byte")}</p>
              <pre data-testid="pending">{formatBody(new TextDecoder().decode(step.bytes))}</pre>
            </>
          )}
        </section>
      ))}
      {steps.length > MAX_REQUESTS && (
        <p className="hint">And {plural(steps.length - MAX_REQUESTS, "request")} more.</p>
      )}
    </>
  );
}

/** Shows the update requests of the last save, and their responses. */
export function RequestPanel({ exchanges }: { exchanges: Exchange[] }) {
  const [first, ...more] = exchanges;
  const hiddenCount = exchanges.length - MAX_REQUESTS;
  return (
    <section className="card wire" aria-label="Requests and responses">
      <h2>{more.length === 0 ? "Request" : plural(exchanges.length, "request")}</h2>
      {first === undefined ? (
        <p className="hint">Edit something: the requests appear here, and after saving, the responses.</p>
      ) : more.length === 0 ? (
        <ExchangeView exchange={first} />
      ) : (
        <>
          {hiddenCount > 0 && <p className="hint">The last {MAX_REQUESTS} of them:</p>}
          {exchanges.slice(-MAX_REQUESTS).map((exchange) => (
            <details key={exchange.index} open={exchange === exchanges.at(-1)}>
              <summary>
                {exchange.index - first.index + 1}. {exchange.title} <Status status={exchange.status} />
              </summary>
              <ExchangeView exchange={exchange} />
            </details>
          ))}
        </>
      )}
    </section>
  );
}

function ExchangeView({ exchange }: { exchange: Exchange }) {
  const { method, url, headers, body, status, response, tookMs } = exchange;
  return (
    <>
      <p className="url">
        {method} {url}
      </p>
      <dl>
        {[...headers, ["cookie", "added by the browser; no script can read it"]].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <pre data-testid="sent">{formatBody(body)}</pre>
      <h3>
        Response <Status status={status} />
      </h3>
      {tookMs !== undefined && <p className="hint">after {Math.round(tookMs)} ms</p>}
      {response !== undefined && <pre data-testid="answer">{formatBody(response)}</pre>}
    </>
  );
}

function Status({ status }: { status: number | undefined }) {
  if (status === undefined) return <span className="tag">none</span>;
  return <span className={status < 300 ? "tag good" : "tag bad"}>{status}</span>;
}

/** Returns the path of a URL. */
function pathOf(url: string): string {
  return url.replace(/^\w+:\/\/[^/]+/, "");
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
