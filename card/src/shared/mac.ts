/** MAC addresses in a search, and the names that boards have by them. */

// And what cannot be seen.
const SEPARATORS = /[:\-.\s\u2010-\u2015\p{Cf}]/gu;

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
