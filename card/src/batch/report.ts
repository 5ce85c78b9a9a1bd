/** The report of a batch as a file. */

import { download } from "../shared/copy";
import type { BatchCard } from "./batch-card";

export const saveReport = (card: BatchCard, sessionId: string): Promise<unknown> =>
  card.perform<{ content: string }>("get_report", { session_id: sessionId, format: "csv" }, ({ content }) => {
    download(`piorchestrator-${sessionId.slice(0, 8)}.csv`, content, "text/csv");
    return undefined;
  });
