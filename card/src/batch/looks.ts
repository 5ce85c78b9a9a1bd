/** The looks of the batch card alone. */

import { css } from "lit";

export const batchStyles = css`
  .progress-part,
  section {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  section.bar {
    flex-direction: row;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px 20px;
  }
  .figure b {
    font-size: 2rem;
    line-height: 1;
  }
  .fact,
  .state {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .fact > span > span {
    display: block;
    line-height: 1.3;
  }
  .chip.bad {
    background: color-mix(in srgb, var(--bad), transparent 80%);
  }
  .filter {
    min-height: 36px;
    padding: 0 12px 0 8px;
    border-radius: 999px;
    font-size: var(--ha-font-size-s, 0.85rem);
  }
  .filter[aria-pressed="true"] {
    border-color: var(--primary-color);
    background: color-mix(in srgb, var(--primary-color), transparent 85%);
  }
  .boards .scroll {
    max-height: 480px;
  }
  .boards input {
    width: min(220px, 50%);
  }
  .answer {
    min-height: 1.4em;
  }
  .col-name {
    width: 27%;
  }
  .col-rssi {
    width: 88px;
  }
  .col-firmware,
  .col-attempts {
    width: 72px;
  }
  .act {
    width: 148px;
    text-align: end;
    padding-inline: 4px;
  }
  th button span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  td .state {
    display: flex;
  }
  .link {
    display: block;
    width: 100%;
    min-height: 24px;
    border: 0;
    padding: 0;
    background: none;
    text-align: start;
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .link:hover {
    text-decoration: underline;
  }
  .narrow {
    display: none;
  }
  .empty {
    padding: 24px;
    text-align: center;
  }
  summary {
    cursor: pointer;
    min-height: 40px;
    line-height: 40px;
    font-weight: var(--ha-font-weight-medium, 500);
  }
  ul {
    margin: 8px 0 0;
    padding-inline-start: 20px;
  }
  details ul {
    padding: 0;
    list-style: none;
  }
  details li {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 52px;
    border-block-end: var(--line);
  }
  .end {
    justify-content: flex-end;
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 8px 16px;
    margin: 0 0 16px;
  }
  dt {
    color: var(--secondary-text-color);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  @container (max-width: 640px) {
    .wide {
      display: none;
    }
    .narrow {
      display: inline;
    }
    .figure {
      flex-basis: 100%;
    }
    .filters {
      display: grid;
      grid-template-columns: repeat(4, 1fr);
    }
    .filter {
      display: grid;
      grid-template-columns: auto auto;
      gap: 0 4px;
      padding: 6px 2px;
      border-radius: var(--ha-border-radius-md, 8px);
      justify-content: center;
    }
    .filter span {
      grid-column: span 2;
      font-size: 0.75rem;
    }
    .controls > * {
      flex: 1 1 auto;
    }
    .controls > .grow:empty {
      display: none;
    }
    .narrow {
      --mdc-icon-size: 14px;
    }
    .col-name {
      width: 45%;
    }
    .act {
      width: 48px;
    }
    td.act .copy {
      display: none;
    }
    td.act .label {
      position: absolute;
      clip-path: inset(50%);
    }
    td.act button {
      min-width: 40px;
      padding: 0;
    }
  }
`;
