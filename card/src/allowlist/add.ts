/** The dialog that allows one board: whether its MAC can be one is said while it is typed. */

import { html, type TemplateResult } from "lit";

import type { EntryView } from "../feed/contract";
import type { Known } from "../feed/feed";
import { busyIcon } from "../shared/button";
import { shortName } from "../shared/mac";
import { refused } from "../shared/notice";
import type { Dialog, Host } from "./dialog";
import { readMac, type Mac } from "./read-mac";

/** Characters that the server keeps: `LONGEST_TEXT` of the integration. */
const LONGEST_TEXT = 1024;

export class AddDialog implements Dialog {
  private written = "";
  private description = "";
  private container = "";

  constructor(private readonly host: Host) {}

  render(known: Known): TemplateResult {
    const { card } = this.host;
    const read = readMac(this.written);
    const present = "mac" in read ? known.allowlist.get(read.mac) : undefined;
    const isGood = "mac" in read && !present;
    const isBusy = card.busy.has("add_to_allowlist");
    return html`<piorchestrator-dialog .heading=${card.t("al_add_ask")} @closed=${() => this.host.close(this)}>
      <form @submit=${this.submit}>
        ${refused(card)}
        <label
          >${card.t("al_mac")}
          <input
            name="mac"
            dir="ltr"
            autofocus
            required
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            placeholder="24:6F:28:A1:B2:C3"
            aria-describedby="mac-check"
            aria-invalid=${this.written !== "" && !isGood}
            .value=${this.written}
            @input=${(event: Event) => this.type({ written: value(event) })}
          />
        </label>
        <p id="mac-check" class="small check ${this.written === "" ? "faint" : isGood ? "good" : "wrong"}" role="status">
          ${this.verdict(read, present)}
        </p>
        <label
          >${card.t("al_description")}
          <input
            name="description"
            maxlength=${LONGEST_TEXT}
            .value=${this.description}
            @input=${(event: Event) => this.type({ description: value(event) })}
          />
        </label>
        <label
          >${card.t("col_container")}
          <input
            name="container_id"
            maxlength=${LONGEST_TEXT}
            .value=${this.container}
            @input=${(event: Event) => this.type({ container: value(event) })}
          />
        </label>
        <div class="bar end">
          <button type="button" @click=${() => this.host.close(this)}>${card.t("cancel")}</button>
          <button class="primary" ?disabled=${!isGood || isBusy} aria-busy=${isBusy}>
            ${busyIcon(isBusy, "mdi:plus")}${card.t("al_add_now")}
          </button>
        </div>
      </form>
    </piorchestrator-dialog>`;
  }

  private verdict(read: Mac, present: EntryView | undefined): string {
    const { t } = this.host.card;
    if ("mac" in read)
      return present
        ? t("al_mac_present", { name: present.description ?? shortName(read.mac) })
        : t("al_mac_good", { mac: read.mac });
    switch (read.fault) {
      case "letter":
        return t("al_mac_letter", { letter: read.letter });
      case "few":
      case "many":
        return t(`al_mac_${read.fault}`, { n: read.digits });
      case "empty":
      case "order":
      case "no_board":
        return t(`al_mac_${read.fault}`);
    }
  }

  private type(change: { written?: string; description?: string; container?: string }): void {
    Object.assign(this, change);
    this.host.card.requestUpdate();
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { card } = this.host;
    const read = readMac(this.written);
    if (!("mac" in read)) return;
    const description = this.description.trim();
    const container = this.container.trim();
    const answer = await card.perform(
      "add_to_allowlist",
      { mac: read.mac, ...(description && { description }), ...(container && { container_id: container }) },
      () => card.t("al_added_one", { name: description || shortName(read.mac) }),
    );
    // Whatever was typed stays where it was refused.
    if (answer !== undefined) this.host.close(this);
  };
}

const value = (event: Event): string => (event.target as HTMLInputElement).value;
