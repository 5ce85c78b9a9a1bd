/** The time that is left, where the clock of the browser and that of Home Assistant differ. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { BatchCard } from "../src/batch/batch-card";
import type { Sent } from "../src/feed/contract";
import { secondsUntil } from "../src/shared/clock";
import { house, PARTS } from "./house";
import { page, shown, words } from "./page";

page("piorchestrator-batch-card", BatchCard, () => import("../src/batch/dialogs"));

const NOW = Date.parse("2026-11-23T10:00:00Z");
const HOUR = 3_600_000;
const at = (milliseconds: number): string => new Date(milliseconds).toISOString().replace("Z", "000+00:00");

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true, now: NOW }));
afterEach(() => void vi.useRealTimers());

/** What Home Assistant sends by its own clock. */
const message = (now: number, changes: object = {}, kind: "snapshot" | "delta" = "snapshot"): Sent => ({
  kind,
  now: at(now),
  parts: {
    ...PARTS,
    session: { ...PARTS.session!, expires_at: at(now + HOUR) },
    unattended: { ...PARTS.unattended!, again_at: at(now + 90_000) },
    ...changes,
  },
});

describe.each([0, -HOUR, 3 * HOUR, -5 * HOUR, 400 * 24 * HOUR])("Home Assistant's clock is %i ms ahead", (ahead) => {
  test("an hour is left, and a minute and a half until the next try", async () => {
    const made = house();
    const card = await shown(new BatchCard(), made, message(NOW + ahead));
    expect(words(card)).toMatch(/Time left\s*1:00:00/);
    expect(words(card)).toMatch(/Next try\s*1:30/);
  });

  test("it runs", async () => {
    const card = await shown(new BatchCard(), house(), message(NOW + ahead));
    await vi.advanceTimersByTimeAsync(61_000);
    expect(words(card)).toMatch(/Time left\s*58:5\d/);
  });

  test("a clock that is set meanwhile counts with the next message", async () => {
    const made = house();
    const card = await shown(new BatchCard(), made, message(NOW));
    made.tell({ kind: "delta", now: at(NOW + ahead), parts: { session: { ...PARTS.session!, expires_at: at(NOW + ahead + HOUR) } } } as Sent);
    await vi.advanceTimersByTimeAsync(10);
    expect(words(card)).toMatch(/Time left\s*(1:00:00|59:5\d)/);
  });
});

test("without a stamp both clocks count as one", async () => {
  const { now: _, ...bare } = message(NOW);
  expect(words(await shown(new BatchCard(), house(), bare))).toMatch(/Time left\s*1:00:00/);
});

test.each([undefined, null, "", "soon", at(NOW - 1)])("nothing is left until %s", (moment) => {
  expect(secondsUntil(moment) || 0).toBe(0);
});
