/** Words of the cards in the reader's language. */

import { en } from "./en";
import type { enAllowlist } from "./en-allowlist";

export type Key = keyof typeof en | keyof typeof enAllowlist;
export type Texts = Record<Key, string>;

/** Languages beside English load when somebody reads them. */
const LANGUAGES: Record<string, () => Promise<{ texts: Texts }>> = {
  de: () => import("./de"),
  es: () => import("./es"),
  fr: () => import("./fr"),
  pt: () => import("./pt-br"),
};

/** English, as far as it is there: a part of the cards that is loaded on demand brings its own words. */
const english: Partial<Texts> = { ...en };
const loaded: Record<string, Partial<Texts>> = { en: english };

/** Takes in the English words of a part that was just loaded; the other languages are loaded whole. */
export const learn = (texts: Partial<Texts>): void => void Object.assign(english, texts);

/** Whether the words of this language are there; calls `ready` once they are. */
export function speak(language: string, ready: () => void): void {
  const short = language.split("-")[0] ?? "en";
  if (loaded[short] || !LANGUAGES[short]) return;
  LANGUAGES[short]().then(
    ({ texts }) => {
      loaded[short] = texts;
      ready();
    },
    () => undefined, // English then
  );
}

export const isKey = (key: string): key is Key => key in english;

/**
 * The text of a key, with `{name}` replaced. A text with both forms, `{n} board|{n} boards`, takes the one that the
 * language's plural rules ask of `n`.
 */
export function text(language: string, key: Key, values: Record<string, string | number> = {}): string {
  const texts = loaded[language.split("-")[0] ?? "en"] ?? english;
  const [one = "", many] = (texts[key] ?? english[key] ?? key).split("|");
  const isOne = many === undefined || new Intl.PluralRules(language).select(Number(values["n"])) === "one";
  return (isOne ? one : many).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(language) : value;
  });
}
