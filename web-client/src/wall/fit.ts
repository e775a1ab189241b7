// Makes a block's text as large as its box allows: measured when the text or the box changes, never when counts do, so
// that nothing on the wall jumps while people vote.

const LARGEST = 1.3;
const SMALLEST = 0.34;
/** Halvings of the range: enough for steps of about half a percent. */
const STEPS = 8;

/** Sets `--fit` on the node to the largest factor at which its first child does not overflow it. `text` says when to look again. */
export function fit(node: HTMLElement, text: string) {
  let last = text;
  function measure() {
    const inner = node.firstElementChild as HTMLElement | null;
    if (!inner || node.clientHeight === 0) return;
    const fits = (factor: number) => {
      node.style.setProperty("--fit", factor.toFixed(3));
      return inner.scrollHeight <= node.clientHeight + 1 && inner.scrollWidth <= node.clientWidth + 1;
    };
    if (fits(LARGEST)) return;
    let [low, high] = [SMALLEST, LARGEST];
    for (let step = 0; step < STEPS; step++) {
      const middle = (low + high) / 2;
      if (fits(middle)) low = middle;
      else high = middle;
    }
    fits(low);
  }
  const box = new ResizeObserver(measure);
  box.observe(node);
  return {
    update(next: string) {
      if (next === last) return;
      last = next;
      // The new text is in the document only after this turn.
      queueMicrotask(measure);
    },
    destroy: () => box.disconnect(),
  };
}
