/** The batch card: one session live, and everything that a person does with it. */

import { html, nothing, type TemplateResult } from "lit";

import type { Known } from "../feed/feed";
import { PiCard } from "../shared/base";
import { figure, filterButton } from "../shared/button";
import { Clock, secondsUntil } from "../shared/clock";
import { Listing } from "../shared/listing";
import { refused } from "../shared/notice";
import { part } from "../shared/part";
import { shared } from "../shared/styles";
import { tableStyles } from "../shared/table-styles";
import { missing, strangers } from "./aside";
import { countsOf, isFound, rowsOf, sorted, type Column, type Counts, type Group, type Row } from "./boards";
import { controls } from "./controls";
import type * as Dialogs from "./dialogs";
import { facts, header, notices } from "./head";
import { batchStyles } from "./looks";
import { PICTURES } from "./pictures";
import { bar, progressStyles } from "./progress";
import { boards } from "./table";

/** Groups of the table; the others have places of their own. */
const LISTED: readonly Group[] = ["verified", "working", "waiting", "failed"];

export class BatchCard extends PiCard {
  static override properties = {
    ...PiCard.properties,
    group: { state: true },
    asked: { state: true },
    opened: { state: true },
    profile: { state: true },
  };

  static override styles = [shared, tableStyles, progressStyles, batchStyles];

  /** The only group that is shown. */
  declare group: Group | undefined;
  /** What the reader has to confirm. */
  declare asked: `stop:${string}` | `discard:${string}` | undefined;
  /** MAC of the board whose details are shown. */
  declare opened: string | undefined;
  /** The Wi-Fi profile that was chosen. */
  declare profile: string | undefined;

  rows: Row[] = [];
  counts!: Counts;
  readonly listing = new Listing<Row, Column>(this, { isFound, sorted }, { column: "found", descending: false });
  private counted: unknown;
  private parts: typeof Dialogs | undefined;

  constructor() {
    super();
    new Clock(this, () => this.runs());
  }

  getGridOptions(): object {
    return { columns: "full", rows: "auto", min_columns: 6 };
  }

  getCardSize(): number {
    return 12;
  }

  /** Shows a dialog. */
  async open(dialog: Partial<Pick<this, "asked" | "opened">>): Promise<void> {
    this.parts ??= await part(this, () => import("./dialogs"));
    if (this.parts) Object.assign(this, dialog);
  }

  protected override content(known: Known): TemplateResult {
    this.count(known);
    const { session, expectation } = known.parts;
    return html`
      ${header(this, known)} ${notices(this, known)}
      ${refused(this)}
      ${session || this.rows.length
        ? html`<section class="progress-part" aria-label=${this.t("progress")}>
            ${facts(this, known)} ${bar(this.t, this.counts, expectation?.named ?? false)} ${this.legend()}
          </section>`
        : nothing}
      ${controls(this, known)} ${boards(this)} ${strangers(this)} ${missing(this, known)} ${this.dialogs(known)}
    `;
  }

  private count(known: Known): void {
    if (this.counted !== known.boards) {
      this.counted = known.boards;
      this.rows = rowsOf(known.boards);
      this.counts = countsOf(this.rows);
    }
    const listed = this.rows.filter((row) => LISTED.includes(row.group));
    this.listing.take(listed, ({ group }) => !this.group || group === this.group);
  }

  private legend(): TemplateResult {
    return html`<div class="bar filters" role="group" aria-label=${this.t("filter")}>
      ${LISTED.map((group) => {
        const { icon, color, label } = PICTURES[group];
        const isPressed = this.group === group;
        return filterButton(icon, color, isPressed, figure(this, this.counts[group], this.t(label)), () => {
          this.group = isPressed ? undefined : group;
          this.listing.set();
        });
      })}
    </div>`;
  }

  private dialogs(known: Known): TemplateResult | typeof nothing {
    if (!this.parts) return nothing;
    const { session, legal, offers = [] } = known.parts;
    // Of another session, or of one that is over, nobody asked.
    const asked = [...(session && legal?.stop ? [`stop:${session.id}`] : []), ...offers.map(({ id }) => `discard:${id}`)];
    if (this.asked && !asked.includes(this.asked)) this.asked = undefined;
    if (this.asked) return this.parts.confirmation(this, known, this.asked);
    const row = this.rows.find(({ mac }) => mac === this.opened);
    if (!row) this.opened = undefined; // it must not open by itself when the board comes back
    return row ? this.parts.boardDialog(this, row) : nothing;
  }

  /** Whether a time on the card runs. */
  private runs(): boolean {
    const { parts, ahead } = this.known ?? {};
    const moments = [parts?.session?.is_open ? parts.session.expires_at : null, parts?.unattended?.again_at];
    return secondsUntil(this.refusal?.retryAt) > 0 || moments.some((moment) => secondsUntil(moment, ahead) > 0);
  }
}
