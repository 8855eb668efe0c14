// The looks of the plan card.
import { css } from "./styles.js";

export const planSheet = css`
  section {
    gap: 8px;
    --plan: var(--success-color, #43a047);
    --bar: color-mix(in srgb, var(--ink) 34%, var(--card));
  }
  h3 {
    font-size: 12px;
    line-height: 16px;
  }
  .on {
    align-self: flex-start;
  }
  .chart {
    cursor: crosshair;
  }
  text.name,
  text.flag {
    fill: var(--ink);
  }
  text.flag {
    paint-order: stroke;
    stroke: var(--card);
    stroke-width: 5px;
    stroke-linejoin: round;
  }
  .tick,
  .day {
    fill: none;
    stroke: var(--edge);
  }
  .day {
    stroke: color-mix(in srgb, var(--ink) 40%, var(--card));
  }
  path.plain {
    fill: var(--bar);
  }
  path.planned {
    fill: var(--plan);
  }
  path.past {
    opacity: 0.45;
  }
  path.guess {
    mask: url(#hatch);
  }
  .strip {
    fill: var(--plan);
  }
  path.solar {
    fill: var(--sun);
    opacity: 0.2;
  }
  .sunline {
    fill: none;
    stroke: var(--sun);
    stroke-width: 1.5;
  }
  path.limit {
    fill: none;
    stroke: var(--error-color, #db4437);
    stroke-width: 1.5;
    stroke-dasharray: 5 4;
  }
  path.now {
    stroke: var(--ink);
    stroke-width: 2;
  }
  path.ready {
    stroke: var(--mark);
    stroke-width: 2;
    stroke-dasharray: 2 3;
  }
  .legend .planned::before {
    background: var(--plan);
  }
  .legend .guess::before {
    background: repeating-linear-gradient(45deg, var(--bar) 0 2px, transparent 2px 4px);
  }
  .legend .limit::before {
    height: 0;
    width: 14px;
    border-radius: 0;
    background: none;
    border-top: 2px dashed var(--error-color, #db4437);
    vertical-align: middle;
  }
  .readout {
    min-height: 60px;
    font-variant-numeric: tabular-nums;
  }
  .cost {
    margin-inline-start: 8px;
  }
  .blocks {
    border-top: 1px solid var(--edge);
    padding-top: 10px;
  }
  ul {
    list-style: none;
    margin: 6px 0 0;
    padding: 0;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    line-height: 24px;
    font-variant-numeric: tabular-nums;
  }
`;
