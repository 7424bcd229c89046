import type { ConnectError, PlanStep } from "connection-update";
import { LogIn } from "../components/LogIn.tsx";
import { MessageSentence } from "../components/Message.tsx";
import { plural } from "../lib/plural.ts";
import { describeStep } from "../lib/steps.ts";

interface SaveErrorProps {
  error: ConnectError;
  /** The requests that are left. */
  remaining: PlanStep[];
  /** Reads the connection again, to find out if the update was applied. */
  onReload: () => void;
  /** Saves again: after a login, or to send the requests that are left. */
  onSaveAgain: () => void;
}

/** Maximum number of requests that are listed. */
const MAX_STEPS = 5;

/** Shows the error of the last save, and buttons for the actions that can help. */
export function SaveError({ error, remaining, onReload, onSaveAgain }: SaveErrorProps) {
  const outcomeTexts = {
    no: "It was not there when the connection was read again; a request that was lost may still arrive.",
    unknown: "Whether it was applied is not known.",
  };
  const generalIssues = error.kind === "http" ? error.issues.filter(({ path }) => path.length === 0) : [];
  const isPartlySaved = error.done.length > 0;
  return (
    <div className="banner error" role="alert">
      <p>
        <MessageSentence text={error.message} />
      </p>
      {generalIssues.map(({ message }) => (
        <p key={message}>
          <MessageSentence text={message} />
        </p>
      ))}
      {isPartlySaved && (
        <>
          <p>
            {error.done.length} of {plural(error.done.length + remaining.length, "request")}{" "}
            {error.done.length === 1 ? "was" : "were"} saved:
          </p>
          <Steps steps={error.done.map(({ step }) => step)} />
          {remaining.length > 0 && (
            <>
              <p>Not saved yet:</p>
              <Steps steps={remaining} />
            </>
          )}
        </>
      )}
      {error.maybeApplied && <p>The update may have been applied all the same.</p>}
      {error.applied !== undefined && <p>{outcomeTexts[error.applied]}</p>}
      {error.status === 401 && <LogIn isCompact onLogIn={onSaveAgain} />}
      {isPartlySaved && error.status !== 401 && error.kind !== "conflict" && remaining.length > 0 && (
        <button type="button" onClick={onSaveAgain}>
          Save again
        </button>
      )}
      {error.maybeApplied && (
        <button type="button" onClick={onReload}>
          Read it again
        </button>
      )}
    </div>
  );
}

/** A list of requests. */
function Steps({ steps }: { steps: PlanStep[] }) {
  return (
    <ul>
      {steps.slice(0, MAX_STEPS).map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a request
        <li key={index}>{describeStep(step)}</li>
      ))}
      {steps.length > MAX_STEPS && <li>And {plural(steps.length - MAX_STEPS, "request")} more.</li>}
    </ul>
  );
}
