/** Boards beside the batch: found and not allowed, and expected and not found. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import type { Known } from "../feed/feed";
import { button } from "../shared/button";
import type { BatchCard } from "./batch-card";
import type { Group, Row } from "./boards";

type Part = TemplateResult | typeof nothing;

/** More would make a page of what is an aside. */
const MOST_SHOWN = 50;

export function strangers(card: BatchCard): Part {
  return list(card, "stranger", card.t("strangers", { n: card.counts.stranger }), card.t("strangers_mean"), true, (row) =>
    card.mayAct
      ? button(
          card,
          "add_to_allowlist",
          { mac: row.mac },
          "mdi:check",
          card.t("allow"),
          "",
          false,
          () => card.t("allowed", { mac: row.mac }),
          `add_to_allowlist ${row.mac}`,
        )
      : nothing,
  );
}

/** Only during a session; between sessions the whole allowlist would be missing. */
export function missing(card: BatchCard, { parts }: Known): Part {
  if (!parts.session?.is_open) return nothing;
  const isNamed = parts.expectation?.named ?? false;
  const heading = card.t(isNamed ? "missing_named" : "missing_listed", { n: card.counts.missing });
  return list(card, "missing", heading, card.t("missing_mean"), isNamed, () => nothing);
}

function list(
  card: BatchCard,
  group: Group,
  heading: string,
  meaning: string,
  open: boolean,
  act: (row: Row) => Part,
): Part {
  const rows = card.rows.filter((row) => row.group === group);
  if (!rows.length) return nothing;
  const rest = rows.length - MOST_SHOWN;
  return html`<details class=${group} ?open=${open}>
    <summary>${heading}</summary>
    <p class="small faint">${meaning}</p>
    <ul>
      ${repeat(
        rows.slice(0, MOST_SHOWN),
        ({ mac }) => mac,
        (row) => html`<li>
          <span class="two-lines grow"
            ><span>${row.name}</span
            ><span class="small faint"
              ><bdi dir="ltr">${row.mac}</bdi>${row.board.rssi === null ? nothing : html` · ${row.board.rssi} dBm`}</span
            ></span
          >${act(row)}
        </li>`,
      )}
    </ul>
    ${rest > 0 ? html`<p class="small faint">${card.t("and_more", { n: rest })}</p>` : nothing}
  </details>`;
}
