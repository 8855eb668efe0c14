// What all cards share: they draw when what they show has changed, and only then.
import { html, render } from "./vendor/lit-html.js";
import { languageFor, translate } from "./strings.js";
import { sheet } from "./styles.js";

export class V2CCard extends HTMLElement {
  constructor() {
    super();
    this.attachShadow({ mode: "open" });
    this.shadowRoot.adoptedStyleSheets = [sheet, ...this.sheets()];
    this.seen = [];
  }

  /** Further style sheets of a card. */
  sheets() {
    return [];
  }

  setConfig(config) {
    this.config = config;
    this.draw();
  }

  set hass(hass) {
    this._hass = hass;
    const seen = [
      hass.language,
      hass.locale,
      hass.entities,
      hass.devices,
      hass.config,
      // It is another function as soon as more translations are there.
      hass.formatEntityState,
      hass.connected,
      ...(this.config ? this.watched(hass) : []),
    ];
    const changed =
      seen.length !== this.seen.length ||
      seen.some((value, index) => value !== this.seen[index]);
    if (changed) {
      this.seen = seen;
      this.updated?.();
      this.draw();
    }
  }

  get hass() {
    return this._hass;
  }

  /** What this card shows; it draws again when one of these is another object. */
  watched() {
    return [];
  }

  connectedCallback() {
    this.draw();
  }

  /** Draw before the next frame, once for all changes. */
  draw() {
    if (!this.waiting) {
      this.waiting = true;
      queueMicrotask(() => {
        this.waiting = false;
        this.drawNow();
      });
    }
  }

  drawNow() {
    if (this._hass && this.config && this.isConnected) {
      render(this.content(), this.shadowRoot, { host: this });
      this.drawn?.();
    }
  }

  content() {
    return html``;
  }

  /** One of our texts, in the user's language. */
  t(key, values) {
    return translate(this._hass?.language, key, values);
  }

  get language() {
    return languageFor(this._hass?.language);
  }

  /** Carry out an action; Home Assistant tells the user what went wrong. */
  async act(domain, service, entityId, data = {}) {
    this.busy = (this.busy ?? new Set()).add(entityId);
    this.draw();
    try {
      await this._hass.callService(domain, service, data, { entity_id: entityId });
    } catch {
      // Shown by Home Assistant already.
    } finally {
      this.busy.delete(entityId);
      this.draw();
    }
  }

  isBusy(entityId) {
    return Boolean(this.busy?.has(entityId));
  }

  /** Open the window that tells all about an entity. */
  more(entityId) {
    this.dispatchEvent(
      new CustomEvent("hass-more-info", {
        bubbles: true,
        composed: true,
        detail: { entityId },
      }),
    );
  }

  /** A card that has nothing to show says what to do. */
  message(icon, title, text, link) {
    return html`<ha-card>
      <div class="message" role="status">
        <ha-icon icon=${icon}></ha-icon>
        <div>
          <strong>${title}</strong>
          <p>${text}</p>
          ${link ? html`<a href=${link.href} @click=${navigate}>${link.text}</a>` : ""}
        </div>
      </div>
    </ha-card>`;
  }

  noCharger() {
    return this.config.device_id
      ? this.message("mdi:ev-station", this.t("gone"), this.t("gone_hint"))
      : this.message("mdi:ev-station", this.t("none"), this.t("none_hint"), {
          href: "/config/integrations/integration/v2c_cloud",
          text: this.t("open_integration"),
        });
  }
}

/** Follow a link inside Home Assistant without loading it anew. */
export function navigate(event) {
  const link = event.currentTarget;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) {
    return;
  }
  event.preventDefault();
  history.pushState(null, "", link.getAttribute("href"));
  window.dispatchEvent(
    new CustomEvent("location-changed", { detail: { replace: false } }),
  );
}
