/** The notice of something that was refused, with what a call to the server's owners needs. */

import { html, nothing, type TemplateResult } from "lit";

import type { Key } from "../texts/text";
import type { Refusal } from "./actions";
import { copy } from "./copy";

type Translate = (key: Key, values?: Record<string, string | number>) => string;

/** `left`: seconds until another try makes sense. */
export function refused(t: Translate, refusal: Refusal, left: number, close: () => void): TemplateResult {
  return html`<div class="notice error" role="alert">
    <ha-icon icon="mdi:alert-circle-outline"></ha-icon>
    <span class="grow"
      >${refusal.message}
      ${left > 0 ? html`<span class="small faint">${t("retry_in", { n: left })}</span>` : nothing}</span
    >
    ${correlation(t, refusal.correlationId)}
    <button class="plain icon" aria-label=${t("close")} @click=${close}><ha-icon icon="mdi:close"></ha-icon></button>
  </div>`;
}

/** A button that copies a correlation id. */
export function correlation(t: Translate, id: string | null | undefined): TemplateResult | typeof nothing {
  if (!id) return nothing;
  return html`<button
    class="plain small"
    title=${t("copy_id", { id })}
    @click=${async (event: Event) => {
      const button = event.currentTarget as HTMLElement;
      if (await copy(id)) button.setAttribute("aria-label", t("copied"));
    }}
  >
    <ha-icon icon="mdi:content-copy"></ha-icon><code>${id}</code>
  </button>`;
}
