/** The strategy `custom:piorchestrator`: what Home Assistant asks for a dashboard, and when for another one. */

import { entries, type HomeAssistant } from "../shared/home-assistant";
import { spoken, text } from "../texts/text";
import type { View } from "./dashboard";
import type * as Parts from "./parts";

/** Only who has this dashboard loads what makes it. */
let parts: typeof Parts | undefined;

export class DashboardStrategy extends HTMLElement {
  /** There is nothing to set: the pencil leads to taking control at once. */
  static noEditor = true;

  static async generate(_config: object, hass: HomeAssistant): Promise<{ title: string; views: View[] }> {
    const [made, pis] = await Promise.all([
      import("./parts"),
      entries(hass).catch(() => undefined),
      spoken(hass.language),
    ]);
    parts = made;
    if (pis) return made.dashboard(hass, pis);
    const title = text(hass.language, "dashboard_name");
    return { title, views: [made.words(title, text(hass.language, "no_integration"))] };
  }

  /** What the dialog for a new dashboard fills in. */
  static async getCreateSuggestions(hass: HomeAssistant): Promise<{ title: string; icon: string }> {
    await spoken(hass.language);
    return { title: text(hass.language, "dashboard_name"), icon: "mdi:raspberry-pi" };
  }

  static shouldRegenerate(_config: object, before: HomeAssistant, after: HomeAssistant): boolean {
    return parts?.isChanged(before, after) ?? true;
  }
}
