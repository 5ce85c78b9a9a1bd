/** The strategy `custom:piorchestrator`: what Home Assistant asks for a dashboard, and when for another one. */

import { DOMAIN, entries, type HomeAssistant } from "../shared/home-assistant";
import { spoken, text } from "../texts/text";
import type { View } from "./dashboard";
import { SHOWN } from "./keys";

export class DashboardStrategy extends HTMLElement {
  /** There is nothing to set: the pencil leads to taking control at once. */
  static noEditor = true;

  static async generate(_config: object, hass: HomeAssistant): Promise<{ title: string; views: View[] }> {
    // Only who has this dashboard loads what makes it.
    const [made, pis] = await Promise.all([
      import("./dashboard"),
      entries(hass).catch(() => undefined),
      spoken(hass.language),
    ]);
    if (pis) return made.dashboard(hass, pis);
    const title = text(hass.language, "dashboard_name");
    return { title, views: [made.words(title, text(hass.language, "no_integration"))] };
  }

  /** What the dialog for a new dashboard fills in. */
  static async getCreateSuggestions(hass: HomeAssistant): Promise<{ title: string; icon: string }> {
    await spoken(hass.language);
    return { title: text(hass.language, "dashboard_name"), icon: "mdi:raspberry-pi" };
  }

  /**
   * Only when a Pi, or one of the entities that are shown, comes, goes or is renamed: Home Assistant's own rule would
   * build all cards anew with each board that enters the registries in the middle of a batch.
   */
  static shouldRegenerate(_config: object, before: HomeAssistant, after: HomeAssistant): boolean {
    if (before.language !== after.language) return true;
    if (before.entities === after.entities && before.devices === after.devices) return false;
    return shown(before) !== shown(after);
  }
}

function shown({ entities, devices }: HomeAssistant): string {
  return Object.values(entities)
    .filter(({ platform, translation_key }) => platform === DOMAIN && SHOWN.has(translation_key ?? ""))
    .map(({ entity_id, hidden, device_id }) => {
      const device = devices[device_id ?? ""];
      return [entity_id, !!hidden, device?.name_by_user ?? device?.name].join();
    })
    .sort()
    .join("\n");
}
