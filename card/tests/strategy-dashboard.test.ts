import { describe, expect, test } from "vitest";

import type { Entry, HomeAssistant } from "../src/shared/home-assistant";
import type { Card } from "../src/strategy/cards";
import { dashboard, type View } from "../src/strategy/dashboard";
import { SHOWN } from "../src/strategy/keys";
import { paths } from "../src/strategy/paths";

const ALL = [...SHOWN];
const pi = (title: string, keys: readonly string[] = ALL): Entry => ({
  entry_id: `id of ${title}`,
  title,
  is_loaded: true,
  entities: Object.fromEntries(keys.map((key) => [key, `${title}.${key}`])),
});
const page = (components = ["history", "logbook"], hidden: string[] = []) =>
  ({
    language: "en",
    config: { components },
    entities: Object.fromEntries(hidden.map((id) => [id, { entity_id: id, hidden: true }])),
    devices: {},
  }) as unknown as HomeAssistant;

const cardsOf = (view: View | undefined): Card[] => view?.sections?.flatMap(({ cards }) => cards) ?? [];
const ofType = (view: View | undefined, type: string) => cardsOf(view).filter((card) => card.type === type);
const headings = (view: View | undefined) => ofType(view, "heading").map((card) => card["heading"]);
const spans = (view: View | undefined) => view?.sections?.map((section) => section.column_span);

/** Every entity that a configuration names, wherever. */
function named(part: unknown): string[] {
  if (typeof part === "string") return /^[A-Z]\w*\.\w+$/.test(part) ? [part] : [];
  return part && typeof part === "object" ? Object.values(part).flatMap(named) : [];
}

describe("one Pi", () => {
  const made = dashboard(page(), [pi("Attic")]);
  const view = made.views[0];

  test("has one view with both cards of it", () => {
    expect(made.views).toHaveLength(1);
    expect(view).toMatchObject({ title: "Attic", path: "attic", type: "sections" });
    expect(cardsOf(view).filter(({ type }) => type.startsWith("custom:"))).toMatchObject([
      { type: "custom:piorchestrator-batch-card", entry: "id of Attic" },
      { type: "custom:piorchestrator-allowlist-card", entry: "id of Attic" },
    ]);
  });

  test("shows its health, its last day and what happened, the wide beside the narrow", () => {
    expect(headings(view)).toEqual(["Health", "Last 24 hours", "Activity"]);
    expect(spans(view)).toEqual([3, 2, 1, 2, 1]);
  });

  test("draws figures of the same unit into one graph, shares from 0 to 100", () => {
    const graphs = ofType(view, "history-graph").map((card) => named(card["entities"]));
    expect(graphs).toEqual([
      ["Attic.cpu_usage", "Attic.memory_usage"],
      ["Attic.temperature"],
      ["Attic.latency"],
      ["Attic.packet_loss"],
      ["Attic.bytes_received", "Attic.bytes_sent"],
    ]);
    expect(ofType(view, "history-graph")[0]).toMatchObject({ min_y_axis: 0, max_y_axis: 100 });
    expect(ofType(view, "history-graph")[1]).not.toHaveProperty("min_y_axis");
  });

  test("leaves no entity out", () => {
    const onlyOfOverview = ["session_state", "progress", "verified_count", "failed_count", "recoverable_session"];
    expect(new Set(named(view))).toEqual(
      new Set(ALL.filter((key) => !onlyOfOverview.includes(key)).map((key) => `Attic.${key}`)),
    );
  });
});

