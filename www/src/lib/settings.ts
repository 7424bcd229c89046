/** Keeps choices of the user in the browser. If the browser blocks its storage, a choice lasts until the page is left. */

const PREFIX = "connection-console:";

/** Returns true if a choice was made. The default is false. */
export function readSetting(name: string): boolean {
  try {
    return localStorage.getItem(PREFIX + name) === "true";
  } catch {
    return false;
  }
}

export function writeSetting(name: string, isOn: boolean): void {
  try {
    localStorage.setItem(PREFIX + name, String(isOn));
  } catch {
    // The browser blocks its storage.
  }
}
