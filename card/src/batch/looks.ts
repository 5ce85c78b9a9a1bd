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
  .notice.ok {
    border-color: var(--ok);
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
  th.state {
    width: 36%;
  }
  th.rssi,
  th.firmware,
  th.attempts {
    width: 96px;
  }
  .act {
    width: 168px;
    text-align: end;
    padding-inline: 4px;
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
  a.button {
    color: var(--primary-color);
    font-weight: var(--ha-font-weight-medium, 500);
    padding: 8px;
  }
  @container (max-width: 640px) {
    .wide {
      display: none;
    }
    .narrow {
      display: inline;
    }
    .act {
      width: 112px;
    }
    .start select,
    .start label,
    .start button {
      width: 100%;
    }
  }
`;