describe("what is not there is left out", () => {
  test("an entity that is disabled, alone in its graph or not", () => {
    const without = ["cpu_usage", "latency", "bytes_sent", "bytes_received", "mqtt_connected"];
    const view = dashboard(page(), [pi("Attic", ALL.filter((key) => !without.includes(key)))]).views[0];
    expect(ofType(view, "history-graph").map((card) => named(card["entities"]))).toEqual([
      ["Attic.memory_usage"],
      ["Attic.temperature"],
      ["Attic.packet_loss"],
    ]);
    expect(ofType(view, "tile").map((card) => card["entity"])).not.toContain("Attic.mqtt_connected");
    expect(JSON.stringify(view)).not.toContain("undefined");
  });

  test("an entity that is hidden", () => {
    const view = dashboard(page(undefined, ["Attic.disk_usage"]), [pi("Attic")]).views[0];
    expect(named(view)).not.toContain("Attic.disk_usage");
    expect(named(view)).toContain("Attic.memory_usage");
  });

  test("the list of details, where there are none", () => {
    const view = dashboard(page(), [pi("Attic", ["event_stream", "cpu_usage"])]).views[0];
    expect(ofType(view, "entities")).toEqual([]);
  });

  test("graphs without a history, activity without a logbook", () => {
    const view = dashboard(page(["logbook"]), [pi("Attic")]).views[0];
    expect(headings(view)).toEqual(["Health", "Activity"]);
    expect(spans(view)).toEqual([3, 2, 1, 3]);
    const other = dashboard(page(["history"]), [pi("Attic")]).views[0];
    expect(headings(other)).toEqual(["Health", "Last 24 hours"]);
    expect(spans(other)).toEqual([3, 2, 1, 3]);
  });

  test("everything but the cards, for a Pi that was never loaded", () => {
    const view = dashboard(page(), [pi("Attic", [])]).views[0];
    expect(cardsOf(view).map(({ type }) => type)).toEqual([
      "custom:piorchestrator-batch-card",
      "custom:piorchestrator-allowlist-card",
    ]);
    expect(spans(view)).toEqual([3, 3]);
  });
});

describe("several Pis", () => {
  const made = dashboard(page(), [pi("Attic"), pi("Attic"), pi("Cellar", ["progress", "event_stream"])]);
  const overview = made.views[0];

  test("have an overview, then a view each", () => {
    expect(made.views.map(({ title, path }) => [title, path])).toEqual([
      ["Overview", "overview"],
      ["Attic", "attic"],
      ["Attic", "attic-2"],
      ["Cellar", "cellar"],
    ]);
    expect(new Set(made.views.map(({ show_icon_and_title }) => show_icon_and_title))).toEqual(new Set([true]));
  });

  test("have a row each there, which leads to their view", () => {
    expect(headings(overview)).toEqual(["Attic", "Attic", "Cellar"]);
    expect(overview?.sections?.[0]?.cards.map((card) => card["entity"])).toEqual([
      undefined,
      "Attic.session_state",
      "Attic.progress",
      "Attic.verified_count",
      "Attic.failed_count",
      "Attic.recoverable_session",
      "Attic.event_stream",
    ]);
    expect(overview?.sections?.[2]?.cards.map((card) => card["entity"])).toEqual([
      undefined,
      "Cellar.progress",
      "Cellar.event_stream",
    ]);
    const leads = overview?.sections?.map(({ cards }) => cards.map((card) => card["tap_action"]));
    ["attic", "attic-2", "cellar"].forEach((navigation_path, index) => {
      for (const tap of leads?.[index] ?? [{}]) expect(tap).toEqual({ action: "navigate", navigation_path });
    });
  });
});

test("without a Pi there is one view that leads to the integrations", () => {
  const { views } = dashboard(page(), []);
  expect(views).toHaveLength(1);
  expect(views[0]?.cards).toMatchObject([{ type: "markdown" }]);
  expect(String(views[0]?.cards?.[0]?.["content"])).toContain("](/config/integrations)");
});

test.each([
  [["Attic"], ["attic"]],
  [["Werkstatt Süd", "  Pi #1 (hall)  "], ["werkstatt-sud", "pi-1-hall"]],
  [["Pi", "PI", "pi-2", "pi"], ["pi", "pi-2", "pi-2-2", "pi-3"]],
  [["Overview"], ["overview-2"]],
  [["192.168.1.7", "2", "树莓派", "…"], ["pi-192-168-1-7", "pi-2", "pi", "pi-3"]],
])("the paths of %j are %j", (titles, expected) => {
  expect(paths(titles)).toEqual(expected);
});
