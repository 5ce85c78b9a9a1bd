/** Everything that a page gets: the cards, the dashboard, and their places in Home Assistant's dialogs. */

import { register } from "./registration";
import { define } from "./shared/define";
import { PiDialog } from "./shared/dialog";
import { DashboardStrategy } from "./strategy/strategy";

define({
  "piorchestrator-dialog": PiDialog,
  "ll-strategy-dashboard-piorchestrator": DashboardStrategy,
});
register();
