/** The batch card: one session live, and everything that a person does with it. */

import { html, nothing, type TemplateResult } from "lit";

import type { Known } from "../feed/feed";
import { PiCard } from "../shared/base";
import { Clock, secondsUntil } from "../shared/clock";
import type { CardConfig } from "../shared/home-assistant";
import { refused } from "../shared/notice";
import { shared } from "../shared/styles";
import { missing, strangers } from "./aside";
import { arranged, countsOf, isFound, rowsOf, sorted, type Column, type Counts, type Group, type Row, type Sorting } from "./boards";
import { controls } from "./controls";
import { boardDialog, confirmation } from "./dialogs";
import { facts, header, notices } from "./head";
import { batchStyles } from "./looks";
import { PICTURES } from "./pictures";
import { bar, progressStyles } from "./progress";
import { table } from "./table";

/** Groups of the table; the others have places of their own. */
const LISTED: readonly Group[] = ["verified", "working", "waiting", "failed"];

/** Long enough to read a sentence twice. */
const SAID_MILLISECONDS = 8000;

export class BatchCard extends PiCard<CardConfig> {
  static override properties = {
    ...PiCard.properties,
    search: { state: true },
    group: { state: true },
    sorting: { state: true },
    scrolled: { state: true },
    asked: { state: true },
    opened: { state: true },
    said: { state: true },
    profile: { state: true },
  };

  static override styles = [shared, progressStyles, batchStyles];

  declare search: string;
  /** The only group that is shown. */
  declare group: Group | undefined;
  declare sorting: Sorting;
  /** Pixels that the table is scrolled down. */
  declare scrolled: number;
  /** What the reader has to confirm. */
  declare asked: "stop_session" | `discard:${string}` | undefined;
  /** MAC of the board whose details are shown. */
  declare opened: string | undefined;
  /** What the last action did. */
  declare said: string | undefined;
  /** The Wi-Fi profile that was chosen. */
  declare profile: string | undefined;

  rows: Row[] = [];
  counts!: Counts;
  private shown: Row[] = [];
  private counted: unknown;
  private isHeld = false;
  private saying: number | undefined;

  /** The heading that the user chose. */
  get heading(): string {
    return this.config.title ?? "";
  }

  constructor() {
    super();
    this.search = "";
    this.sorting = { column: "found", descending: false };
    this.scrolled = 0;
    new Clock(this, () => this.runs());
  }

  getGridOptions(): object {
    return { columns: "full", rows: "auto", min_columns: 6 };
  }

  getCardSize(): number {
    return 12;
  }

  /** Does something, and tells in a few words what came of it. */
  async perform<Answer>(
    action: string,
    data: Record<string, unknown>,
    tell: (answer: Answer) => string | undefined = () => undefined,
    name = action,
  ): Promise<void> {
    this.say(undefined);
    this.asked = undefined;
    const answer = await this.act<Answer>(action, data, name);
    if (answer !== undefined) this.say(tell(answer));
  }

  private say(words: string | undefined): void {
    window.clearTimeout(this.saying);
    this.said = words;
    if (words) this.saying = window.setTimeout(() => (this.said = undefined), SAID_MILLISECONDS);
  }

  sort(column: Column): void {
    const descending = this.sorting.column === column && !this.sorting.descending;
    this.sorting = { column, descending };
    this.isHeld = false;
  }

  /** Keep the rows where they are while somebody points at them. */
  readonly hold = (event: Event): void => {
    const held = event.type === "pointerenter" || event.type === "focusin";
    if (this.isHeld && !held) this.requestUpdate();
    this.isHeld = held;
  };

  protected override content(known: Known): TemplateResult {
    this.count(known);
    const { session, expectation } = known.parts;
    return html`
      ${header(this, known)} ${notices(this, known)}
      ${this.refusal ? refused(this.t, this.refusal, () => (this.refusal = undefined)) : nothing}
      ${session || this.rows.length
        ? html`<section class="progress-part" aria-label=${this.t("progress")}>
            ${facts(this, known)} ${bar(this.t, this.counts, expectation?.named ?? false)} ${this.legend()}
          </section>`
        : nothing}
      ${controls(this, known)} ${table(this, this.shown)} ${strangers(this)} ${missing(this, known)} ${this.dialogs(known)}
    `;
  }

  private count(known: Known): void {
    if (this.counted !== known.boards) {
      this.counted = known.boards;
      this.rows = rowsOf(known.boards);
      this.counts = countsOf(this.rows);
    }
    const listed = this.rows.filter((row) => LISTED.includes(row.group));
    const wanted = listed.filter((row) => (!this.group || row.group === this.group) && isFound(row, this.search));
    const before = this.shown.map((row) => row.mac);
    this.shown = arranged(sorted(wanted, this.sorting), listed, before, this.isHeld);
  }

  private legend(): TemplateResult {
    return html`<div class="bar filters" role="group" aria-label=${this.t("filter")}>
      ${LISTED.map((group) => {
        const { icon, color, label } = PICTURES[group];
        return html`<button
          class="filter ${group}"
          aria-pressed=${this.group === group}
          @click=${() => {
            this.isHeld = false;
            this.group = this.group === group ? undefined : group;
          }}
        >
          <ha-icon icon=${icon} style="color:${color}"></ha-icon>
          <b>${this.counts[group].toLocaleString(this.hass.language)}</b><span>${this.t(label)}</span>
        </button>`;
      })}
    </div>`;
  }

  private dialogs(known: Known): TemplateResult | typeof nothing {
    if (this.asked) return confirmation(this, known, this.asked);
    const row = this.rows.find(({ mac }) => mac === this.opened);
    return row ? boardDialog(this, row) : nothing;
  }

  /** Whether a time on the card runs. */
  private runs(): boolean {
    const parts = this.known?.parts;
    const moments = [parts?.session?.is_open ? parts.session.expires_at : null, parts?.unattended?.again_at, this.refusal?.retryAt];
    return moments.some((moment) => secondsUntil(moment) > 0);
  }
}
