import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { readSetting, writeSetting } from "../lib/settings.ts";
import { Button } from "./Button.tsx";

interface Visibility {
  /** True if values of variables are shown. Otherwise dots replace them. */
  isShown: boolean;
  setShown: (isShown: boolean) => void;
}

const VisibilityContext = createContext<Visibility>({ isShown: false, setShown: () => {} });

const SETTING = "show-values";

/** Gives all components inside one choice: show the values of variables, or mask them. The browser keeps the choice. */
export function ValueVisibility({ children }: { children: ReactNode }) {
  const [isShown, setShown] = useState(() => readSetting(SETTING));
  const visibility = useMemo(
    () => ({
      isShown,
      setShown(next: boolean) {
        writeSetting(SETTING, next);
        setShown(next);
      },
    }),
    [isShown],
  );
  return <VisibilityContext value={visibility}>{children}</VisibilityContext>;
}

export function useValueVisibility(): Visibility {
  return useContext(VisibilityContext);
}

/** A button that shows or masks all values of variables. */
export function ShowValuesButton() {
  const { isShown, setShown } = useValueVisibility();
  return (
    <Button variant="quiet" icon={isShown ? "eye-off" : "eye"} onPress={() => setShown(!isShown)}>
      {isShown ? "Hide values" : "Show values"}
    </Button>
  );
}

/** Dots of a fixed number, so that they do not reveal the length of the value. */
const DOTS = "••••••••";

/** A value, or dots if it is secret and values are not shown. */
export function Value({ text, isSecret = false }: { text: string; isSecret?: boolean }) {
  const { isShown } = useValueVisibility();
  if (text === "") return <em>Empty</em>;
  if (isSecret && !isShown) {
    return (
      <span>
        <span aria-hidden="true">{DOTS}</span>
        <span className="visually-hidden">Hidden value</span>
      </span>
    );
  }
  return text;
}
