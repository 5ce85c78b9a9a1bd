/** Parts of a card that are loaded when they are first wanted. */

import type { PiCard } from "./base";

/** What `load` loads; undefined where that failed, and the card says so. */
export async function part<Module>(card: PiCard, load: () => Promise<Module>): Promise<Module | undefined> {
  try {
    return await load();
  } catch {
    card.refusal = { message: card.t("no_part") };
    return undefined;
  }
}
