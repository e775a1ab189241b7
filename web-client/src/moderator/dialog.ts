// A browser says a moment later that a dialog was closed, and a quick hand has it open again by then: what would be put away with it
// is needed. Such a word reaches nobody.

addEventListener(
  "close",
  (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.open) event.stopImmediatePropagation();
  },
  { capture: true },
);
