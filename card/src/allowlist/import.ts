/** The dialog that imports a list: chosen or pasted, then shown row by row, and only then done. */

import { html, nothing, type TemplateResult } from "lit";

import { busyIcon } from "../shared/button";
import { download } from "../shared/copy";
import { refused } from "../shared/notice";
import { ColumnMapping } from "./columns";
import type { Dialog, Host } from "./dialog";
import { textOf } from "./file";
import { ImportedRows, withWords, type Answer } from "./import-rows";
import { Undo } from "./undo";

/**
 * Characters of one message. Home Assistant closes a connection that says more than 4 MiB at once, and a character of a
 * text may take six bytes in JSON; a list of 10,000 boards, the most that the integration takes, has about 500,000.
 */
export const MOST_CHARACTERS = 650_000;

export class ImportDialog implements Dialog {
  private content = "";
  private fileName = "";
  private answer: Answer | undefined;
  private rows: ImportedRows | undefined;
  private undo: Undo | undefined;
  private isTooLong = false;
  private isOver = false;

  private readonly columns: ColumnMapping;

  constructor(private readonly host: Host) {
    this.columns = new ColumnMapping(host.card, () => void this.send(true));
  }

  render(): TemplateResult {
    const { card } = this.host;
    return html`<piorchestrator-dialog class="wide-dialog" .heading=${card.t("al_import_ask")} @closed=${() => this.host.close(this)}>
      ${refused(card)}
      ${this.answer && this.rows ? this.shown(this.answer, this.rows) : this.asked()}
    </piorchestrator-dialog>`;
  }

  /** First: which list. */
  private asked(): TemplateResult {
    const { card } = this.host;
    const isBusy = card.busy.has("check");
    const open = ({ target }: Event) => {
      const input = target as HTMLInputElement;
      void this.read(input.files?.[0]);
      input.value = ""; // the same file may be chosen again, once it was mended
    };
    return html`<p class="small faint">${card.t("al_import_means")}</p>
      <label class="drop ${this.isOver ? "over" : ""}" @dragover=${this.drag} @dragleave=${this.drag} @drop=${this.drop}>
        <ha-icon icon="mdi:file-delimited-outline"></ha-icon>
        <span class="grow">${this.fileName || card.t("al_file")}</span>
        <input type="file" class="visually-hidden" accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json" @change=${open} />
      </label>
      <label
        >${card.t("al_paste")}
        <textarea
          name="content"
          rows="8"
          dir="ltr"
          spellcheck="false"
          autocomplete="off"
          placeholder="mac,description,container_id&#10;24:6F:28:A1:B2:C3,Top shelf,fridge-1"
          .value=${this.content}
          @input=${(event: Event) => this.take((event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      ${this.isTooLong ? html`<p class="small wrong" role="alert">${card.t("al_too_long", { n: MOST_CHARACTERS })}</p>` : nothing}
      <div class="bar end">
        <button @click=${() => this.host.close(this)}>${card.t("cancel")}</button>
        <button
          class="primary"
          ?disabled=${!this.content.trim() || this.isTooLong || isBusy}
          aria-busy=${isBusy}
          @click=${() => this.send(true)}
        >
          ${busyIcon(isBusy, "mdi:file-search-outline")}${card.t("al_check")}
        </button>
      </div>`;
  }

  /** Then: what would become of each row; at last: what did. */
  private shown(answer: Answer, rows: ImportedRows): TemplateResult {
    const isBusy = this.host.card.busy.has("check") || this.host.card.busy.has("import_allowlist");
    return html`<p role="status">${this.undo?.words ?? this.summary(answer)}</p>
      ${answer.dry_run ? this.columns.render(answer, isBusy) : nothing}${this.undo?.isDone ? nothing : rows.render()}
      <div class="bar end">${answer.dry_run ? this.before(answer) : this.after(answer)}</div>`;
  }

  private summary({ dry_run, total, added }: Answer): string {
    const { t } = this.host.card;
    return dry_run ? t("al_checked", { n: total }) : t("al_imported", { n: added, total });
  }

  private before(answer: Answer): TemplateResult {
    const { card } = this.host;
    const isBusy = card.busy.has("import_allowlist");
    const isLate = isBusy || card.busy.has("check"); // other columns than those that are shown may have been chosen
    return html`<button ?disabled=${isLate} @click=${this.back}>${card.t("al_back")}</button>
      <button
        class="primary"
        ?disabled=${!answer.new || isLate || !card.mayAct}
        aria-busy=${isBusy}
        @click=${() => this.send(false)}
      >
        ${busyIcon(isBusy, "mdi:tray-arrow-up")}${card.t(answer.new ? "al_import_n" : "al_import_none", { n: answer.new })}
      </button>`;
  }

  private after({ failed, retry_content }: Answer): TemplateResult {
    const { card } = this.host;
    const again = () => {
      this.take(retry_content ?? "");
      this.back();
      void this.send(true);
    };
    return html`${this.undo?.render() ?? nothing}${retry_content
        ? html`<button @click=${() => download("piorchestrator-failed.csv", `\ufeff${retry_content}`, "text/csv")}>
              <ha-icon icon="mdi:download"></ha-icon>${card.t("al_save_failed")}</button
            ><button @click=${again}><ha-icon icon="mdi:restart"></ha-icon>${card.t("al_try_failed", { n: failed })}</button>`
        : nothing}<button class="primary" @click=${() => this.host.close(this)}>${card.t("close")}</button>`;
  }

  private readonly back = (): void => {
    this.answer = this.rows = this.undo = undefined;
    this.host.card.requestUpdate();
  };

  private take(content: string, fileName = ""): void {
    this.content = content;
    this.fileName = fileName;
    this.columns.forget(); // they were those of another list
    this.isTooLong = content.length > MOST_CHARACTERS;
    this.host.card.requestUpdate();
  }

  private async read(file: File | undefined): Promise<void> {
    if (!file) return;
    // What is far too long is not even read.
    this.take(file.size > 4 * MOST_CHARACTERS ? " ".repeat(MOST_CHARACTERS + 1) : await textOf(file), file.name);
    if (!this.isTooLong) void this.send(true);
  }

  private readonly drag = (event: DragEvent): void => {
    event.preventDefault();
    this.isOver = event.type === "dragover";
    this.host.card.requestUpdate();
  };

  private readonly drop = (event: DragEvent): void => {
    this.drag(event);
    void this.read(event.dataTransfer?.files[0]);
  };

  /** Asks what would become of the list, or does it. */
  private async send(isDry: boolean): Promise<void> {
    const { card } = this.host;
    const { content } = this;
    const { chosen } = this.columns;
    const answer = await card.perform<Answer>(
      "import_allowlist",
      { content, dry_run: isDry, ...(Object.keys(chosen).length && { columns: chosen }) },
      (done) => (isDry ? undefined : this.summary(done)),
      isDry ? "check" : "import_allowlist",
    );
    if (!answer) return isDry ? this.columns.back() : undefined;
    // What is imported is what was shown: another list was chosen or typed meanwhile.
    if (isDry && (content !== this.content || !this.columns.is(chosen))) return this.isTooLong ? undefined : this.send(true);
    this.answer = isDry ? answer : withWords(answer, this.answer);
    this.columns.keep();
    this.rows = new ImportedRows(card, this.answer);
    this.undo = isDry ? undefined : new Undo(card, answer.undo);
    card.requestUpdate();
  }
}
