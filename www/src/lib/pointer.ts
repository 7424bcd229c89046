/** Delays what moves the content of the page until a click is complete. */

let isDown = false;
const setDown = (event: PointerEvent) => {
  isDown = event.type === "pointerdown";
};
for (const type of ["pointerdown", "pointerup", "pointercancel"] as const) addEventListener(type, setDown, true);

/** Calls a function after the click if a button of the pointer is down, and at once otherwise. */
export function whenPointerIsUp(action: () => void): void {
  if (!isDown) return action();
  const act = () => {
    removeEventListener("pointerup", act, true);
    removeEventListener("pointercancel", act, true);
    // The click follows the release in the same task.
    setTimeout(action);
  };
  addEventListener("pointerup", act, true);
  addEventListener("pointercancel", act, true);
}
