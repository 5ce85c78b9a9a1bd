/** The bar of a batch: one segment for each outcome, and the same in words. */

import { css, html, type TemplateResult } from "lit";

import type { Translate } from "../shared/notice";
import { GROUPS, type Counts, type Group } from "./boards";
import { PICTURES } from "./pictures";

/** Strangers are no part of the batch; missing boards are where somebody said which boards it is for. */
export const segmentsOf = (counts: Counts, named: boolean): Group[] =>
  GROUPS.filter((group) => counts[group] > 0 && group !== "stranger" && (named || group !== "missing"));

export function bar(t: Translate, counts: Counts, named: boolean): TemplateResult {
  const segments = segmentsOf(counts, named);
  const words = segments.map((group) => `${t(PICTURES[group].label)}: ${counts[group]}`).join(", ");
  return html`<div class="progress" role="img" aria-label=${words || t("progress")}>
    ${segments.map(
      (group) => html`<span class=${group} style="flex-grow:${counts[group]};--color:${PICTURES[group].color}"></span>`,
    )}
  </div>`;
}

export const progressStyles = css`
  .progress {
    display: flex;
    gap: 2px;
    height: 12px;
    border-radius: 6px;
    overflow: hidden;
    background: var(--soft);
  }
  .progress span {
    flex-basis: 0;
    min-width: 6px;
    background: var(--color);
  }
  .progress .waiting {
    opacity: 0.6;
  }
  .progress .missing {
    opacity: 0.25;
  }
  .progress .working {
    background: repeating-linear-gradient(
      -45deg,
      var(--color) 0 6px,
      color-mix(in srgb, var(--color), transparent 35%) 6px 12px
    );
  }
  @media (prefers-reduced-motion: no-preference) {
    .progress span {
      transition: flex-grow 0.3s;
    }
  }
`;
