/** How a Pi is: stock cards, of those entities that there are. */

import type { HomeAssistant } from "../shared/home-assistant";
import { text } from "../texts/text";
import { heading, OWN_NAME, tile, type Card } from "./cards";
import { ACTIVITY, CONNECTIONS, DETAILS, FIGURES, GRAPHS, SHARES } from "./keys";

/** The entities of these keys that there are. */
export type Find = (keys: readonly string[]) => string[];

const HOURS = 24;
// Home Assistant's own colour of what is connected is that of a lamp, and looks like a warning here.
export const CONNECTED = { color: "green" };
const BAR = {
  features: [{ type: "bar-gauge" }],
  features_position: "inline",
  grid_options: { columns: 12 },
};

/** What it tells now; none where there is nothing. */
export function healthCards(hass: HomeAssistant, find: Find): Card[] {
  const details = find(DETAILS);
  return headed(text(hass.language, "dashboard_health"), "mdi:heart-pulse", [
    ...find(CONNECTIONS).map((entity) => tile(entity, CONNECTED)),
    ...find(SHARES).map((entity) => tile(entity, BAR)),
    ...find(FIGURES).map((entity) => tile(entity)),
    ...(details.length ? [{ type: "entities", entities: details.map(named) }] : []),
  ]);
}

/** What it told over the last day; none where nobody keeps a history. */
export function graphCards(hass: HomeAssistant, find: Find): Card[] {
  if (!hass.config.components.includes("history")) return [];
  const graphs = GRAPHS.map(({ keys, ...axis }) => ({ entities: find(keys), axis }))
    .filter(({ entities }) => entities.length)
    .map(({ entities, axis }) => ({
      type: "history-graph",
      hours_to_show: HOURS,
      entities: entities.map(named),
      grid_options: { columns: 12 },
      ...axis,
    }));
  return headed(text(hass.language, "dashboard_graphs", { n: HOURS }), "mdi:chart-line", graphs);
}

/** What happened lately; none where nobody keeps a logbook. */
export function activityCards(hass: HomeAssistant, find: Find): Card[] {
  const entities = find(ACTIVITY);
  if (!entities.length || !hass.config.components.includes("logbook")) return [];
  return headed(text(hass.language, "dashboard_activity"), "mdi:timeline-clock-outline", [
    {
      type: "logbook",
      target: { entity_id: entities },
      hours_to_show: HOURS,
      grid_options: { columns: "full", rows: 6 },
    },
  ]);
}

const named = (entity: string) => ({ entity, name: OWN_NAME });

const headed = (words: string, icon: string, cards: Card[]): Card[] =>
  cards.length ? [heading(words, { icon }), ...cards] : [];
