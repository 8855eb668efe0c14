// The looks of the charger card.
import { css } from "./styles.js";

export const chargerSheet = css`
  ha-card {
    --tone: var(--disabled-color, #9e9e9e);
  }
  [data-kind="charging"] {
    --tone: var(--success-color, #43a047);
  }
  [data-kind="done"] {
    --tone: var(--success-color, #43a047);
  }
  [data-kind="sun"] {
    --tone: var(--sun);
  }
  [data-kind="limited"] {
    --tone: var(--warning-color, #ffa600);
  }
  [data-kind="waiting"] {
    --tone: var(--info-color, #039be5);
  }
  [data-kind="paused"] {
    --tone: color-mix(in srgb, var(--ink) 55%, var(--card));
  }
  [data-kind="trouble"] {
    --tone: var(--warning-color, #ffa600);
  }
  [data-kind="fault"] {
    --tone: var(--error-color, #db4437);
  }
  section {
    display: flex;
    flex-direction: column;
    gap: 14px;
    padding-bottom: 16px;
  }
  section > :not(.cover) {
    margin: 0 16px;
  }
  section > :first-child:not(.cover) {
    margin-top: 16px;
  }
  .cover {
    height: 132px;
    overflow: hidden;
    background: var(--faint);
  }
  .cover > * {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .drawing {
    overflow: visible;
  }
  header {
    display: flex;
    gap: 12px;
    align-items: flex-start;
  }
  .chip {
    width: 48px;
    min-width: 48px;
    height: 48px;
    padding: 0;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: color-mix(in srgb, var(--tone) 24%, var(--card));
  }
  .chip ha-icon {
    color: color-mix(in srgb, var(--tone) 55%, var(--ink));
  }
  .say {
    min-width: 0;
    flex: 1;
  }
  .sentence {
    font-size: 18px;
    line-height: 24px;
    font-weight: 500;
    min-height: 24px;
  }
  .details {
    min-height: 20px;
    font-variant-numeric: tabular-nums;
  }
  .flow {
    display: flex;
    align-items: center;
    gap: 16px;
  }
  .power {
    font-size: 28px;
    line-height: 36px;
    font-weight: 400;
    min-width: 104px;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .origin {
    flex: 1;
    min-width: 0;
  }
  .bar {
    display: flex;
    gap: 2px;
    height: 10px;
    border-radius: 5px;
    overflow: hidden;
    background: var(--edge);
  }
  .bar i {
    flex-basis: 0;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    min-height: 20px;
    margin-top: 4px;
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .legend span:not(.dim)::before {
    content: "";
    display: inline-block;
    width: 9px;
    height: 9px;
    border-radius: 50%;
    margin-inline-end: 5px;
    background: var(--from);
  }
  .sun {
    --from: var(--sun);
  }
  .grid {
    --from: var(--grid);
  }
  .battery {
    --from: var(--battery);
  }
  .bar i {
    background: var(--from);
  }
  h3 {
    font-size: 12px;
    line-height: 16px;
    margin-bottom: 6px;
  }
  .session,
  .goal,
  .modes {
    border-top: 1px solid var(--edge);
    padding-top: 10px;
  }
  .goal {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .ready {
    display: flex;
    gap: 8px;
    align-items: flex-end;
  }
  .readiness {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 24px;
  }
  .readiness ha-icon {
    color: color-mix(in srgb, var(--success-color, #43a047) 75%, var(--ink));
  }
  .readiness[data-ready="off"] ha-icon {
    color: color-mix(in srgb, var(--error-color, #db4437) 75%, var(--ink));
  }
  .ready button {
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 44px;
  }
  .goal label span:not(.hidden) {
    display: block;
    font-size: 12px;
    line-height: 16px;
  }
  input[type="time"] {
    font: inherit;
    font-size: 17px;
    color: inherit;
    color-scheme: inherit;
    background: var(--faint);
    border: 0;
    border-radius: 10px;
    min-height: 44px;
    padding: 4px 10px;
  }
  .modes .segments {
    grid-template-columns: 1fr 1fr;
  }
  .actions {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(82px, 1fr));
    gap: 8px;
  }
  .actions button {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 2px;
    min-height: 64px;
    padding: 6px 4px;
    font-size: 13px;
    line-height: 18px;
  }
  .actions .main,
  .actions .main:hover:not(:disabled) {
    background: var(--ink);
    color: var(--card);
  }
  .actions .main:disabled {
    background: var(--faint);
  }
  @container (max-width: 479px) {
    .actions:has(:nth-child(5)) .main {
      grid-column: span 2;
    }
  }
  @container (min-width: 480px) {
    .modes .segments {
      grid-template-columns: repeat(4, 1fr);
    }
  }
  @container (min-width: 620px) {
    section {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: 16px 0;
    }
    .cover,
    header,
    .flow,
    .actions {
      grid-column: 1 / -1;
    }
    .cover {
      height: 160px;
    }
    .session:has(+ .modes),
    .modes {
      grid-column: 1 / -1;
    }
  }
  .drawing {
    --line: color-mix(in srgb, var(--ink) 30%, var(--card));
  }
  .sky {
    fill: color-mix(in srgb, #4aa8d8 22%, var(--card));
  }
  .night {
    fill: color-mix(in srgb, #1f2d50 72%, var(--card));
  }
  .wall {
    fill: color-mix(in srgb, var(--ink) 9%, var(--card));
  }
  .seam {
    fill: none;
    stroke: color-mix(in srgb, var(--ink) 13%, var(--card));
    stroke-width: 2;
  }
  .door {
    fill: color-mix(in srgb, var(--ink) 20%, var(--card));
  }
  .roof {
    fill: color-mix(in srgb, #a4523c 65%, var(--card));
  }
  .ground {
    fill: color-mix(in srgb, var(--ink) 24%, var(--card));
  }
  .town {
    fill: color-mix(in srgb, #131c36 78%, var(--card));
  }
  .post {
    fill: color-mix(in srgb, var(--ink) 46%, var(--card));
  }
  .panel {
    fill: #27466f;
  }
  .cell {
    stroke: #6f93c4;
    stroke-width: 2;
  }
  .star,
  .moon {
    fill: #f5efd2;
  }
  .drawing .sun {
    fill: #ffc233;
  }
  .car {
    fill: color-mix(in srgb, var(--mark) 72%, #fff);
  }
  .glass {
    fill: color-mix(in srgb, #21394d 72%, #fff);
  }
  .tyre {
    fill: #22262b;
  }
  .rim {
    fill: #b6bec7;
  }
  .lamp {
    fill: #ffe9a8;
  }
  .box {
    fill: #f3f5f7;
    stroke: #6a737d;
    stroke-width: 1.5;
  }
  .led {
    fill: var(--tone);
  }
  .glow {
    fill: var(--tone);
    opacity: 0.3;
  }
  .bolt {
    fill: #fff;
  }
  .cable {
    fill: none;
    stroke: color-mix(in srgb, #2f353c 78%, var(--ink));
    stroke-width: 4;
    stroke-linecap: round;
  }
  [data-plugged="off"] :is(.cable, .vehicle),
  [data-kind="idle"] .glow {
    display: none;
  }
`;
