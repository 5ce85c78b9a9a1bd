/** The notice of a card that cannot be believed: what is wrong, and what to do. */

import { html, nothing, type TemplateResult } from "lit";

import type { PiView } from "../feed/contract";
import type { Key } from "../texts/text";
import type { PiCard } from "./base";

const ADVICE: Record<string, Key> = {
  unreachable: "advice_unreachable",
  key_refused: "advice_key_refused",
  not_loaded: "advice_not_loaded",
  removed: "no_such_pi",
};

/** The way to the integration's own page. */
export const settings = (card: PiCard): TemplateResult =>
  html`<a class="button" href="/config/integrations/integration/piorchestrator">${card.t("settings")}</a>`;

export function offline(card: PiCard, pi: PiView): TemplateResult | typeof nothing {
  const key: Key | undefined = card.hass.connected ? ADVICE[pi.state] : "advice_browser";
  if (!key) return nothing;
  const isOurs = key === "advice_key_refused" || key === "advice_not_loaded";
  return html`<div class="notice error" role="alert">
    <ha-icon icon="mdi:lan-disconnect"></ha-icon>
    <span class="grow">${card.t(key)}</span>
    ${isOurs ? settings(card) : nothing}
  </div>`;
}
