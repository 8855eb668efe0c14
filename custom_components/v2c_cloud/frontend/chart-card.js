// What the cards with a chart share: they know their width, and ask now and then.
import { html } from "./vendor/lit-html.js";
import { V2CCard } from "./card.js";
import { chartSheet } from "./chart-styles.js";

const NARROWEST = 240;
/** What the margins of a chart take of the card's width. */
const MARGINS = 18;

export class V2CChartCard extends V2CCard {
  error = null;
  /** Which part of the chart somebody looks at; null for none. */
  place = null;
  width = 0;

  sheets() {
    return [chartSheet];
  }

  get chartWidth() {
    return (this.width || NARROWEST) - MARGINS;
  }

  getGridOptions() {
    return { columns: 12, min_columns: 6 };
  }

  connectedCallback() {
    super.connectedCallback();
    this.sizes = new ResizeObserver(([{ contentRect }]) => {
      const width = Math.max(Math.round(contentRect.width), NARROWEST);
      if (width !== this.width) {
        this.width = width;
        this.draw();
      }
    });
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    this.sizes?.disconnect();
    clearTimeout(this.timer);
  }

  /** Ask again after so many milliseconds, and not before. */
  askIn(delay) {
    clearTimeout(this.timer);
    if (this.isConnected) {
      this.timer = setTimeout(() => this.ask(), delay);
    }
  }

  /** Look at another part of the chart. */
  look(place) {
    if (place !== this.place) {
      this.place = place;
      this.draw();
    }
  }

  /** What is shown before the first answer, or instead of it. */
  waits() {
    return html`<div class="empty" role="status">
      ${this.error
        ? html`<p><strong>${this.t("error")}</strong></p>
            <p class="dim">${this.error}</p>
            <button @click=${() => this.ask()}>${this.t("retry")}</button>`
        : html`<p class="dim">${this.t("loading")}</p>`}
    </div>`;
  }
}
