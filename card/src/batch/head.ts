/** The head of the batch card: what runs, whether it can be believed, and what a person should know first. */

import { html, nothing, type TemplateResult } from "lit";

import type { OfferView, PiView, SessionView } from "../feed/contract";
import type { Known } from "../feed/feed";
import { asClock, secondsUntil } from "../shared/clock";
import { correlation } from "../shared/notice";
import { offline } from "../shared/offline";
import type { BatchCard } from "./batch-card";
import { saveReport } from "./report";

type Part = TemplateResult | typeof nothing;

export function header(card: BatchCard, { parts }: Known): TemplateResult {
  const { pi, session } = parts;
  return html`<header>
    <ha-icon icon="mdi:cctv"></ha-icon>
    <h2 class="grow">${card.heading || pi.title}</h2>
    ${session ? html`<span class="chip session ${session.state}">${state(card, session)}</span>` : nothing}
    ${parts.unattended?.is_on ? html`<span class="chip"><ha-icon icon="mdi:robot"></ha-icon>${card.t("unattended")}</span>` : nothing}
    ${link(card, pi)}
  </header>`;
}

const state = (card: BatchCard, session: SessionView): string =>
  card.word("session", session.is_interrupted ? "interrupted" : session.state);

/** Whether changes show at once, with the next read, or not at all. */
function link(card: BatchCard, pi: PiView): Part {
  if (pi.state !== "ok" || !card.hass.connected)
    return html`<span class="chip bad"><ha-icon icon="mdi:lan-disconnect"></ha-icon>${card.t("offline")}</span>`;
  const [icon, key] = pi.live ? (["mdi:access-point", "live"] as const) : (["mdi:sync", "polled"] as const);
  return html`<span class="chip" title=${card.t(`${key}_means`)}><ha-icon icon=${icon}></ha-icon>${card.t(key)}</span>`;
}

/** The session's network and times. */
export function facts(card: BatchCard, { parts, ahead }: Known): Part {
  const { session, counters, network, unattended } = parts;
  if (!session || !counters) return nothing;
  const left = session.is_open && !session.is_interrupted ? secondsUntil(session.expires_at, ahead) : 0;
  const again = session.is_open ? secondsUntil(unattended?.again_at, ahead) : 0;
  return html`<div class="facts">
    <span class="figure grow"
      ><b>${counters.verified}</b> ${card.t("of_verified", { n: counters.total - counters.strangers })}</span
    >
    ${fact("mdi:wifi", card.t("target"), session.target_ssid)}
    ${fact("mdi:timer-outline", card.t("left"), left ? asClock(left) : null)}
    ${session.is_open && network?.is_active
      ? fact("mdi:wifi-marker", card.t("onboarding"), String(network.connected_devices ?? "–"))
      : nothing}
    ${fact("mdi:robot", card.t("next_try"), again ? asClock(again) : null)}
  </div>`;
}

const fact = (icon: string, label: string, value: string | null): Part =>
  value
    ? html`<span class="fact" title=${label}
        ><ha-icon icon=${icon}></ha-icon><span><span class="small faint">${label}</span><span>${value}</span></span></span
      >`
    : nothing;

export function notices(card: BatchCard, { parts }: Known): TemplateResult {
  const { session, offers = [], unattended, expectation, report, fault } = parts;
  const isOver = session && !session.is_open && report?.session_id === session.id;
  return html`
    ${offline(card, parts.pi)} ${offers.map((offer) => interrupted(card, offer, parts.legal?.resume ?? false))}
    ${unattended?.pause
      ? html`<div class="notice warning">
          <ha-icon icon="mdi:robot-off"></ha-icon><span class="grow">${card.t("unattended_paused")}</span>
        </div>`
      : nothing}
    ${session?.is_open && expectation?.is_complete
      ? html`<div class="notice ok" role="status">
          <ha-icon icon="mdi:check-all"></ha-icon><span class="grow">${card.t("complete", { n: expectation.expected })}</span>
        </div>`
      : nothing}
    ${isOver
      ? html`<div class="notice ${report.failed ? "warning" : "ok"}">
          <ha-icon icon="mdi:flag-checkered"></ha-icon>
          <span class="grow">${card.t("batch_over", { verified: report.verified, failed: report.failed })}</span>
          <button @click=${() => saveReport(card, report.session_id)}>
            <ha-icon icon="mdi:download"></ha-icon>${card.t("save_report")}
          </button>
        </div>`
      : nothing}
    ${session?.is_open && fault
      ? html`<div class="notice small">
          <ha-icon icon="mdi:message-alert-outline"></ha-icon>
          <span class="grow">${card.t("last_fault", { message: fault.message ?? "", code: fault.code ?? "–" })}</span>
          ${correlation(card.t, fault.correlation_id)}
        </div>`
      : nothing}
  `;
}

function interrupted(card: BatchCard, offer: OfferView, legal: boolean): TemplateResult {
  const style = { dateStyle: "medium", timeStyle: "short" } as const;
  const begun = offer.created_at ? new Date(offer.created_at).toLocaleString(card.hass.language, style) : "–";
  return html`<div class="notice warning">
    <ha-icon icon="mdi:restore-alert"></ha-icon>
    <span class="grow"
      ><b>${card.t("interrupted", { network: offer.target_ssid ?? "–", begun })}</b><br />${card.t("interrupted_stands", {
        verified: offer.verified_count ?? 0,
        n: offer.device_count ?? 0,
        failed: offer.failed_count ?? 0,
      })}</span
    >
    ${card.mayAct
      ? html`<button
            class="primary"
            ?disabled=${!legal || card.busy.size > 0}
            @click=${() => card.perform("resume_session", { session_id: offer.id })}
          >
            <ha-icon icon="mdi:play"></ha-icon>${card.t("resume")}</button
          ><button ?disabled=${card.busy.size > 0} @click=${() => card.open({ asked: `discard:${offer.id}` })}>
            ${card.t("discard")}
          </button>`
      : nothing}
  </div>`;
}
