// The plain form that the server wrote: what was chosen in it before the page's script was ready.

import type { Choice, RunId } from "../wire";

export interface Plain {
  run: RunId;
  choice: Choice;
}

export interface PlainForm {
  run: RunId;
  form: HTMLFormElement;
  /** Where its poll comes from, as the form says it. */
  from: Element | null;
}

/** The server's form with the run it is of. */
export function plainForm(root: ParentNode): PlainForm | null {
  const form = root.querySelector<HTMLFormElement>("form.ballot");
  const run = Number(form?.querySelector<HTMLInputElement>('[name="run"]')?.value);
  return form && run ? { run, form, from: form.querySelector(".provenance") } : null;
}

/**
 * The boxes ticked in the server's form and not posted. Only several choices are gathered there; any other answer is a
 * button that casts at once. `run` is a hidden field, the boxes are named `choice` with the option's number as value.
 */
export function plainSelection(root: ParentNode): Plain | null {
  const run = Number(root.querySelector<HTMLInputElement>('form [name="run"]')?.value);
  const boxes = [...root.querySelectorAll<HTMLInputElement>('form input[name="choice"]')];
  if (!run || boxes.every((box) => box.checked === box.defaultChecked)) return null;
  const many = boxes.filter((box) => box.checked).map((box) => Number(box.value));
  return many.length > 0 ? { run, choice: { many } } : null;
}
