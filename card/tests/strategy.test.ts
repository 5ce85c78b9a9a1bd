import { beforeAll, describe, expect, test, vi } from "vitest";

import translations from "../../custom_components/piorchestrator/translations/en.json";
import type { HomeAssistant, RegisteredEntity } from "../src/shared/home-assistant";
import { SHOWN } from "../src/strategy/keys";
import { DashboardStrategy } from "../src/strategy/strategy";

vi.mock("../src/texts/fr", async () => {
  const { en } = await import("../src/texts/en");
  return { texts: { ...en, dashboard_name: "Tableau" } };
});

// What decides is loaded with the first dashboard.
beforeAll(() => DashboardStrategy.generate({}, page()));

const regenerates = (before: HomeAssistant, after: HomeAssistant) =>
  DashboardStrategy.shouldRegenerate({}, before, after);

const page = (more: object = {}) =>
  ({
    language: "en",
    config: { components: [] },
    entities: {},
    devices: { pi: { name: "Attic" } },
    callWS: async () => [],
    ...more,
  }) as unknown as HomeAssistant;

const ours = (entity_id: string, translation_key: string, more: object = {}): RegisteredEntity => ({
  entity_id,
  platform: "piorchestrator",
  translation_key,
  device_id: "pi",
  ...more,
});
const registry = (...all: RegisteredEntity[]) => ({
  entities: Object.fromEntries(all.map((entity) => [entity.entity_id, entity])),
});
const state = ours("sensor.state", "session_state");

test("every entity of the dashboard is one that the integration has", () => {
  const known = Object.values(translations.entity).flatMap((platform) => Object.keys(platform));
  expect([...SHOWN].filter((key) => !known.includes(key))).toEqual([]);
});

test("it is made of what the server tells, in the reader's language from the first time on", async () => {
  const callWS = vi.fn(async () => [{ entry_id: "one", title: "Attic", is_loaded: true, entities: {} }]);
  const made = await DashboardStrategy.generate({}, page({ language: "fr", callWS }));
  expect(callWS.mock.calls).toEqual([[{ type: "piorchestrator/entries" }]]);
  expect(made.title).toBe("Tableau");
  expect(made.views.map(({ title }) => title)).toEqual(["Attic"]);
});

test("where the integration is not running, it says so", async () => {
  const callWS = () => Promise.reject({ code: "unknown_command" });
  const { views } = await DashboardStrategy.generate({}, page({ callWS }));
  expect(views).toHaveLength(1);
  expect(views[0]?.cards).toEqual([
    { type: "markdown", content: "The integration PiOrchestrator is not running." },
  ]);
});

test("a new dashboard has a name and an icon", async () => {
  expect(await DashboardStrategy.getCreateSuggestions(page({ language: "fr" }))).toEqual({
    title: "Tableau",
    icon: "mdi:raspberry-pi",
  });
});

describe("it is made anew", () => {
  const before = page(registry(state));

  test.each<[string, object]>([
    ["an entity comes", registry(state, ours("sensor.cpu", "cpu_usage"))],
    ["an entity goes", registry()],
    ["an entity gets another id", registry({ ...state, entity_id: "sensor.other" })],
    ["an entity is hidden", registry({ ...state, hidden: true })],
    ["the Pi is renamed", { devices: { pi: { name: "Cellar" } } }],
    ["the reader renames the Pi", { devices: { pi: { name: "Attic", name_by_user: "Mine" } } }],
    ["the reader takes another language", { language: "de" }],
  ])("when %s", (_, change) => {
    expect(regenerates(before, page({ ...registry(state), ...change }))).toBe(true);
  });

  test.each<[string, object]>([
    ["a board turns up", registry(state, ours("sensor.board", "status", { device_id: "board" }))],
    ["another integration gets an entity", registry(state, { ...state, entity_id: "x.y", platform: "other" })],
    ["an entity moves to another place of the list", registry({ ...state })],
    ["a device of others is renamed", { devices: { pi: { name: "Attic" }, lamp: { name: "Lamp" } } }],
    ["a state changes", { entities: before.entities, devices: before.devices, states: {} }],
  ])("but not when %s", (_, change) => {
    expect(regenerates(before, page({ ...registry(state), ...change }))).toBe(false);
  });

  test("the order in which the registry lists them is no change", () => {
    const cpu = ours("sensor.cpu", "cpu_usage");
    expect(regenerates(page(registry(state, cpu)), page(registry(cpu, state)))).toBe(false);
  });
});
