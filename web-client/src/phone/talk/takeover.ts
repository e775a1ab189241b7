// How a kind's own input takes the place of the server's plain form: with what was filled in, and never under a caret.

import { tick } from "svelte";
import { complete, filledIn } from "../../kinds/filled";
import type { Choice, Kind } from "../../wire";

/** What the form leaves behind: a choice that is being made, and one that was sent by its button. */
export interface Left {
  draft: Choice | undefined;
  sent: Choice | undefined;
}

/** Whether something in the form is not as the server wrote it. */
function isTouched(form: HTMLFormElement): boolean {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLInputElement) {
      return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
    }
    if (field instanceof HTMLSelectElement)
      return [...field.options].some((one) => one.selected !== one.defaultSelected);
    return field instanceof HTMLTextAreaElement && field.value !== field.defaultValue;
  });
}

/** A caret stands in the form, or a menu of it is open. */
function isTyping(form: HTMLFormElement): boolean {
  const at = document.activeElement;
  return form.contains(at) && at!.matches("select, textarea, input:not([type=radio], [type=checkbox])");
}

/**
 * Calls `give` once, when the form may go: at once, or, while somebody types in it, when it is left or sent. A form that is
 * sent is cast like any ballot: it is kept until it is answered, and the page stays. Returns how to let the form be.
 */
export function takeOver(kind: Kind, form: HTMLFormElement, give: (left: Left) => void): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const end = (button?: HTMLElement | null) => {
    listening.abort();
    const draft = isTouched(form) ? filledIn(kind, form) : undefined;
    const sent = button && (button.getAttribute("value") === "?" ? "cant_say" : complete(kind, draft));
    const [card, isHeld] = [form.closest("article"), form.contains(document.activeElement)];
    give({ draft, sent: sent || undefined });
    // Whoever stood in the form stands in the input.
    if (isHeld) void tick().then(() => card?.querySelector<HTMLElement>("[data-answer]")?.focus());
  };
  if (!isTyping(form)) {
    end();
    return () => undefined;
  }
  const sent = (event: SubmitEvent) => {
    event.preventDefault();
    end(event.submitter);
  };
  const left = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Node && !form.contains(relatedTarget)) end();
  };
  form.addEventListener("submit", sent, { signal });
  form.addEventListener("focusout", left, { signal });
  return () => listening.abort();
}
