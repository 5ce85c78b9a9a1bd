import { expect, test } from "vitest";

import { decoded } from "../src/allowlist/file";
import { sheet, STOCKS } from "../src/allowlist/labels";
import { mac } from "./house";

const label = (index: number) => ({ mac: mac(index), name: `Camera ${index}`, container: index % 2 ? "rack" : null });
const made = (count: number, stock: keyof typeof STOCKS = "a4_24") =>
  new DOMParser().parseFromString(
    sheet(Array.from({ length: count }, (_, index) => label(index)), STOCKS[stock], "Labels", "en"),
    "text/html",
  );

test.each([
  [1, "a4_24", [1]],
  [24, "a4_24", [24]],
  [25, "a4_24", [24, 1]],
  [45, "a4_21", [21, 21, 3]],
  [31, "letter_30", [30, 1]],
] as const)("%d boards on %s are %j labels per page", (count, stock, pages) => {
  const found = [...made(count, stock).querySelectorAll(".page")].map((page) => page.querySelectorAll(".label").length);
  expect(found).toEqual(pages);
});

test("every label has a code of its own, the name and the MAC in words, and the container where there is one", () => {
  const labels = [...made(2).querySelectorAll(".label")];
  expect(labels.map((one) => one.textContent)).toEqual([`Camera 0${mac(0)}`, `Camera 1${mac(1)}rack`]);
  const [first, second] = labels.map((one) => one.querySelector("svg path")?.getAttribute("d"));
  expect(first).toMatch(/^M/);
  expect(first).not.toBe(second);
});

test.each(Object.entries(STOCKS))("the labels of %s fit on its page", (_, stock) => {
  const [width, height] = stock.page === "A4" ? [210, 297] : [215.9, 279.4];
  expect(stock.left + stock.columns * stock.width + (stock.columns - 1) * stock.gap).toBeLessThanOrEqual(width);
  expect(stock.top + stock.rows * stock.height).toBeLessThanOrEqual(height);
});

test("words are words, whatever somebody wrote", () => {
  const html = sheet(
    [{ mac: mac(1), name: `<img src=x onerror="alert(1)">'&amp;`, container: "<b>" }],
    STOCKS.a4_24,
    "</title><script>alert(1)</script>",
    'en"><script>',
  );
  const page = new DOMParser().parseFromString(html, "text/html");
  expect(page.querySelectorAll("img, script")).toHaveLength(0);
  expect(page.querySelector(".label b")?.textContent).toBe(`<img src=x onerror="alert(1)">'&amp;`);
  expect(page.querySelector(".label span")?.textContent).toBe("<b>");
});

test.each([
  ["UTF-8", [0x4b, 0xc3, 0xbc], "Kü"],
  ["UTF-8 with a mark", [0xef, 0xbb, 0xbf, 0x4b], "K"],
  ["UTF-16 of Windows", [0xff, 0xfe, 0x4b, 0, 0xfc, 0], "Kü"],
  ["UTF-16 of others", [0xfe, 0xff, 0, 0x4b, 0, 0xfc], "Kü"],
  ["old Windows", [0x4b, 0xfc], "Kü"],
  ["nothing", [], ""],
])("a file in %s is read", (_, bytes, words) => expect(decoded(new Uint8Array(bytes))).toBe(words));
