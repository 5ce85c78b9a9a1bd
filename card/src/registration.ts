/** The places of the cards and of the dashboard in Home Assistant's dialogs. */

import { DOMAIN, type HomeAssistant } from "./shared/home-assistant";
import { spoken, text, type Key } from "./texts/text";

const DOCUMENTATION = "https://github.com/DeliCasa/ha-piorchestrator";

interface Suggestion {
  config: { type: string; entry: string };
}

interface Listed {
  type: string;
  readonly name: string;
  readonly description: string;
  documentationURL: string;
}

interface ListedCard extends Listed {
  preview: boolean;
  /** The card that the dialog offers to somebody who picked this entity. */
  getEntitySuggestion(hass: HomeAssistant, entityId: string): Suggestion | null;
}

interface ListedStrategy extends Listed {
  strategyType: "dashboard";
}

type Page = Window & { customCards?: Listed[]; customStrategies?: Listed[] };

/** Entities that say most about the batch, and those about the allowlist. */
const OF_BATCH = [
  "session_state",
  "session_active",
  "progress",
  "device_count",
  "provisioned_count",
  "verified_count",
  "failed_count",
];
const OF_ALLOWLIST = ["allowlist_available", "allowlist_total"];

/** List them, once; as often as you like. */
export function register(page: Page = window): void {
  list((page.customCards ??= []), card("batch", OF_BATCH));
  list((page.customCards ??= []), card("allowlist", OF_ALLOWLIST));
  list((page.customStrategies ??= []), strategy());
  language(); // the dialogs read the names at once when they open; the words are there by then
}

/** Another copy of this module may have been here. */
function list(all: Listed[], mine: Listed): void {
  if (!all.some(({ type }) => type === mine.type)) all.push(mine);
}

const card = (name: "batch" | "allowlist", keys: readonly string[]): ListedCard => {
  const type = `${DOMAIN}-${name}-card`;
  return translated(`dashboard_${name}_name`, `dashboard_${name}_description`, {
    type,
    preview: true,
    getEntitySuggestion(hass: HomeAssistant, entityId: string) {
      const entity = hass.entities[entityId];
      const device = hass.devices[entity?.device_id ?? ""];
      const entry = device?.config_entry_id ?? device?.primary_config_entry; // the latter is on its way out
      const suits = entity?.platform === DOMAIN && keys.includes(entity.translation_key ?? "");
      return suits && entry ? { config: { type: `custom:${type}`, entry } } : null;
    },
  });
};

const strategy = (): ListedStrategy =>
  translated("dashboard_name", "dashboard_description", { type: DOMAIN, strategyType: "dashboard" });

/** Names as getters: which language the reader has is known only after this module was loaded. */
function translated<Rest extends object>(name: Key, description: Key, rest: Rest) {
  return {
    ...rest,
    documentationURL: DOCUMENTATION,
    get name() {
      return text(language(), name);
    },
    get description() {
      return text(language(), description);
    },
  };
}

/** That of the page, or of the browser before the page has one; its words are on their way then. */
function language(): string {
  const page = document.querySelector<HTMLElement & { hass?: HomeAssistant }>("home-assistant");
  const known = page?.hass?.language ?? navigator.language;
  void spoken(known);
  return known;
}
