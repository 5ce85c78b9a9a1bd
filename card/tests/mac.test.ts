import { expect, test } from "vitest";

import { readMac } from "../src/allowlist/read-mac";
import { isMacMeant, shortName } from "../src/shared/mac";
import macs from "./macs.json";

// The integration's own test reads the same file: what the dialog takes, the action takes.
test.each(Object.entries(macs))("%j is %j", (written, mac) => {
  const read = readMac(written);
  expect("mac" in read ? read.mac : null).toBe(mac);
});

test.each([
  ["  ", { fault: "empty" }],
  ["24:6O:28", { fault: "letter", letter: "O" }],
  ["24:6F:28:", { fault: "few", digits: 6 }],
  ["24:6F:28:A1:B2:C3:D", { fault: "many", digits: 13 }],
  ["2:46F28A1B2C3", { fault: "order" }],
  ["\u200b", { fault: "empty" }],
  ["24:6\u041e:28", { fault: "letter", letter: "\u041e (U+041E)" }],
  ["24:6F:\u{1f600}", { fault: "letter", letter: "\u{1f600} (U+1F600)" }],
  ["00-00-00-00-00-00", { fault: "no_board" }],
  ["ffff.ffff.ffff", { fault: "no_board" }],
  ["33:33:00:00:00:01", { fault: "no_board" }],
])("of %j it says %j", (written, fault) => expect(readMac(written)).toEqual(fault));

test("a search means a part of a MAC in any notation, and nothing else", () => {
  const mac = "24:6F:28:A1:B2:C3";
  for (const search of ["a1b2", "A1-B2", "6f 28", "c3", "\u200ea1\u2011b2"]) expect(isMacMeant(mac, search)).toBe(true);
  for (const search of ["ffff", "", "top", "28a1x"]) expect(isMacMeant(mac, search)).toBe(false);
});

test("a board without a name is called by the end of its MAC", () => {
  expect(shortName("24:6F:28:A1:B2:C3")).toBe("ESP-CAM A1B2C3");
});
