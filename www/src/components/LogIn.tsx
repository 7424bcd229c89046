import { useState } from "react";
import { logIn, type Session } from "../api/platform.ts";
import { PlainField } from "./PlainField.tsx";

interface LogInProps {
  onLogIn: (session: Session) => void;
  /** Omits the heading and the hint. The editor uses this form if the session expires during an edit. */
  isCompact?: boolean;
}

/** A form that starts a session. */
export function LogIn({ onLogIn, isCompact = false }: LogInProps) {
  const [email, setEmail] = useState("ada@example.com");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function submit() {
    setBusy(true);
    setProblem(undefined);
    try {
      onLogIn(await logIn(email, password));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className={isCompact ? "login compact" : "login card"}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {!isCompact && (
        <>
          <h1>Log in</h1>
          <p className="hint">
            This is the local platform: the user is <code>ada@example.com</code>, the password <code>lovelace</code>.
          </p>
        </>
      )}
      <PlainField label="Email" type="email" autoComplete="username" value={email} onChange={setEmail} />
      <PlainField
        label="Password"
        type="password"
        autoComplete="current-password"
        takesFocus
        value={password}
        onChange={setPassword}
      />
      {problem !== undefined && (
        <p className="issue error" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="primary" disabled={isBusy}>
        Log in
      </button>
    </form>
  );
}
