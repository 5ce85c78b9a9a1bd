/** The dashboard for all Pis, as Home Assistant keeps dashboards. */

import { DOMAIN, type Entry, type HomeAssistant } from "../shared/home-assistant";
import { enDashboard } from "../texts/en-parts";
import { learn, text, type Key } from "../texts/text";
import { heading, tile, type Card, type Section } from "./cards";
import { activityCards, CONNECTED, graphCards, healthCards, type Find } from "./health";
import { OVERVIEW, STREAM } from "./keys";
import { paths } from "./paths";

export interface View {
  title: string;
  path: string;
  icon?: string;
  show_icon_and_title?: boolean;
  type?: "sections";
  max_columns?: number;
  dense_section_placement?: boolean;
  cards?: Card[];
  sections?: Section[];
}

learn(enDashboard);

const COLUMNS = 3;
const PI_ICON = "mdi:raspberry-pi";

/** One view per Pi, with an overview before them where there are several. */
export function dashboard(hass: HomeAssistant, pis: readonly Entry[]): { title: string; views: View[] } {
  const t = (key: Key) => text(hass.language, key);
  const title = t("dashboard_name");
  if (!pis.length) return { title, views: [words(title, t("dashboard_none"))] };
  const places = paths(pis.map((pi) => pi.title));
  const views = pis.map((pi, index) => piView(hass, pi, places[index] as string));
  return { title, views: pis.length > 1 ? [overview(hass, pis, places), ...views] : views };
}

/** A dashboard that only says why there is nothing. */
export const words = (title: string, content: string): View => ({
  title,
  path: "overview",
  cards: [{ type: "markdown", content }],
});

function piView(hass: HomeAssistant, pi: Entry, path: string): View {
  const find = finder(hass, pi);
  const ours = (name: string): Card[] => [
    { type: `custom:${DOMAIN}-${name}-card`, entry: pi.entry_id, grid_options: { columns: "full" } },
  ];
  return sectionsView(pi.title, path, PI_ICON, [
    section(ours("batch"), COLUMNS),
    ...sideBySide(ours("allowlist"), healthCards(hass, find)),
    ...sideBySide(graphCards(hass, find), activityCards(hass, find)),
  ]);
}

/** A wide section and a narrow one, or whichever there is over the whole width. */
function sideBySide(wide: Card[], narrow: Card[]): Section[] {
  if (wide.length && narrow.length) return [section(wide, COLUMNS - 1), section(narrow, 1)];
  const alone = [...wide, ...narrow];
  return alone.length ? [section(alone, COLUMNS)] : [];
}

function overview(hass: HomeAssistant, pis: readonly Entry[], places: readonly string[]): View {
  const rows = pis.map((pi, index) => {
    const find = finder(hass, pi);
    const toView = { action: "navigate", navigation_path: places[index] };
    return section(
      [
        heading(pi.title, { icon: PI_ICON, tap_action: toView }),
        ...find(OVERVIEW).map((entity) => tile(entity, { tap_action: toView })),
        ...find(STREAM).map((entity) => tile(entity, { tap_action: toView, ...CONNECTED })),
      ],
      COLUMNS,
    );
  });
  return sectionsView(text(hass.language, "dashboard_overview"), "overview", "mdi:view-dashboard", rows);
}

const section = (cards: Card[], column_span: number): Section => ({ type: "grid", cards, column_span });

const sectionsView = (title: string, path: string, icon: string, sections: Section[]): View => ({
  title,
  path,
  icon,
  show_icon_and_title: true,
  type: "sections",
  max_columns: COLUMNS,
  // On a tablet there are two columns only: what is narrow then lies side by side.
  dense_section_placement: true,
  sections,
});

/** Disabled entities are not among those of the entry; hidden ones somebody does not want to see. */
const finder =
  (hass: HomeAssistant, pi: Entry): Find =>
  (keys) =>
    keys.flatMap((key) => {
      const entity = pi.entities[key];
      return entity && !hass.entities[entity]?.hidden ? [entity] : [];
    });
