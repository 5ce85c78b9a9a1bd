/** The looks of what lists boards: a table with its search and filters. */

import { css } from "lit";

export const tableStyles = css`
  .scroll {
    overflow: auto;
    overscroll-behavior: contain;
    max-height: 480px;
    border: var(--line);
    border-radius: var(--ha-border-radius-md, 8px);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
  }
  th,
  td {
    text-align: start;
    padding: 0 8px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  th {
    position: sticky;
    top: 0;
    z-index: 1;
    height: 40px;
    background: var(--card-background-color);
    box-shadow: inset 0 -1px var(--divider-color);
    font-weight: var(--ha-font-weight-medium, 500);
  }
  th button {
    border: 0;
    background: none;
    padding: 0;
    min-height: 40px;
    width: 100%;
    justify-content: flex-start;
    font-weight: inherit;
  }
  tbody tr:not(.spacer) {
    height: var(--row, 56px);
  }
  tbody tr:not(.spacer) > * {
    box-shadow: inset 0 -1px var(--divider-color);
  }
  .two-lines > * {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
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
  td .state > span {
    overflow: hidden;
    text-overflow: ellipsis;
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
  .bar > input[type="search"] {
    width: min(220px, 50%);
  }
  @container (max-width: 640px) {
    .wide {
      display: none;
    }
    .narrow {
      display: inline;
    }
    .act {
      width: 48px;
    }
    td.act .label {
      position: absolute;
      clip-path: inset(50%);
    }
    td.act button {
      min-width: 40px;
      padding: 0;
    }
    .filters {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(60px, 1fr));
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
  }
`;
