/** The little of Home Assistant's frontend that the cards rely on. */

export interface Connection {
  /** With `resubscribe`, anew after each reconnect, as far as that succeeds. */
  subscribeMessage<Answer>(
    listener: (answer: Answer) => void,
    message: object,
    options: { resubscribe: boolean },
  ): Promise<() => Promise<void>>;
  /** `ready`: there is a connection again. */
  addEventListener(event: "ready", listener: () => void): void;
  removeEventListener(event: "ready", listener: () => void): void;
}

/** An entity as the page's copy of the registry has it; disabled ones are not in there. */
export interface RegisteredEntity {
  entity_id: string;
  platform?: string;
  translation_key?: string;
  device_id?: string;
  hidden?: boolean;
}

export interface RegisteredDevice {
  name?: string | null;
  name_by_user?: string | null;
  config_entry_id?: string | null;
  primary_config_entry?: string | null;
}

export interface HomeAssistant {
  connection: Connection;
  /** False while the browser has lost Home Assistant. */
  connected: boolean;
  language: string;
  user?: { is_admin: boolean };
  config: { components: string[] };
  /** Both registries are replaced as a whole when anything in them changes. */
  entities: Record<string, RegisteredEntity>;
  devices: Record<string, RegisteredDevice>;
  callWS<Answer>(message: object): Promise<Answer>;
  localize(key: string, placeholders?: Record<string, string>): string;
  loadBackendTranslation(category: string, integration: string): Promise<unknown>;
}

/** One Pi, as `piorchestrator/entries` tells it; entity ids by the keys of the entities' translations. */
export interface Entry {
  entry_id: string;
  title: string;
  is_loaded: boolean;
  entities: Record<string, string>;
}

export interface CardConfig {
  type: string;
  /** Id of the config entry; the only one, or the first one, where it is missing. */
  entry?: string;
  title?: string;
}

export const DOMAIN = "piorchestrator";

export const entries = (hass: HomeAssistant): Promise<Entry[]> => hass.callWS({ type: `${DOMAIN}/entries` });
