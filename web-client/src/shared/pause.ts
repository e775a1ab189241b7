// A pause on the stage: which line belongs to it.

/** The message belongs to a pause if it says a time of day: "Back at 15:10". */
export function pauseLine(message: string | undefined): string | undefined {
  return message && /\p{Nd}{1,2}\s?[:.h٫]\s?\p{Nd}{2}(?!\p{Nd})/u.test(message) ? message : undefined;
}
