/** The dialog that saves the allowlist as a file. */

import { html, type TemplateResult } from "lit";

import { busyIcon } from "../shared/button";
import { download } from "../shared/copy";
import { refused } from "../shared/notice";
import type { Dialog, Host } from "./dialog";

const FORMATS = [
  ["csv", "mdi:file-delimited-outline", "text/csv"],
  ["json", "mdi:code-json", "application/json"],
] as const;

export class ExportDialog implements Dialog {
  constructor(private readonly host: Host) {}

  render(): TemplateResult {
    const { card } = this.host;
    return html`<piorchestrator-dialog .heading=${card.t("al_export_ask")} @closed=${() => this.host.close(this)}>
      ${refused(card)}
      <p>${card.t("al_export_means")}</p>
      <div class="bar end">
        <button @click=${() => this.host.close(this)}>${card.t("cancel")}</button>
        ${FORMATS.map(
          ([format, icon, type]) => html`<button ?disabled=${card.busy.size > 0} @click=${() => this.save(format, type)}>
            ${busyIcon(card.busy.has(format), icon)}${card.t(`al_as_${format}`)}
          </button>`,
        )}
      </div>
    </piorchestrator-dialog>`;
  }

  private async save(format: "csv" | "json", type: string): Promise<void> {
    const { card } = this.host;
    const answer = await card.perform<{ content: string; total: number }>(
      "export_allowlist",
      { format },
      ({ total }) => card.t("al_exported", { n: total }),
      format,
    );
    if (!answer) return;
    download(`allowlist.${format}`, answer.content, type);
    this.host.close(this);
  }
}
