// How much a field of a page takes: all that the server might. People's letters are counted there, and what is too long is said.

/**
 * A field counts UTF-16 units, the server what people count as letters, and bytes (config.rs, TEXT_BYTES): a text never has
 * more units than bytes, so this many let through whatever it takes, in every script.
 */
export const MOST_TYPED = 2_000;
