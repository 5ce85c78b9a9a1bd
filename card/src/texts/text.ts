/** Words of the cards in the reader's language. */

import { en } from "./en";
import type { enAllowlist, enDashboard, enDialogs } from "./en-parts";

export type Key = keyof (typeof en & typeof enAllowlist & typeof enDashboard & typeof enDialogs);
/** English has every word; a language may lack some until it is translated. */
export type Texts = Partial<Record<Key, string>>;

/** Languages beside English load when somebody reads them. */
const LANGUAGES: Record<string, () => Promise<{ texts: Texts }>> = {
  de: () => import("./de"),
  es: () => import("./es"),
  fr: () => import("./fr"),
  pt: () => import("./pt-br"),
};

/** English, as far as it is there: a part of the cards that is loaded on demand brings its own words. */
const english: Texts = { ...en };
const loaded: Record<string, Texts> = { en: english };

/** Takes in the English words of a part that was just loaded; the other languages are loaded whole. */
export const learn = (texts: Texts): void => void Object.assign(english, texts);

/** Loads the words of a language; English stays where there are none. Never rejects. */
export async function spoken(language: string): Promise<boolean> {
  const short = language.split("-")[0] ?? "en";
  if (loaded[short] || !LANGUAGES[short]) return false;
  try {
    loaded[short] = (await LANGUAGES[short]()).texts;
    return true;
  } catch {
    return false; // English then
  }
}

/** Loads the words of a language, and calls `ready` if they were not there before. */
export function speak(language: string, ready: () => void): void {
  void spoken(language).then((isNew) => isNew && ready());
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
