/** What can be done with the batch as a whole, with how many boards, and why not with the others. */

import { html, nothing, type TemplateResult } from "lit";

import type { ProfileView } from "../feed/contract";
import type { Known } from "../feed/feed";
import { refusalIn, type BoardAnswer } from "../shared/actions";
import { button } from "../shared/button";
import { settings } from "../shared/offline";
import type { Key } from "../texts/text";
import type { BatchCard } from "./batch-card";

type Part = TemplateResult | typeof nothing;

interface Begun {
  initiated_count: number | null;
  skipped_count: number | null;
}

interface Retried {
  results: BoardAnswer[];
}

export function controls(card: BatchCard, { parts }: Known): Part {
  const { session, legal } = parts;
  if (!legal) return nothing;
  if (!card.isAdmin) return html`<p class="faint small">${card.t("only_admins")}</p>`;
  if (!card.mayAct) return nothing;
  if (!session?.is_open) return start(card, parts.pi.profiles);
  if (session.is_interrupted) return nothing;
  return html`<section aria-label=${card.t("controls")}>
    <div class="bar controls">${work(card, legal.work)} <span class="grow"></span>${stop(card, session.id, legal.stop)}</div>
    ${answer(card, why(card, parts))}
  </section>`;
}

/** What the last action did, for a moment; else what there is to know. Always there, so that nothing below it moves. */
const answer = (card: BatchCard, otherwise: string): TemplateResult =>
  html`<p class="small answer"><span role="status">${card.said}</span>${card.said ? nothing : html`<span class="faint">${otherwise}</span>`}</p>`;

function start(card: BatchCard, profiles: readonly ProfileView[]): TemplateResult {
  const [first] = profiles;
  if (!first)
    return html`<div class="notice">
      <span class="grow">${card.t("no_profile")}</span>
      ${settings(card)}
    </div>`;
  const chosen = profiles.find(({ id }) => id === card.profile) ?? first;
  const unused = card.known?.parts.allowlist?.unused;
  return html`<section aria-label=${card.t("controls")}>
    <div class="bar controls">
    <label class="bar grow"
      ><span>${card.t("profile")}</span>
      <select class="grow" @change=${(event: Event) => (card.profile = (event.target as HTMLSelectElement).value)}>
        ${profiles.map(({ id, title }) => html`<option value=${id} ?selected=${id === chosen.id}>${title}</option>`)}
      </select></label
    >${button(card, "start_session", { network: chosen.id }, "mdi:play", card.t("start"), "primary")}
    </div>
    ${answer(card, unused === null || unused === undefined ? "" : card.t("unused", { n: unused }))}
  </section>`;
}

function work(card: BatchCard, legal: boolean): Part {
  const ready = card.rows.filter(({ board }) => board.step === "provision").length;
  const failed = card.rows.filter(({ board }) => board.step === "retry").length;
  return html`${button(
    card,
    "provision_all",
    {},
    "mdi:upload-network",
    ready ? card.t("provision_n", { n: ready }) : card.t("provision_all"),
    "primary",
    !legal || !ready,
    ({ initiated_count, skipped_count }: Begun) =>
      card.t("begun", { n: initiated_count ?? 0, skipped: skipped_count ?? 0 }),
  )}${failed
    ? button(card, "retry_device", {}, "mdi:restart", card.t("retry_n", { n: failed }), "", !legal, (answer: Retried) =>
        retried(card, answer),
      )
    : nothing}`;
}

/** Tell how many were begun anew; of a refusal, the first reason. */
export function retried(card: BatchCard, { results }: Retried): string {
  const refused = results.filter(({ accepted }) => !accepted);
  const first = refused[0] && refusalIn(refused[0]);
  if (first) card.refusal = { ...first, message: card.t("retry_refused", { n: refused.length, message: first.message }) };
  return card.t("retried", { n: results.length - refused.length });
}

function stop(card: BatchCard, id: string, legal: boolean): TemplateResult {
  return html`<button class="danger" ?disabled=${!legal || card.busy.size > 0} @click=${() => card.open({ asked: `stop:${id}` })}>
    <ha-icon icon="mdi:stop"></ha-icon>${card.t("stop")}
  </button>`;
}

/** Why the other boards are left out, or why nothing can be done. */
function why(card: BatchCard, { session, legal }: Known["parts"]): string {
  if (session?.state === "closing" || session?.state === "paused") return card.t(`why_${session.state}`);
  if (!card.rows.length) return card.t("why_empty");
  if (!legal?.work) return card.t("why_not_now");
  const { counts } = card;
  const reasons: [number, Key][] = [
    [counts.stranger, "out_stranger"],
    [counts.failed, "out_failed"],
    [counts.working, "out_working"],
    [counts.verified, "out_verified"],
    [counts.missing, "out_missing"],
  ];
  const words = reasons.filter(([n]) => n > 0).map(([n, key]) => card.t(key, { n }));
  return words.length ? card.t("left_out", { reasons: words.join(", ") }) : "";
}
