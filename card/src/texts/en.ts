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
};
