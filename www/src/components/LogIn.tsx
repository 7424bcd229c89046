import { useId, useState } from "react";
import { logIn, type Session } from "../api/platform.ts";
import { Banner } from "./Banner.tsx";
import { Button } from "./Button.tsx";
import "./Field.css";

interface LogInProps {
  onLogIn: (session: Session) => void;
}

/** The user of the demo. */
const DEMO = { email: "ada@example.com", password: "lovelace" };

/** A form that starts a session. */
export function LogIn({ onLogIn }: LogInProps) {
  const [email, setEmail] = useState(DEMO.email);
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
      className="login"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void submit();
      }}
    >
      <p className="hint">
        Demo login: {DEMO.email} / {DEMO.password}
      </p>
      <LogInField label="Email" type="email" autoComplete="username" value={email} onChange={setEmail} />
      <LogInField
        label="Password"
        type="password"
        autoComplete="current-password"
        takesFocus
        value={password}
        onChange={setPassword}
      />
      {problem !== undefined && (
        <Banner tone="error" isAlert>
          {problem}
        </Banner>
      )}
      <Button type="submit" variant="primary" isInactive={isBusy}>
        {isBusy ? "Logging in…" : "Log in"}
      </Button>
    </form>
  );
}

/** Moves the focus to an input. The function is a constant, because React would call a new function after each render. */
const focusInput = (input: HTMLInputElement | null) => input?.focus();

interface LogInFieldProps {
  label: string;
  type: string;
  autoComplete: string;
  /** Moves the focus to the input when it appears. */
  takesFocus?: boolean;
  value: string;
  onChange: (value: string) => void;
}

function LogInField({ label, type, autoComplete, takesFocus = false, value, onChange }: LogInFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        ref={takesFocus ? focusInput : undefined}
        className="input"
        type={type}
        autoComplete={autoComplete}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
