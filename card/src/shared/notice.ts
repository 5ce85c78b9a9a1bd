/** The notice of something that was refused, with what a call to the server's owners needs. */

import { html, nothing, type TemplateResult } from "lit";

import type { Key } from "../texts/text";
import type { Refusal } from "./actions";
import { secondsUntil } from "./clock";
import { copy } from "./copy";

interface Refusable {
  readonly t: Translate;
  refusal: Refusal | undefined;
}

export type Translate = (key: Key, values?: Record<string, string | number>) => string;

/** Nothing where nothing was refused; `close` is what the button does, else it takes the notice away. */
export function refused(card: Refusable, close = () => void (card.refusal = undefined)): TemplateResult | typeof nothing {
  const { t, refusal } = card;
  if (!refusal) return nothing;
  const left = secondsUntil(refusal.retryAt);
  return html`<div class="notice error" role="alert">
    <ha-icon icon="mdi:alert-circle-outline"></ha-icon>
    <span class="grow">${refusal.message}</span>
    ${left ? html`<span class="chip" role="timer">${t("retry_in", { n: left })}</span>` : nothing}
    ${correlation(t, refusal.correlationId)}
    <button class="plain icon" aria-label=${t("close")} @click=${close}><ha-icon icon="mdi:close"></ha-icon></button>
  </div>`;
}

/** A button that copies a correlation id. */
export function correlation(t: Translate, id: string | null | undefined): TemplateResult | typeof nothing {
  if (!id) return nothing;
  const onClick = async (event: Event) => {
    const button = event.currentTarget as HTMLElement;
    const icon = button.querySelector("ha-icon");
    icon?.setAttribute("icon", (await copy(id, button)) ? "mdi:check" : "mdi:close");
    setTimeout(() => icon?.setAttribute("icon", "mdi:content-copy"), 2000);
  };
  return html`<button class="plain icon copy" title=${t("copy_id", { id })} aria-label=${t("copy_id", { id })} @click=${onClick}>
    <ha-icon icon="mdi:content-copy"></ha-icon>
  </button>`;
}
