// The looks of the sessions card.
import { css } from "./styles.js";

export const sessionsSheet = css`
  section {
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 16px 0;
  }
  section > :not(.chart) {
    margin-inline: 16px;
  }
  header,
  nav {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 12px;
  }
  nav {
    align-items: center;
    text-align: center;
  }
  h2 {
    font-size: 18px;
    line-height: 24px;
    font-weight: 500;
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
    display: flex;
    flex-direction: column;
    justify-content: center;
    align-items: flex-start;
    gap: 6px;
  }
  .chart {
    margin-inline: 8px;
    border-radius: 8px;
    cursor: pointer;
  }
  svg {
    display: block;
  }
  text {
    font-size: 11px;
    fill: var(--dim);
    font-variant-numeric: tabular-nums;
  }
  .line,
  .zero {
    fill: none;
    stroke: var(--edge);
  }
  .zero {
    stroke: color-mix(in srgb, var(--ink) 40%, var(--card));
  }
  path.rest {
    fill: var(--grid);
  }
  path.solar {
    fill: var(--sun);
  }
  .chosen {
    fill: var(--mark);
    opacity: 0.2;
  }
  .legend {
    font-size: 12px;
    color: var(--dim);
  }
  .legend span::before {
    content: "";
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-inline-end: 5px;
    background: var(--sun);
    border-radius: 2px;
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
