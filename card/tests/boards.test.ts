import { describe, expect, test } from "vitest";

import { countsOf, groupOf, isFound, nameOf, rowsOf, sorted } from "../src/batch/boards";
import { segmentsOf } from "../src/batch/progress";
import { signalIcon } from "../src/batch/pictures";
import { arranged, drawn, MOST_DRAWN } from "../src/shared/rows";
import { board, mac } from "./house";

const rows = (...boards: Parameters<typeof board>[0][]) =>
  rowsOf(new Map(boards.map((changes, index) => [mac(index), board(changes)])));

describe("groups", () => {
  test.each([
    [{ state: "verified" }, "verified"],
    [{ state: "failed", allowed: false }, "failed"],
    [{ state: "expected" }, "missing"],
    [{ state: "discovered" }, "waiting"],
    [{ state: "discovered", allowed: false }, "stranger"],
    [{ state: "provisioning", allowed: false }, "working"],
    [{ state: "verifying" }, "working"],
    [{ state: "dancing" }, "working"],
    [{ state: null, allowed: false }, "stranger"],
  ])("%o is %s", (changes, group) => expect(groupOf(board(changes))).toBe(group));

  test("are counted", () =>
    expect(countsOf(rows({ state: "verified" }, { state: "verified" }, { allowed: false }))).toEqual({
      verified: 2,
      working: 0,
      waiting: 0,
      failed: 0,
      stranger: 1,
      missing: 0,
    }));

  test("strangers are no part of the bar, missing ones only of a named batch", () => {
    const counts = countsOf(rows({ state: "verified" }, { allowed: false }, { state: "expected" }));
    expect(segmentsOf(counts, false)).toEqual(["verified"]);
    expect(segmentsOf(counts, true)).toEqual(["verified", "missing"]);
  });
});

describe("order", () => {
  const all = rows({ name: "Board 10", rssi: null }, { name: "Board 9", rssi: -70 }, { name: "board 1", rssi: -50 });
  const names = (sorting: Parameters<typeof sorted>[1]) => sorted(all, sorting).map(({ name }) => name);

  test("as found", () => {
    expect(names({ column: "found", descending: false })).toEqual(["Board 10", "Board 9", "board 1"]);
    expect(names({ column: "found", descending: true })).toEqual(["board 1", "Board 9", "Board 10"]);
  });
  test("numbers in names count", () =>
    expect(names({ column: "name", descending: false })).toEqual(["board 1", "Board 9", "Board 10"]));
  test.each([
    ["ends of MACs", ["ESP-CAM 00010F", "ESP-CAM 0009AA", "ESP-CAM 0010E1", "ESP-CAM 01E100", "ESP-CAM 1E0000", "ESP-CAM 900000", "ESP-CAM FACADE"]],
    ["containers", ["019c34df-a56a-7d6c-84bf-09ffd06043ea", "019c34df-a56a-7d6c-84bf-99ffd06043ea", "019c3500-0000-7000-8000-000000000000", "0a000000-0000-7000-8000-000000000000", "19c34dff-0000-7000-8000-000000000000"]],
    ["whole MACs", ["246F280B0009", "246F280B000A", "246F280B0010", "246F280B9000", "246F280BA000"]],
    ["MACs with colons", ["24:6F:28:00:00:0F", "24:6F:28:00:00:10", "24:6F:28:00:00:9F", "24:6F:28:00:00:A0"]],
    ["the end of a MAC in words", ["Cam 09aa01 left", "Cam 10e001 left", "Cam 9e0000 left"]],
    ["the end of a MAC after an underscore", ["cam_09aa01", "cam_10e001", "cam_9e0000"]],
    ["numbers beside numbers", ["9-20", "10-3", "10-20", "11-5"]],
    ["numbers", ["Shelf 9", "Shelf 9b", "Shelf 10", "Shelf 10a", "Shelf 0100", "Shelf 99999", "Shelf 100000", "Shelf 999999", "Shelf 1000000"]],
    ["numbers in words", ["x2y9", "x2y10", "x10y1"]],
    ["words of letters that are digits as well", ["decade", "fabric", "facade"]],
  ])("%s in the order that their readers expect", (_, wanted) => {
    const shuffled = rows(...wanted.map((name) => ({ name })).reverse());
    expect(sorted(shuffled, { column: "name", descending: false }).map(({ name }) => name)).toEqual(wanted);
    expect(sorted(shuffled, { column: "name", descending: true }).map(({ name }) => name)).toEqual([...wanted].reverse());
  });
  test("the unknown comes last, both ways", () => {
    expect(names({ column: "rssi", descending: false })).toEqual(["Board 9", "board 1", "Board 10"]);
    expect(names({ column: "rssi", descending: true })).toEqual(["board 1", "Board 9", "Board 10"]);
  });
  test("nothing is moved while somebody points at it", () => {
    const wanted = sorted(all, { column: "name", descending: false }).slice(0, 2);
    const [ten, nine, one] = all;
    expect(arranged(wanted, all, [ten!.mac, nine!.mac], true)).toEqual([ten, nine, one]);
    expect(arranged(wanted, all, [ten!.mac, nine!.mac], false)).toEqual([one, nine]);
  });
  test("a held row that went away is not shown", () =>
    expect(arranged([], all.slice(1), all.map((row) => row.mac), true)).toEqual(all.slice(1)));
});

describe("search", () => {
  const error = { code: "DEVICE_REJECTED", message: "no", correlation_id: null, retryable: null };
  const [row] = rows({ name: "Top shelf", container_id: "fridge-1", error });
  test.each(["", "top", "FRIDGE", "rejected", "24:6f:28", "24-6F-28-00", "246f.2800", "000000"])("finds by %s", (words) =>
    expect(isFound(row!, words)).toBe(true),
  );
  test.each(["bottom", "ff:ff"])("does not find by %s", (words) => expect(isFound(row!, words)).toBe(false));
});

test("a board without words is named by the end of its MAC", () =>
  expect(nameOf("24:6F:28:A1:B2:C3", board())).toBe("ESP-CAM A1B2C3"));

test("signals", () =>
  expect([-50, -60, -61, -70, -76].map(signalIcon).map((icon) => icon.at(-1))).toEqual(["4", "4", "3", "2", "1"]));

describe("rows that are drawn", () => {
  test("all of a short table", () => expect(drawn(MOST_DRAWN, 50, 4000, 400)).toMatchObject({ first: 0, end: MOST_DRAWN }));
  test("those in sight of a long one", () => {
    const { first, end, above, below } = drawn(500, 50, 5000, 400);
    expect(first).toBeLessThanOrEqual(100);
    expect(end).toBeGreaterThanOrEqual(108);
    expect(end - first).toBeLessThan(40);
    expect(above + (end - first) * 50 + below).toBe(500 * 50);
  });
  test("the height is kept wherever one scrolls to", () => {
    for (let scrolled = -100; scrolled < 30_000; scrolled += 777) {
      const { first, end, above, below } = drawn(500, 50, scrolled, 400, 40);
      expect(above + (end - first) * 50 + below).toBe(25_000);
      expect(end).toBeGreaterThan(first);
    }
  });
});
