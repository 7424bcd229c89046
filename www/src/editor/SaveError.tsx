import type { ConnectError } from "connection-update";
import { LogIn } from "../components/LogIn.tsx";
import { MessageSentence } from "../components/Message.tsx";

interface SaveErrorProps {
  error: ConnectError;
  /** Called to find out if an update was applied. */
  onReload: () => void;
  /** Called after a login: saves again. */
  onLogIn: () => void;
}

/** The error of the last save, with the actions that can help. */
export function SaveError({ error, onReload, onLogIn }: SaveErrorProps) {
  const outcome = {
    no: "It was not there when the connection was read again; a request that was lost may still arrive.",
    unknown: "Whether it was applied is not known.",
  };
  const general = error.kind === "http" ? error.issues.filter(({ path }) => path.length === 0) : [];
  return (
    <div className="banner error" role="alert">
      <p>
        <MessageSentence text={error.message} />
      </p>
      {general.map(({ message }) => (
        <p key={message}>
          <MessageSentence text={message} />
        </p>
      ))}
      {error.maybeApplied && <p>The update may have been applied all the same.</p>}
      {error.applied !== undefined && <p>{outcome[error.applied]}</p>}
      {error.status === 401 && <LogIn isCompact onLogIn={onLogIn} />}
      {error.maybeApplied && (
        <button type="button" onClick={onReload}>
          Read it again
        </button>
      )}
    </div>
  );
}
