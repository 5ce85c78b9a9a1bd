/** What became of every row of an import, or would: counts, and a long list. */

import { html, type TemplateResult } from "lit";

import { withCode, type BoardAnswer } from "../shared/actions";
import type { PiCard } from "../shared/base";
import { filterButton } from "../shared/button";
import { correlation } from "../shared/notice";
import { drawn } from "../shared/rows";
import { spacer } from "../shared/table";
import type { ColumnsAnswer } from "./columns";

export const RESULTS = ["new", "added", "present", "duplicate", "invalid", "failed"] as const;
export type Result = (typeof RESULTS)[number];

/** One row, as `import_allowlist` tells it. */
export interface ImportedRow extends Omit<BoardAnswer, "mac"> {
  line: number;
  mac: string | null;
  result: Result;
  description?: string;
  container_id?: string;
  /** Why it is no row of an allowlist. */
  reason?: string;
  /** It is there already, with other words. */
  differs?: boolean;
  /** Whether it was asked of the server at all. */
  sent?: boolean;
}

export interface Answer extends Record<Result, number>, ColumnsAnswer {
  dry_run: boolean;
  total: number;
  results: ImportedRow[];
  /** The rows that failed, as a list to import. */
  retry_content: string | null;
  /** The boards to remove so that the allowlist is as before. */
  undo: string[];
}

/** The answer with the names and containers of its rows, which only the preview has. */
export const withWords = (answer: Answer, preview: Answer | undefined): Answer => {
  const rows = new Map(preview?.results.map((row) => [row.line, row]));
  const words = ({ line }: ImportedRow) => {
    const { description, container_id } = rows.get(line) ?? {};
    return { ...(description !== undefined && { description }), ...(container_id !== undefined && { container_id }) };
  };
  return { ...answer, results: answer.results.map((row) => ({ ...words(row), ...row })) };
};

const PICTURES: Record<Result, [string, string]> = {
  new: ["mdi:plus-circle-outline", "var(--busy)"],
  added: ["mdi:check-circle", "var(--ok)"],
  present: ["mdi:equal", "var(--quiet)"],
  duplicate: ["mdi:content-duplicate", "var(--quiet)"],
  invalid: ["mdi:alert-circle", "var(--care)"],
  failed: ["mdi:close-circle", "var(--bad)"],
};

/** Pixels, as in `looks.ts`. */
const ROW = 48;
const HEIGHT = 320;
const HEAD = 40;

/** The rows of one result, or all of them. */
export class ImportedRows {
  private only: Result | undefined;
  private scrolled = 0;

  constructor(
    private readonly card: PiCard,
    private readonly answer: Answer,
  ) {}

  render(): TemplateResult {
    const { card, answer } = this;
    const rows = answer.results.filter(({ result }) => !this.only || result === this.only);
    const { first, end, above, below } = drawn(rows.length, ROW, this.scrolled, HEIGHT, HEAD);
    return html`<div class="bar" role="group" aria-label=${card.t("filter")}>
        ${RESULTS.filter((result) => answer[result]).map((result) => {
          const [icon, color] = PICTURES[result];
          const words = html`<span>${card.t(`al_n_${result}`, { n: answer[result] })}</span>`;
          return filterButton(icon, color, this.only === result, words, () => this.show(result));
        })}
      </div>
      <div class="scroll rows" tabindex="0" role="region" aria-label=${card.t("al_rows")} @scroll=${this.scroll}>
        <table aria-rowcount=${rows.length + 1}>
          <thead>
            <tr>
              <th scope="col" class="line">${card.t("al_line")}</th>
              <th scope="col" class="mac wide">${card.t("al_mac")}</th>
              <th scope="col">${card.t("al_name")}</th>
              <th scope="col" class="wide">${card.t("col_container")}</th>
              <th scope="col">${card.t("al_result")}</th>
            </tr>
          </thead>
          <tbody>
            ${spacer(above)}${rows.slice(first, end).map((row, index) => this.row(row, first + index + 2))}${spacer(below)}
          </tbody>
        </table>
      </div>`;
  }

  private row(row: ImportedRow, index: number): TemplateResult {
    const { card } = this;
    const [icon, color] = PICTURES[row.result];
    const mac = html`<bdi dir="ltr">${row.mac ?? "–"}</bdi>`;
    const words = [card.t(`al_row_${row.result}`), this.why(row)].filter(Boolean).join(": ");
    return html`<tr aria-rowindex=${index}>
      <td class="line">${row.line}</td>
      <td class="mac wide">${mac}</td>
      <td class="two-lines" title=${row.description ?? ""}>
        <span>${row.description ?? "–"}</span>
        <span class="narrow small">${row.container_id ?? ""}</span>
      </td>
      <td class="wide" title=${row.container_id ?? ""}>${row.container_id ?? "–"}</td>
      <td class="two-lines" title=${words}>
        <span class="narrow small">${mac}</span>
        <span class="state"
          ><ha-icon icon=${icon} style="color:${color}"></ha-icon><span>${words}</span>${correlation(
            card.t,
            row.correlation_id,
          )}</span
        >
      </td>
    </tr>`;
  }

  private why({ reason, differs, message, code, result, sent }: ImportedRow): string {
    const { card } = this;
    if (reason) return card.word("al_why", reason);
    if (differs) return card.t("al_why_differs");
    if (result !== "failed") return "";
    const words = withCode(message, code);
    return sent === false ? [card.t("al_why_not_sent"), words].filter(Boolean).join(" ") : words;
  }

  private show(result: Result): void {
    this.only = this.only === result ? undefined : result;
    this.scrolled = 0;
    this.card.requestUpdate();
  }

  private readonly scroll = (event: Event): void => {
    this.scrolled = (event.target as HTMLElement).scrollTop;
    this.card.requestUpdate();
  };
}
