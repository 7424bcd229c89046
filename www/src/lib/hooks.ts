/** Hooks for the state of the browser. */

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

function subscribeToConnection(listener: () => void) {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

/** Returns true while the browser has no network. */
export function useIsOffline(): boolean {
  return useSyncExternalStore(subscribeToConnection, () => !navigator.onLine);
}

/** Returns the number of whole seconds that are left of a delay, which starts when `source` changes. */
export function useCountdown(source: unknown, delayMs = 0): number {
  const [left, setLeft] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the delay starts again with each source
  useEffect(() => {
    const end = Date.now() + delayMs;
    const update = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1_000)));
    update();
    if (delayMs <= 0) return undefined;
    const timer = setInterval(update, 250);
    return () => clearInterval(timer);
  }, [source, delayMs]);
  return left;
}

/** Returns the keys of the rows that matched a search. The caller adds them. A new search begins with an empty set. */
export function useStableMatches(search: string): Set<string> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each search has its own set
  return useMemo(() => new Set<string>(), [search]);
}
