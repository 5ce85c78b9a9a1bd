/** MAC addresses as people write them: the verdicts of `normalise_mac` in `client/codec.py`, and what is wrong. */

const GROUPS = /^[0-9a-f]{2}(?:[:\-.\s]?[0-9a-f]{2}){5}$/i;
const CISCO = /^[0-9a-f]{4}[.\-:][0-9a-f]{4}[.\-:][0-9a-f]{4}$/i;
const SEPARATORS = /[:\-.\s]/g;

/**
 * What a text is: a MAC in the wire's form, or why it is none. `letter` is the first character that has no place in a MAC;
 * `digits` are too few or too many; `order`: twelve digits whose separators stand where none belong.
 */
export type Mac =
  | { mac: string }
  | { fault: "empty" | "order" }
  | { fault: "letter"; letter: string }
  | { fault: "few" | "many"; digits: number };

export function readMac(text: string): Mac {
  const written = text.trim();
  if (!written) return { fault: "empty" };
  const digits = written.replace(SEPARATORS, "");
  const letter = [...digits].find((character) => !/^[0-9a-f]$/i.test(character));
  if (letter !== undefined) return { fault: "letter", letter };
  if (digits.length !== 12) return { fault: digits.length < 12 ? "few" : "many", digits: digits.length };
  if (!GROUPS.test(written) && !CISCO.test(written)) return { fault: "order" };
  return { mac: digits.toUpperCase().match(/../g)!.join(":") };
}

/** Whether what somebody searches is a part of this MAC, in any notation. */
export function isMacMeant(mac: string, search: string): boolean {
  const digits = search.replace(SEPARATORS, "").toUpperCase();
  return /^[0-9A-F]+$/.test(digits) && mac.replaceAll(":", "").includes(digits);
}

/** Whether what somebody searches is in one of a board's texts, or is a part of its MAC. */
export function isMeant(search: string, mac: string, texts: readonly (string | null | undefined)[]): boolean {
  const wanted = search.trim().toLowerCase();
  return !wanted || texts.some((text) => text?.toLowerCase().includes(wanted)) || isMacMeant(mac, wanted);
}

/** The end of the MAC, as printed on the board, for one that has no words of its own. */
export const shortName = (mac: string): string => `ESP-CAM ${mac.replaceAll(":", "").slice(-6)}`;
