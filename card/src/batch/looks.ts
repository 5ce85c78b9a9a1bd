/** The looks of the batch card alone. */

import { css } from "lit";

export const batchStyles = css`
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
  .fact > span > span {
    display: block;
    line-height: 1.3;
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
  @container (max-width: 640px) {
    .figure {
      flex-basis: 100%;
    }
    .narrow {
      --mdc-icon-size: 14px;
    }
    .col-name {
      width: 45%;
    }
    td.act .copy {
      display: none;
    }
  }
`;
