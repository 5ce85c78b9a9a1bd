/** The table of boards: fixed rows, drawn where they are in sight. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { correlation } from "../shared/notice";
import { drawn } from "../shared/rows";
import type { Key } from "../texts/text";
import type { BatchCard } from "./batch-card";
import type { Column, Row } from "./boards";
import { button, retried } from "./controls";
import { PICTURES, signalIcon } from "./pictures";

/** Pixels, as in `looks.ts`. */
const ROW = 56;
const HEIGHT = 480;
const HEAD = 40;

const COLUMNS: [Column, Key, string][] = [
  ["name", "col_board", ""],
  ["state", "col_state", ""],
  ["rssi", "col_rssi", "wide"],
  ["firmware", "col_firmware", "wide"],
  ["attempts", "col_attempts", "wide"],
];

export function table(card: BatchCard, rows: readonly Row[]): TemplateResult | typeof nothing {
  if (!card.rows.length) return nothing;
  const { first, end, above, below } = drawn(rows.length, ROW, card.scrolled, HEIGHT, HEAD);
  return html`<section aria-label=${card.t("boards")} class="boards">
    <div class="bar">
      <h3 class="grow">${card.t("boards")}</h3>
      <input
        type="search"
        placeholder=${card.t("search")}
        aria-label=${card.t("search")}
        .value=${card.search}
        @input=${(event: Event) => (card.search = (event.target as HTMLInputElement).value)}
      />
    </div>
    <div
      class="scroll"
      tabindex="0"
      role="region"
      aria-label=${card.t("boards")}
      @scroll=${(event: Event) => (card.scrolled = (event.target as HTMLElement).scrollTop)}
      @pointerenter=${card.hold}
      @pointerleave=${card.hold}
      @focusin=${card.hold}
      @focusout=${card.hold}
    >
      <table aria-rowcount=${rows.length + 1}>
        <thead>
          <tr>
            ${COLUMNS.map((column) => head(card, ...column))}
            <th class="act"><span class="visually-hidden">${card.t("controls")}</span></th>
          </tr>
        </thead>
        <tbody>
          ${spacer(above)}${repeat(
            rows.slice(first, end),
            ({ mac }) => mac,
            (row, index) => line(card, row, first + index + 2),
          )}${spacer(below)}
        </tbody>
      </table>
      ${rows.length ? nothing : html`<p class="empty faint">${card.t("nothing_found")}</p>`}
    </div>
  </section>`;
}

const spacer = (height: number): TemplateResult | typeof nothing =>
  height ? html`<tr class="spacer" aria-hidden="true" style="height:${height}px"></tr>` : nothing;

function head(card: BatchCard, column: Column, label: Key, look: string): TemplateResult {
  const { sorting } = card;
  const isSorted = sorting.column === column;
  const icon = `mdi:arrow-${sorting.descending ? "down" : "up"}`;
  return html`<th
    class="col-${column} ${look}"
    scope="col"
    aria-sort=${isSorted ? (sorting.descending ? "descending" : "ascending") : "none"}
  >
    <button @click=${() => card.sort(column)}>
      <span>${card.t(label)}</span>${isSorted ? html`<ha-icon icon=${icon}></ha-icon>` : nothing}
    </button>
  </th>`;
}

function line(card: BatchCard, row: Row, index: number): TemplateResult {
  const { board, mac, name } = row;
  const { icon, color } = PICTURES[row.group];
  return html`<tr aria-rowindex=${index} class=${row.group}>
    <td class="two-lines">
      <button class="link" @click=${() => (card.opened = mac)}>${name}</button>
      <span class="small faint"
        ><bdi dir="ltr">${mac}</bdi>${board.rssi === null
          ? nothing
          : html` <ha-icon class="narrow" icon=${signalIcon(board.rssi)} title="${board.rssi} dBm"></ha-icon>`}</span
      >
    </td>
    <td class="two-lines">
      <span class="state"><ha-icon icon=${icon} style="color:${color}"></ha-icon>${card.word("state", board.state)}</span>
      <span class="small faint" title=${reason(card, row)}>${reason(card, row)}</span>
    </td>
    <td class="wide">${signal(board.rssi)}</td>
    <td class="wide">${board.firmware_version ?? "–"}</td>
    <td class="wide">${board.attempts}</td>
    <td class="act">${correlation(card.t, board.error?.correlation_id)}${step(card, row)}</td>
  </tr>`;
}

const signal = (rssi: number | null): TemplateResult | string =>
  rssi === null ? "–" : html`<span class="state"><ha-icon icon=${signalIcon(rssi)}></ha-icon>${rssi} dBm</span>`;

/** Why it failed, was refused, or is held back. */
export function reason(card: BatchCard, { board }: Row): string {
  const { error, hold } = board;
  if (error) {
    const { code, message } = error;
    return code && !message?.includes(code) ? `${message ?? ""} (${code})`.trim() : (message ?? "");
  }
  if (hold) return card.word("hold", hold);
  return board.attempts > 1 ? card.t("attempt", { n: board.attempts }) : "";
}

/** The button of a board, where there is something to do and somebody who may. */
export function step(card: BatchCard, { mac, board }: Row): TemplateResult | typeof nothing {
  if (!card.isAdmin || !board.step || card.known?.parts.pi.state !== "ok") return nothing;
  const [action, icon, key] =
    board.step === "retry"
      ? (["retry_device", "mdi:restart", "retry"] as const)
      : (["provision_device", "mdi:upload-network", "provision"] as const);
  return button(card, action, { mac }, icon, card.t(key), "", false, (answer: Parameters<typeof retried>[1]) =>
    retried(card, answer), `${action} ${mac}`);
}
