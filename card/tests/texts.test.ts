import { beforeEach, expect, test, vi } from "vitest";

import type { Key } from "../src/texts/text";

vi.mock("../src/texts/en", () => ({
  en: {
    boards: "{n} board|{n} boards",
    greeting: "{who} meets {who} and {nobody}",
    only_english: "Only English",
  },
}));
vi.mock("../src/texts/de", () => ({ texts: { boards: "{n} Platine|{n} Platinen", greeting: "{who}!" } }));
vi.mock("../src/texts/fr", () => ({ texts: { boards: "{n} carte|{n} cartes" } }));
vi.mock("../src/texts/es", () => {
  throw new Error("the file cannot be fetched");
});

// Each test begins with English alone, as a page does.
let words: typeof import("../src/texts/text");
beforeEach(async () => {
  vi.resetModules();
  words = await import("../src/texts/text");
});
const text = (language: string, key: string, values?: Record<string, string | number>) =>
  words.text(language, key as Key, values);

test("the plural follows the number", () => {
  expect(text("en", "boards", { n: 1 })).toBe("1 board");
  expect(text("en", "boards", { n: 0 })).toBe("0 boards");
  expect(text("en", "boards", { n: 2 })).toBe("2 boards");
});

test("and the rules of the language: in French nothing is one", async () => {
  await words.spoken("fr");
  expect(text("fr", "boards", { n: 0 })).toBe("0 carte");
  expect(text("fr", "boards", { n: 2 })).toBe("2 cartes");
});

test("every placeholder is replaced; one without a value stays, so that it is noticed", () => {
  expect(text("en", "greeting", { who: "A" })).toBe("A meets A and {nobody}");
  expect(text("en", "greeting", { who: "$& {nobody}" })).toBe("$& {nobody} meets $& {nobody} and {nobody}");
});

test("numbers are written as the language writes them", async () => {
  await words.spoken("de");
  expect(text("en", "boards", { n: 12345.5 })).toBe("12,345.5 boards");
  expect(text("de", "boards", { n: 12345.5 })).toBe("12.345,5 Platinen");
  expect(text("en", "greeting", { who: "12345" })).toContain("12345 meets");
});

test("a language is English until it is loaded, and its regions share it", async () => {
  expect(text("de-CH", "boards", { n: 2 })).toBe("2 boards");
  expect(await words.spoken("de-CH")).toBe(true);
  expect(text("de-CH", "boards", { n: 2 })).toBe("2 Platinen");
  expect(await words.spoken("de")).toBe(false);
});

test("a text that a language lacks is English", async () => {
  await words.spoken("de");
  expect(text("de", "only_english")).toBe("Only English");
});

test("nobody waits for a language that does not exist, or cannot be fetched", async () => {
  expect(await words.spoken("tlh")).toBe(false);
  expect(await words.spoken("es")).toBe(false);
  expect(text("tlh", "only_english")).toBe("Only English");
  expect(text("es", "only_english")).toBe("Only English");
});

test("speak calls back once the words are there, and not for what was there", async () => {
  const ready = vi.fn();
  words.speak("de", ready);
  expect(ready).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(ready).toHaveBeenCalledOnce());
  words.speak("de", ready);
  words.speak("en", ready);
  await words.spoken("de");
  expect(ready).toHaveBeenCalledOnce();
});
