import { afterEach, beforeAll, expect, test, vi } from "vitest";

import { BatchCard } from "../src/batch/batch-card";
import type { HomeAssistant } from "../src/shared/home-assistant";
import { isChanged } from "../src/strategy/changes";
import { ENTRY, house, settle, type House } from "./house";

beforeAll(() => customElements.define("piorchestrator-batch-card", BatchCard));
afterEach(() => document.body.replaceChildren());

const words = (card: BatchCard): string => card.renderRoot.textContent ?? "";
const made = (one: House, config: object = {}): BatchCard => {
  const card = new BatchCard();
  card.setConfig({ type: "custom:piorchestrator-batch-card", ...config });
  card.hass = one.hass;
  document.body.append(card);
  return card;
};
const withComponents = (hass: HomeAssistant, ...components: string[]): HomeAssistant => ({ ...hass, config: { components } });

test("a card that is taken away and put back while it looks for its Pi follows it once, and leaves nothing", async () => {
  const one = house();
  const ended = vi.fn(async () => undefined);
  one.hass.connection.subscribeMessage = vi.fn(async () => ended) as never;
  const card = made(one);
  card.remove();
  document.body.append(card);
  await settle();
  card.remove();
  await settle();
  expect(ended).toHaveBeenCalledOnce();
});

test("the Pi that was chosen while the first one was looked for is the one that actions go to", async () => {
  const one = house();
  const card = made(one);
  card.setConfig({ type: "custom:piorchestrator-batch-card", entry: "other" });
  await settle();
  await card.act("stop_session");
  expect(vi.mocked(one.hass.callWS).mock.lastCall?.[0]).toMatchObject({ service_data: { config_entry_id: "other" } });
});

test("a Pi that is not there is another thing than an integration that is not", async () => {
  const one = house();
  one.hass.connection.subscribeMessage = () => Promise.reject({ code: "not_found" });
  const card = made(one, { entry: ENTRY });
  await settle();
  expect(words(card)).toContain("is gone");
});

test("the dashboard is built anew when the integration comes", () => {
  const { hass } = house();
  expect(isChanged(hass, withComponents(hass, "piorchestrator"))).toBe(true);
  expect(isChanged(hass, { ...hass })).toBe(false);
});
