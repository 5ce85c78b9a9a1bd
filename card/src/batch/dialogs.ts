/** What the reader confirms, and the details of a board; loaded with the first one. */

import { html, type TemplateResult } from "lit";

import type { Known } from "../feed/feed";
import { define } from "../shared/define";
import { PiDialog } from "../shared/dialog";
import { correlation, refused } from "../shared/notice";
import { enDialogs } from "../texts/en-parts";
import { learn } from "../texts/text";
import type { BatchCard } from "./batch-card";
import type { Row } from "./boards";
import { reason, step } from "./table";

define({ "piorchestrator-dialog": PiDialog });
learn(enDialogs);

/** Says what stops, and what stays. */
export function confirmation(card: BatchCard, { parts }: Known, asked: NonNullable<BatchCard["asked"]>): TemplateResult {
  const isStop = asked.startsWith("stop:");
  const { counts } = card;
  const lines = isStop
    ? [
        counts.working && card.t("stop_working", { n: counts.working }),
        counts.waiting && card.t("stop_waiting", { n: counts.waiting }),
        counts.verified && card.t("stop_verified", { n: counts.verified }),
        card.t("stop_network"),
      ]
    : [card.t("discard_means")];
  const [action, data] = isStop
    ? (["stop_session", {}] as const)
    : (["discard_session", { session_id: asked.slice("discard:".length) }] as const);
  const heading = isStop ? card.t("stop_ask", { network: parts.session?.target_ssid ?? "–" }) : card.t("discard_ask");
  return html`<piorchestrator-dialog .heading=${heading} @closed=${() => (card.asked = undefined)}>
    <ul>
      ${lines.filter(Boolean).map((line) => html`<li>${line}</li>`)}
    </ul>
    <div class="bar end">
      <button autofocus @click=${() => (card.asked = undefined)}>${card.t("cancel")}</button>
      <button
        class="danger"
        @click=${() => {
          card.asked = undefined;
          void card.perform(action, data);
        }}
      >
        ${card.t(isStop ? "stop_now" : "discard_now")}
      </button>
    </div>
  </piorchestrator-dialog>`;
}

/** Everything that is known of one board. */
export function boardDialog(card: BatchCard, row: Row): TemplateResult {
  const { board, mac } = row;
  const facts: [string, unknown][] = [
    ["MAC", html`<bdi dir="ltr"><code>${mac}</code></bdi>`],
    [card.t("col_state"), card.word("state", board.state)],
    [card.t("col_reason"), reason(card, row)],
    [
      card.t("correlation_id"),
      board.error?.correlation_id
        ? html`<code>${board.error.correlation_id}</code>${correlation(card.t, board.error.correlation_id)}`
        : null,
    ],
    [card.t("col_attempts"), board.attempts || null],
    [card.t("col_rssi"), board.rssi === null ? null : `${board.rssi} dBm`],
    [card.t("col_firmware"), board.firmware_version],
    [card.t("col_container"), board.container_id],
  ];
  return html`<piorchestrator-dialog .heading=${row.name} @closed=${() => (card.opened = undefined)}>
    ${refused(card)}
    <dl>
      ${facts.filter(([, value]) => value).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
    </dl>
    <div class="bar end">
      ${step(card, row)}<button autofocus @click=${() => (card.opened = undefined)}>${card.t("close")}</button>
    </div>
  </piorchestrator-dialog>`;
}
