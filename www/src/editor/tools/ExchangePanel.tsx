import type { Exchange } from "../../api/platform.ts";
import { Tag } from "../../components/Tag.tsx";
import { useValueVisibility } from "../../components/ValueVisibility.tsx";
import { plural } from "../../lib/plural.ts";
import { formatBody } from "./format-body.ts";

/** Maximum number of requests that are shown. */
const MAX_REQUESTS = 10;

/** Shows the update requests of the last save, and their responses. */
export function ExchangePanel({ exchanges }: { exchanges: Exchange[] }) {
  const [first] = exchanges;
  return (
    <section className="card" aria-labelledby="exchanges">
      <h2 id="exchanges">Last save</h2>
      {first === undefined ? (
        <p className="hint">After a save, its requests and responses appear here.</p>
      ) : (
        <>
          {exchanges.length > MAX_REQUESTS && <p className="hint">The last {plural(MAX_REQUESTS, "request")}:</p>}
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
  const { isShown } = useValueVisibility();
  return (
    <div className="section">
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the element that has the focus */}
      <pre data-testid="sent" tabIndex={0}>
        {formatBody(body, isShown)}
      </pre>
      <h3>
        Response <Status status={status} />
      </h3>
      {tookMs !== undefined && <p className="hint">after {Math.round(tookMs)} ms</p>}
      {response !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the element that has the focus
        <pre data-testid="response" tabIndex={0}>
          {formatBody(response, isShown)}
        </pre>
      )}
    </div>
  );
}

function Status({ status }: { status: number | undefined }) {
  if (status === undefined) return <Tag>none</Tag>;
  return <Tag tone={status < 300 ? "good" : "bad"}>{status}</Tag>;
}
