/** What every dialog of the allowlist card is to its panel, and the panel to it. */

import type { TemplateResult } from "lit";

import type { Known } from "../feed/feed";
import type { PiCard } from "../shared/base";
import type { Row } from "./entries";

export interface Dialog {
  render(known: Known): TemplateResult;
}

/** What a dialog may use of the card around it. */
export interface Host {
  readonly card: PiCard;
  /** The rows that are listed now, as searched, filtered and sorted. */
  readonly listed: readonly Row[];
  /** Takes this dialog away, if it is still the one that is open: an answer may come late. */
  close(dialog: Dialog): void;
}
