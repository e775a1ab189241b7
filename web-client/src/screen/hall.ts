// What a screen in a hall needs of its browser: full screen and room for captions on a key, no cursor over the wall, no sleep.

const CURSOR_HIDES_AFTER_MS = 3_000;

/** Does something when a key alone is pressed. Returns the way to stop listening. */
function onKey(key: string, act: () => void): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== key || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  addEventListener("keydown", press);
  return () => removeEventListener("keydown", press);
}

/** Key F goes full screen and back. */
export const fullScreenOnKey = () =>
  onKey("f", () => {
    // A browser that refuses (a kiosk that is full already) leaves the wall as it is.
    const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    done.catch(() => undefined);
  });

/** Key C leaves the lower edge to captions, and takes it back. */
export const captionsOnKey = (turn: () => void) => onKey("c", turn);

/** Tells when the pointer rests, so that the page can hide it. */
export function whenPointerRests(tell: (rests: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const move = () => {
    tell(false);
    clearTimeout(timer);
    timer = setTimeout(() => tell(true), CURSOR_HIDES_AFTER_MS);
  };
  move();
  addEventListener("pointermove", move);
  return () => {
    clearTimeout(timer);
    removeEventListener("pointermove", move);
  };
}

/** Keeps the display awake where the browser allows (a secure context); asks again whenever the page is seen again. */
export function stayAwake(): () => void {
  const ask = () => {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    // Refused on low battery, for one: then the screen sleeps as its owner set it to.
    navigator.wakeLock.request("screen").catch(() => undefined);
  };
  ask();
  document.addEventListener("visibilitychange", ask);
  return () => document.removeEventListener("visibilitychange", ask);
}
