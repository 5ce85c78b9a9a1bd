/** The report of a batch as a file. */

import { download } from "../shared/copy";
import type { BatchCard } from "./batch-card";

export const saveReport = (card: BatchCard, sessionId: string): Promise<unknown> =>
  card.perform<{ content: string }>("get_report", { session_id: sessionId, format: "csv" }, ({ content }) => {
    // Without the mark of UTF-8, Excel reads the file in the encoding of old Windows.
    download(`piorchestrator-${sessionId.slice(0, 8)}.csv`, `\ufeff${content}`, "text/csv");
    return undefined;
  });
