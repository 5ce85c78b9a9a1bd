/** The bytes of files, as programs write them: the samples of `tests/files`, and what they leave out. */

// @ts-expect-error The types of Node are not installed: the card itself has no use for them.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { decoded } from "../src/allowlist/file";

const read = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(`../tests/files/${name}`));
const { default: manifest } = await import("../../tests/files/origins.json");
const LABELS: Record<string, string> = { "utf-8": "utf-8", "utf-8-sig": "utf-8", "utf-16": "utf-16le", cp1252: "windows-1252" };

test.each(manifest)("$file is read in its encoding", ({ file, encoding }) => {
  const text = decoded(read(file));
  expect(text).toBe(new TextDecoder(LABELS[encoding]).decode(read(file)));
  expect(text).not.toContain("\ufffd");
  expect(text).not.toContain("\0");
  expect(text).toMatch(/mac/i);
});

test.each([
  ["utf-16le", (code: number) => [code & 255, code >> 8]],
  ["utf-16be", (code: number) => [code >> 8, code & 255]],
])("%s without a mark", (_, bytes) => {
  const text = "MAC;Größe €";
  expect(decoded(new Uint8Array([...text].flatMap((letter) => bytes(letter.charCodeAt(0)))))).toBe(text);
});

test.each(["", "M", "\u00e9"])("what is too short to tell: %j", (text) => {
  expect(decoded(new TextEncoder().encode(text))).toBe(text);
});
