/** The dialog that asks before a board is taken off the allowlist. */

import { html, type TemplateResult } from "lit";

import type { BoardAnswer } from "../shared/actions";
import { refusalIn } from "../shared/actions";
import { busyIcon } from "../shared/button";
import { refused } from "../shared/notice";
import type { Dialog, Host } from "./dialog";
import type { Row } from "./entries";

export class RemoveDialog implements Dialog {
  constructor(
    private readonly host: Host,
    private readonly row: Row,
  ) {}

  render(): TemplateResult {
    const { card } = this.host;
    const { mac, name, entry } = this.row;
    const isBusy = card.busy.has("remove_from_allowlist");
    return html`<piorchestrator-dialog .heading=${card.t("al_remove_ask", { name })} @closed=${() => this.host.close(this)}>
      ${refused(card)}
      <p><bdi dir="ltr"><code>${mac}</code></bdi></p>
      <p>${card.t(entry.used ? "al_remove_used" : "al_remove_unused")}</p>
      <div class="bar end">
        <button autofocus @click=${() => this.host.close(this)}>${card.t("cancel")}</button>
        <button class="danger" ?disabled=${isBusy} aria-busy=${isBusy} @click=${this.remove}>
          ${busyIcon(isBusy, "mdi:trash-can-outline")}${card.t("al_remove_now")}
        </button>
      </div>
    </piorchestrator-dialog>`;
  }

  private readonly remove = async (): Promise<void> => {
    const { card } = this.host;
    const { mac, name } = this.row;
    const answer = await card.perform<{ results: BoardAnswer[] }>("remove_from_allowlist", { mac }, ({ results }) =>
      results.some(({ removed }) => removed) ? card.t("al_removed", { name }) : undefined,
    );
    const result = answer?.results[0];
    if (!result) return;
    const refusal = refusalIn(result);
    if (refusal) card.refusal = refusal;
    else this.host.close(this);
  };
}
