import type { ConnectionDraft, PlanResult } from "connection-update";
import { useEffect, useState } from "react";
import { urlOfStep } from "../../api/platform.ts";
import { Button } from "../../components/Button.tsx";
import { Tag } from "../../components/Tag.tsx";
import { ShowValuesButton, useValueVisibility } from "../../components/ValueVisibility.tsx";
import { plural } from "../../lib/plural.ts";
import { describeStep } from "../../lib/steps.ts";
import { formatBody, formatSize } from "./format-body.ts";

/** Delay between the last edit and the next plan, in milliseconds. A plan reads the whole connection. */
const PAUSE_MS = 150;

/** From this number of environments on, the plan is made when the user asks for it, because a plan would delay frames. */
const PLAN_ON_REQUEST_FROM_ENVIRONMENTS = 1_000;

/** Maximum number of requests that are shown. */
const MAX_REQUESTS = 10;

/** Shows the requests that a save would send now, or a hint if errors prevent the save. */
export function PreviewPanel({ draft }: { draft: ConnectionDraft }) {
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
    <section className="card" aria-labelledby="preview">
      <h2 id="preview">Request preview</h2>
      {planned === undefined ? (
        <div>
          <Button onPress={() => setPlanned(draft.plan)}>Show</Button>
        </div>
      ) : planned.ok ? (
        <Steps draft={draft} steps={planned.steps} />
      ) : (
        <p className="hint">Nothing can be sent while there are errors.</p>
      )}
    </section>
  );
}

type Steps = Extract<PlanResult, { ok: true }>["steps"];

function Steps({ draft, steps }: { draft: ConnectionDraft; steps: Steps }) {
  const { isShown } = useValueVisibility();
  if (steps.length === 0) {
    return <p className="hint">{draft.isDirty ? "These changes can't be saved here." : "No changes to send."}</p>;
  }
  return (
    <>
      <div>
        <ShowValuesButton />
      </div>
      {steps.slice(0, MAX_REQUESTS).map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a request
        <section key={index} className="section" aria-label={describeStep(step)}>
          <h3>
            {steps.length > 1 && `${index + 1}. `}
            {describeStep(step)} <Tag>PUT</Tag>
          </h3>
          <p className="url">{urlOfStep(draft.current, step).replace(/^\w+:\/\/[^/]+/, "")}</p>
          {step.bytes === undefined ? (
            <p className="hint">
              An earlier request creates this environment. Its response contains the IDs for this one.
            </p>
          ) : (
            <>
              <p className="hint">{formatSize(step.bytes.byteLength)}</p>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls the element that has the focus */}
              <pre data-testid="pending" tabIndex={0}>
                {formatBody(new TextDecoder().decode(step.bytes), isShown)}
              </pre>
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
