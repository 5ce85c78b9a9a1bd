/** Everything that a page gets: the cards, the dashboard, and their places in Home Assistant's dialogs. */

import { AllowlistCard } from "./allowlist/allowlist-card";
import { BatchCard } from "./batch/batch-card";
import { define } from "./shared/define";
import { PiDialog } from "./shared/dialog";

define({ "piorchestrator-dialog": PiDialog, "piorchestrator-batch-card": BatchCard, "piorchestrator-allowlist-card": AllowlistCard });
