/** English: the words that every other language has too. `{name}` is replaced; `one|many` follows `{n}`. */
export const en = {
  // All cards
  loading: "Waiting for the Pi …",
  no_pi: "There is no PiOrchestrator yet. Add the integration under Settings, Devices & services.",
  no_such_pi: "The PiOrchestrator of this card is gone. Choose another one in the card's settings.",
  no_integration: "The integration PiOrchestrator is not running.",
  close: "Close",
  cancel: "Cancel",
  retry_in: "Try again in {n} s.",
  copy_id: "Copy correlation id {id}",
  copied: "Copied",
  card_entry: "PiOrchestrator",
  card_title: "Title",

  // Batch

  // Allowlist

  // Dashboard
  dashboard_name: "PiOrchestrator",
  dashboard_description: "Batches, allowlist and health of every Pi; it follows as Pis come and go.",
  dashboard_batch_name: "PiOrchestrator batch",
  dashboard_batch_description: "The batch of boards, live: start it, provision, retry, stop.",
  dashboard_allowlist_name: "PiOrchestrator allowlist",
  dashboard_allowlist_description: "The boards that may be provisioned: add, remove, import, export, print labels.",
  dashboard_overview: "Overview",
  dashboard_none:
    "There is no PiOrchestrator yet. [Open Devices & services](/config/integrations) and add the integration **PiOrchestrator**.",
  dashboard_health: "Health",
  dashboard_graphs: "Last {n} hours",
  dashboard_activity: "Activity",
};
