import type { ConnectError } from "connection-update";
import { LogIn } from "../components/LogIn.tsx";
import { MessageSentence } from "../components/Message.tsx";

interface SaveErrorProps {
  error: ConnectError;
  /** Reads the connection again, to find out if the update was applied. */
  onReload: () => void;
  /** Saves again after a login. */
  onLogIn: () => void;
}

/** Shows the error of the last save, and buttons for the actions that can help. */
export function SaveError({ error, onReload, onLogIn }: SaveErrorProps) {
  const outcomeTexts = {
    no: "It was not there when the connection was read again; a request that was lost may still arrive.",
    unknown: "Whether it was applied is not known.",
  };
  const generalIssues = error.kind === "http" ? error.issues.filter(({ path }) => path.length === 0) : [];
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
      {error.maybeApplied && <p>The update may have been applied all the same.</p>}
      {error.applied !== undefined && <p>{outcomeTexts[error.applied]}</p>}
      {error.status === 401 && <LogIn isCompact onLogIn={onLogIn} />}
      {error.maybeApplied && (
        <button type="button" onClick={onReload}>
          Read it again
        </button>
      )}
    </div>
  );
}
