// The editor of the dashboard: which picture its cards have.
import { html, render } from "./vendor/lit-html.js";
import { pictureForm } from "./forms.js";

export class V2CStrategyEditor extends HTMLElement {
  setConfig(config) {
    this.config = config;
    this.draw();
  }

  set hass(hass) {
    this._hass = hass;
    this.draw();
  }

  connectedCallback() {
    this.draw();
  }

  draw() {
    if (this._hass && this.config && this.isConnected) {
      const { schema, computeLabel, computeHelper } = pictureForm();
      render(
        html`<ha-form
          .hass=${this._hass}
          .data=${this.config}
          .schema=${schema}
          .computeLabel=${computeLabel}
          .computeHelper=${computeHelper}
          @value-changed=${this.onChange}
        ></ha-form>`,
        this,
        { host: this },
      );
    }
  }

  onChange(event) {
    event.stopPropagation();
    // What was cleared is not kept as nothing.
    const config = Object.fromEntries(
      Object.entries(event.detail.value).filter(([, value]) => value),
    );
    this.dispatchEvent(
      new CustomEvent("config-changed", {
        bubbles: true,
        composed: true,
        detail: { config },
      }),
    );
  }
}
