/** Whether what the dashboard shows is another thing now. */

import { DOMAIN, type HomeAssistant } from "../shared/home-assistant";
import { SHOWN } from "./keys";

/**
 * Only when a Pi, or one of the entities that are shown, comes, goes or is renamed: Home Assistant's own rule would
 * build all cards anew with each board that enters the registries in the middle of a batch.
 */
export function isChanged(before: HomeAssistant, after: HomeAssistant): boolean {
  const isThere = ({ config }: HomeAssistant) => config.components.includes(DOMAIN);
  if (before.language !== after.language || isThere(before) !== isThere(after)) return true;
  if (before.entities === after.entities && before.devices === after.devices) return false;
  return shown(before) !== shown(after);
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
