/** Configurations of Home Assistant's own cards. */

export interface Card {
  type: string;
  [option: string]: unknown;
}

export interface Section {
  type: "grid";
  cards: Card[];
  column_span?: number;
}

/** The name without that of its device: it stands above already. */
export const OWN_NAME = { type: "entity" } as const;

export const tile = (entity: string, more: Record<string, unknown> = {}): Card => ({
  type: "tile",
  entity,
  name: OWN_NAME,
  grid_options: { columns: 6 },
  ...more,
});

export const heading = (words: string, more: Record<string, unknown> = {}): Card => ({
  type: "heading",
  heading: words,
  ...more,
});
