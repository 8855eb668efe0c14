// The looks that all cards share; colours are those of Home Assistant's theme.

function make(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

export const css = (strings) => make(strings.raw[0]);

export const sheet = css`
  :host {
    display: block;
    container-type: inline-size;
    --sun: var(--energy-solar-color, #ff9800);
    --grid: var(--energy-grid-consumption-color, #488fc2);
    --battery: var(--energy-battery-out-color, #4db6ac);
    --card: var(--ha-card-background, var(--card-background-color, #fff));
    --ink: var(--primary-text-color, #212121);
    --dim: color-mix(in srgb, var(--ink) 72%, var(--card));
    --faint: color-mix(in srgb, var(--ink) 7%, var(--card));
    --edge: color-mix(in srgb, var(--ink) 16%, var(--card));
    --mark: var(--primary-color, #009ac7);
    color: var(--ink);
    font-size: 14px;
    line-height: 20px;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  ha-card {
    height: 100%;
    overflow: hidden;
    display: block;
  }
  ha-icon {
    --mdc-icon-size: 24px;
    width: 24px;
    height: 24px;
    flex: none;
    display: inline-flex;
  }
  h2,
  h3,
  p,
  dl,
  dd,
  dt {
    margin: 0;
    font-weight: inherit;
    font-size: inherit;
  }
  .dim {
    color: var(--dim);
  }
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
    border: 2px solid transparent;
    border-radius: 12px;
    background: var(--faint);
    min-height: 48px;
    padding: 6px 12px;
    -webkit-tap-highlight-color: transparent;
  }
  button:hover:not(:disabled) {
    background: color-mix(in srgb, var(--ink) 12%, var(--card));
  }
  button[aria-pressed="true"] {
    background: color-mix(in srgb, var(--mark) 22%, var(--card));
    border-color: var(--mark);
  }
  button:disabled {
    cursor: default;
    color: color-mix(in srgb, var(--ink) 45%, var(--card));
  }
  button[aria-busy="true"] {
    opacity: 0.6;
  }
  :is(button, a, input, summary, [tabindex]):focus-visible {
    outline: 3px solid var(--mark);
    outline-offset: 2px;
  }
  a {
    color: inherit;
    text-decoration-color: var(--mark);
    text-underline-offset: 3px;
  }
  .message {
    display: flex;
    gap: 12px;
    padding: 16px;
  }
  .message p {
    margin: 2px 0 6px;
    color: var(--dim);
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .segments {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(112px, 1fr));
    gap: 6px;
  }
  .segments button {
    min-height: 44px;
    padding: 4px 8px;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(88px, 1fr));
    gap: 10px 12px;
  }
  .figures dt {
    color: var(--dim);
    font-size: 12px;
    line-height: 16px;
  }
  .figures dd {
    font-size: 17px;
    line-height: 24px;
    font-variant-numeric: tabular-nums;
  }
`;
