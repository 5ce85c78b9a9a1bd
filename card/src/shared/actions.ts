/** Calls of the integration's actions, and what they are refused with. */

import { text } from "../texts/text";
import { DOMAIN, type HomeAssistant } from "./home-assistant";

/** Why an action failed, in the reader's language, with what a call to the server's owners needs. */
export interface Refusal {
  message: string;
  correlationId?: string;
  /** When the server wants another try, in milliseconds of the epoch. */
  retryAt?: number;
}

/** What an answer tells of one board; the last four only where it was refused. */
export interface BoardAnswer {
  mac: string;
  accepted?: boolean;
  removed?: boolean;
  message?: string;
  code?: string;
  correlation_id?: string;
  retry_after?: number;
}

/** `ERR_CONNECTION_LOST` of home-assistant-js-websocket. */
const LOST = 3;

interface SocketError {
  code?: string | number;
  message?: string;
  translation_key?: string;
  translation_domain?: string;
  translation_placeholders?: Record<string, string>;
}

/** Calls one action of one Pi for its answer; throws a `SocketError` that `refusalOf` reads. */
export async function act<Answer>(
  hass: HomeAssistant,
  entryId: string,
  action: string,
  data: Record<string, unknown> = {},
): Promise<Answer> {
  const { response } = await hass.callWS<{ response: Answer }>({
    type: "call_service",
    domain: DOMAIN,
    service: action,
    service_data: { config_entry_id: entryId, ...data },
    return_response: true,
  });
  return response;
}

/** What was thrown, in words. */
export async function refusalOf(hass: HomeAssistant, thrown: unknown): Promise<Refusal> {
  // What was under way when the connection went is refused with the whole answer, what came later with its bare code.
  const error = ((thrown as { error?: SocketError } | null)?.error ?? thrown ?? {}) as SocketError;
  if (thrown === LOST || error.code === LOST) return { message: text(hass.language, "advice_browser") };
  const placeholders = error.translation_placeholders ?? {};
  const message = (await translated(hass, error.translation_key, placeholders)) || error.message || String(thrown);
  const refusal: Refusal = { message };
  const id = placeholders["correlation_id"];
  if (id && id !== "–") refusal.correlationId = id;
  const seconds = Number(placeholders["retry_after"]);
  if (seconds > 0) refusal.retryAt = Date.now() + seconds * 1000;
  return refusal;
}

/** The server's words, and its code where they do not name it. */
export const withCode = (message: string | null | undefined, code: string | null | undefined): string =>
  code && !message?.includes(code) ? `${message ?? ""} (${code})`.trim() : (message ?? "");

/** What one board was refused with, if it was. */
export function refusalIn({ message, code, correlation_id, retry_after }: BoardAnswer): Refusal | undefined {
  if (!message && !code) return undefined;
  const refusal: Refusal = { message: withCode(message, code) };
  if (correlation_id) refusal.correlationId = correlation_id;
  if (retry_after) refusal.retryAt = Date.now() + retry_after * 1000;
  return refusal;
}

/** The text of one of the integration's exceptions, as Home Assistant has it in the reader's language. */
async function translated(
  hass: HomeAssistant,
  key: string | undefined,
  placeholders: Record<string, string>,
): Promise<string> {
  if (!key) return "";
  await hass.loadBackendTranslation("exceptions", DOMAIN);
  return hass.localize(`component.${DOMAIN}.exceptions.${key}.message`, placeholders);
}
