import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { register } from "../src/registration";
import type { HomeAssistant } from "../src/shared/home-assistant";

vi.mock("../src/texts/de", async () => {
  const { en } = await import("../src/texts/en");
  return { texts: { ...en, dashboard_batch_name: "Stapel", dashboard_name: "Übersicht" } };
});

interface Listed {
  type: string;
  name: string;
  description: string;
  documentationURL: string;
  strategyType?: string;
  preview?: boolean;
  getEntitySuggestion(hass: HomeAssistant, entity: string): unknown;
}

type Page = Window & { customCards?: Listed[]; customStrategies?: Listed[] };
let page: Page;
const cards = () => page.customCards as Listed[];

const hass = {
  entities: {
    "sensor.state": { platform: "piorchestrator", translation_key: "session_state", device_id: "child" },
    "sensor.list": { platform: "piorchestrator", translation_key: "allowlist_total", device_id: "old" },
    "sensor.status": { platform: "piorchestrator", translation_key: "status", device_id: "child" },
    "sensor.alien": { platform: "other", translation_key: "session_state", device_id: "child" },
    "sensor.stray": { platform: "piorchestrator", translation_key: "session_state" },
  },
  devices: { child: { config_entry_id: "one" }, old: { primary_config_entry: "two" } },
} as unknown as HomeAssistant;

const speaks = (language: string) =>
  document.body.append(Object.assign(document.createElement("home-assistant"), { hass: { language } }));

beforeEach(() => {
  page = {} as Page;
});
afterEach(() => document.querySelector("home-assistant")?.remove());

test("both cards and the dashboard are listed", () => {
  register(page as never);
  expect(cards().map(({ type, preview }) => [type, preview])).toEqual([
    ["piorchestrator-batch-card", true],
    ["piorchestrator-allowlist-card", true],
  ]);
  expect(page.customStrategies).toMatchObject([{ type: "piorchestrator", strategyType: "dashboard" }]);
  for (const listed of [...cards(), ...(page.customStrategies ?? [])]) {
    expect(listed.name).not.toBe("");
    expect(listed.description).not.toBe("");
    expect(listed.documentationURL).toMatch(/^https:/);
  }
});

test("once, beside what others listed, in the lists that the page holds already", () => {
  const [customCards, customStrategies] = [[{ type: "theirs" }], [{ type: "theirs" }]];
  page = { customCards, customStrategies } as unknown as Page;
  register(page as never);
  register(page as never);
  expect(customCards.map(({ type }) => type)).toEqual([
    "theirs",
    "piorchestrator-batch-card",
    "piorchestrator-allowlist-card",
  ]);
  expect(customStrategies.map(({ type }) => type)).toEqual(["theirs", "piorchestrator"]);
});

test("names are in the language that the page has when somebody reads them", async () => {
  register(page as never);
  const before = cards()[0]?.name;
  expect(before).toBe("PiOrchestrator batch");
  speaks("de");
  expect(cards()[0]?.name).toBe(before); // the words are fetched now
  await vi.dynamicImportSettled();
  expect(cards()[0]?.name).toBe("Stapel");
  expect(page.customStrategies?.[0]?.name).toBe("Übersicht");
});

test.each([
  ["sensor.state", "one", null],
  ["sensor.list", null, "two"],
  ["sensor.status", null, null],
  ["sensor.alien", null, null],
  ["sensor.stray", null, null],
  ["sensor.unknown", null, null],
])("for %s the batch card of %s and the allowlist card of %s are suggested", (entity, batch, allowlist) => {
  register(page as never);
  const wanted = (name: string, entry: string | null) =>
    entry && { config: { type: `custom:piorchestrator-${name}-card`, entry } };
  expect(cards().map((card) => card.getEntitySuggestion(hass, entity))).toEqual([
    wanted("batch", batch),
    wanted("allowlist", allowlist),
  ]);
});
