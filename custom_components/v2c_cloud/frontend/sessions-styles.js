// The looks of the sessions card.
import { css } from "./styles.js";

export const sessionsSheet = css`
  section {
    gap: 12px;
  }
  nav {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    text-align: center;
  }
  .periods {
    grid-template-columns: repeat(4, 1fr);
  }
  .turn {
    min-height: 44px;
    min-width: 44px;
    padding: 0;
    display: grid;
    place-items: center;
  }
  .empty {
    min-height: 260px;
  }
  .chart {
    cursor: pointer;
  }
  path.rest {
    fill: var(--grid);
  }
  path.solar {
    fill: var(--sun);
  }
  .note {
    margin-top: 6px;
  }
  table {
    border-collapse: collapse;
    width: calc(100% - 32px);
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    text-align: start;
    font-weight: inherit;
    padding: 6px 8px 6px 0;
    border-bottom: 1px solid var(--edge);
  }
  thead th {
    color: var(--dim);
    font-size: 12px;
  }
  .number {
    text-align: end;
    padding-inline: 8px 0;
    white-space: nowrap;
  }
  @container (max-width: 419px) {
    .wide {
      display: none;
    }
    .periods button {
      padding: 4px 2px;
    }
  }
`;
