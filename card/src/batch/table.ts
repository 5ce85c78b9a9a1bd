/** The table of boards. */

import { html, nothing, type TemplateResult } from "lit";

import { withCode } from "../shared/actions";
import { button } from "../shared/button";
import { correlation } from "../shared/notice";
import { searchField, table, type Columns } from "../shared/table";
import type { BatchCard } from "./batch-card";
import type { Column, Row } from "./boards";
import { retried } from "./controls";
import { PICTURES, signalIcon } from "./pictures";

const COLUMNS: Columns<Column> = [
  ["name", "col_board", ""],
  ["state", "col_state", ""],
  ["rssi", "col_rssi", "wide"],
  ["firmware", "col_firmware", "wide"],
  ["attempts", "col_attempts", "wide"],
];

export function boards(card: BatchCard): TemplateResult | typeof nothing {
  if (!card.rows.length) return nothing;
  return html`<section aria-label=${card.t("boards")}>
    <div class="bar">
      <h3 class="grow">${card.t("boards")}</h3>
      ${searchField(card, card.listing)}
    </div>
    ${table(card, card.t("boards"), card.listing, COLUMNS, (row) => cells(card, row))}
  </section>`;
}

function cells(card: BatchCard, row: Row): TemplateResult {
  const { board, mac, name } = row;
  const { icon, color } = PICTURES[row.group];
  return html`<td class="two-lines">
      <button class="link" @click=${() => card.open({ opened: mac })}>${name}</button>
      <span class="small faint"
        ><bdi dir="ltr">${mac}</bdi>${board.rssi === null
          ? nothing
          : html` <ha-icon class="narrow" icon=${signalIcon(board.rssi)} title="${board.rssi} dBm"></ha-icon>`}</span
      >
    </td>
    <td class="two-lines">
      <span class="state"><ha-icon icon=${icon} style="color:${color}"></ha-icon><span>${card.word("state", board.state)}</span></span>
      <span class="small faint" title=${reason(card, row)}>${reason(card, row)}</span>
    </td>
    <td class="wide">${signal(board.rssi)}</td>
    <td class="wide">${board.firmware_version ?? "–"}</td>
    <td class="wide">${board.attempts}</td>
    <td class="act">${correlation(card.t, board.error?.correlation_id)}${step(card, row)}</td>`;
}

const signal = (rssi: number | null): TemplateResult | string =>
  rssi === null ? "–" : html`<span class="state"><ha-icon icon=${signalIcon(rssi)}></ha-icon>${rssi} dBm</span>`;

/** Why it failed, was refused, or is held back. */
export function reason(card: BatchCard, { board }: Row): string {
  const { error, hold } = board;
  if (error) return withCode(error.message, error.code);
  if (hold) return card.word("hold", hold);
  return board.attempts > 1 ? card.t("attempt", { n: board.attempts }) : "";
}

/** The button of a board, where there is something to do and somebody who may. */
export function step(card: BatchCard, { mac, board }: Row): TemplateResult | typeof nothing {
  if (!card.mayAct || !board.step) return nothing;
  const [action, icon, key] =
    board.step === "retry"
      ? (["retry_device", "mdi:restart", "retry"] as const)
      : (["provision_device", "mdi:upload-network", "provision"] as const);
  return button(card, action, { mac }, icon, card.t(key), "", false, (answer: Parameters<typeof retried>[1]) =>
    retried(card, answer), `${action} ${mac}`);
}
