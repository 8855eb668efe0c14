// The looks that both cards with a chart share.
import { css } from "./styles.js";

export const chartSheet = css`
  section {
    display: flex;
    flex-direction: column;
    padding: 16px 0;
  }
  section > :not(.chart) {
    margin-inline: 16px;
  }
  header {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 12px;
  }
  h2 {
    font-size: 18px;
    line-height: 24px;
    font-weight: 500;
  }
  .empty {
    min-height: 216px;
    display: flex;
    flex-direction: column;
    justify-content: center;
    align-items: flex-start;
    gap: 6px;
  }
  .chart {
    margin-inline: 8px;
    border-radius: 8px;
    touch-action: pan-y;
  }
  svg {
    display: block;
    overflow: visible;
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
  .chosen {
    fill: var(--mark);
    opacity: 0.24;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 14px;
    font-size: 12px;
    color: var(--dim);
  }
  .legend span::before {
    content: "";
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-inline-end: 5px;
    border-radius: 2px;
    background: var(--bar);
  }
  .legend .solar::before {
    background: var(--sun);
  }
`;
