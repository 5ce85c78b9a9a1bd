/** MAC addresses as people write them: the verdicts of `normalise_mac` in `client/codec.py`, and what is wrong; only for dialogs. */

const GROUPS = /^[0-9a-f]{2}(?:[:\-.\s]?[0-9a-f]{2}){5}$/i;
const CISCO = /^[0-9a-f]{4}[.\-:][0-9a-f]{4}[.\-:][0-9a-f]{4}$/i;
const SEPARATORS = /[:\-.\s]/g;
// As `_INVISIBLE` and `_LOOKALIKES` in `client/codec.py`; a test compares them.
const INVISIBLE =
  /[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
const HYPHENS = /[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/g;
const COLONS = /[\u2236\ua789\ufe55\uff1a]/g;

/** The text without what cannot be seen, and with plain hyphens and colons. */
const visible = (text: string): string => text.replace(INVISIBLE, "").replace(HYPHENS, "-").replace(COLONS, ":").trim();

/**
 * What a text is: a MAC in the wire's form, or why it is none. `letter` is the first character that has no place in a MAC;
 * `digits` are too few or too many; `order`: twelve digits whose separators stand where none belong; `no_board`: all zeros,
 * or the address of a group.
 */
export type Mac =
  | { mac: string }
  | { fault: "empty" | "order" | "no_board" }
  | { fault: "letter"; letter: string }
  | { fault: "few" | "many"; digits: number };

export function readMac(text: string): Mac {
  const written = visible(text);
  if (!written) return { fault: "empty" };
  const digits = written.replace(SEPARATORS, "");
  const letter = [...digits].find((character) => !/^[0-9a-f]$/i.test(character));
  if (letter !== undefined) return { fault: "letter", letter: named(letter) };
  if (digits.length !== 12) return { fault: digits.length < 12 ? "few" : "many", digits: digits.length };
  if (!GROUPS.test(written) && !CISCO.test(written)) return { fault: "order" };
  if (/^0+$/.test(digits) || parseInt(digits[1]!, 16) % 2) return { fault: "no_board" };
  return { mac: digits.toUpperCase().match(/../g)!.join(":") };
}

/** A character; one that may look like an ordinary letter, such as a Cyrillic А, with its number in Unicode. */
function named(letter: string): string {
  const point = letter.codePointAt(0)!;
  return point < 0x80 ? letter : `${letter} (U+${point.toString(16).toUpperCase().padStart(4, "0")})`;
}
