/** The looks of the allowlist card alone. */

import { css } from "lit";

export const allowlistStyles = css`
  .col-name {
    width: 36%;
  }
  .name {
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .act {
    width: 56px;
  }
  .dialog {
    display: contents;
  }
  .answer:empty {
    display: none;
  }
  .wide-dialog {
    --dialog-width: 760px;
  }
  form,
  .dialog label {
    display: flex;
    flex-direction: column;
    gap: 4px;
    margin-block-end: 12px;
  }
  form {
    gap: 0;
    margin: 0;
  }
  .dialog label.drop {
    flex-direction: row;
    align-items: center;
    gap: 8px;
    min-height: 56px;
    padding: 0 16px;
    border: 2px dashed var(--divider-color);
    border-radius: var(--ha-border-radius-md, 8px);
    cursor: pointer;
  }
  .drop.over,
  .drop:focus-within,
  .drop:hover {
    border-color: var(--primary-color);
  }
  textarea {
    padding: 8px 12px;
    resize: vertical;
    font-family: var(--ha-font-family-code, monospace);
    font-size: var(--ha-font-size-s, 0.85rem);
  }
  .check {
    min-height: 1.4em;
    margin-block: -8px 12px;
  }
  .good {
    color: color-mix(in srgb, var(--ok), var(--primary-text-color) 35%);
  }
  .wrong {
    color: color-mix(in srgb, var(--bad), var(--primary-text-color) 35%);
  }
  .columns {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
  }
  .columns label {
    flex: 1 1 160px;
  }
  .rows {
    --row: 48px;
    max-height: 320px;
    margin-block: 12px;
  }
  .rows .line {
    width: 48px;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .rows .mac {
    width: 168px;
    font-variant-numeric: tabular-nums;
  }
  .sheet {
    width: 100%;
    height: 320px;
    border: var(--line);
    border-radius: var(--ha-border-radius-md, 8px);
    background: white;
  }
  @container (max-width: 640px) {
    .col-name {
      width: 50%;
    }
    .controls {
      display: grid;
      grid-template-columns: 1fr 1fr;
    }
    .rows .line {
      width: 40px;
    }
    .rows .narrow {
      display: block;
    }
    .act {
      width: 48px;
    }
    .bar > input[type="search"] {
      width: 100%;
    }
  }
`;
