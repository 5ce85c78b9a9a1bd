/** Everything that a page gets: the cards, the dashboard, and their places in Home Assistant's dialogs. */

import { AllowlistCard } from "./allowlist/allowlist-card";
import { BatchCard } from "./batch/batch-card";
import { register } from "./registration";
import { define } from "./shared/define";
import { DashboardStrategy } from "./strategy/strategy";

define({
  "piorchestrator-batch-card": BatchCard,
  "piorchestrator-allowlist-card": AllowlistCard,
  "ll-strategy-dashboard-piorchestrator": DashboardStrategy,
});
register();
