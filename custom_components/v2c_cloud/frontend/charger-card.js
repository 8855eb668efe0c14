// The charger card: will it be full when I leave, and why is it (not) charging?
import { html, nothing } from "./vendor/lit-html.js";
import { V2CCard } from "./card.js";
import { chargerFor, chargersOf, houseOf, isKnown, stateOf } from "./entities.js";
import { duration, energy, figure, money, power } from "./format.js";
import { chargerForm } from "./forms.js";
import { goal } from "./goal.js";
import { picture } from "./pictures.js";
import { runningSession } from "./answers.js";
import { findMeters, metersOf, shares } from "./sources.js";
import { details, headline, isCharging, isHeldBack, looks, reasonOf } from "./state.js";
import { chargerSheet } from "./charger-styles.js";

const SESSION_EVERY = 5 * 60_000;
const NO_PICTURE = "none";

export class V2CChargerCard extends V2CCard {
  static getConfigForm = chargerForm;

  static getStubConfig(hass) {
    const [charger] = chargersOf(hass);
    return charger ? { device_id: charger.id, picture: "wallbox" } : {};
  }

  sheets() {
    return [chargerSheet];
  }

  setConfig(config) {
    super.setConfig(config);
    this.image = undefined;
    this.imageAsked = undefined;
    this.imageFailed = false;
    this.resolveImage();
  }

  getCardSize() {
    return 8;
  }

  getGridOptions() {
    return { columns: 12, min_columns: 6 };
  }

  get charger() {
    return chargerFor(this.hass, this.config);
  }

  watched(hass) {
    const charger = chargerFor(hass, this.config);
    const prices = houseOf(hass, charger)?.keys["sensor.price_now"];
    return [...Object.values(charger?.keys ?? {}), prices, ...metersOf()].map(
      (entityId) => hass.states[entityId],
    );
  }

  updated() {
    if (!this.metersAsked) {
      this.metersAsked = true;
      findMeters(this.hass).then(() => {
        this.seen = [];
        this.draw();
      });
    }
    this.resolveImage();
    this.lookAtSession();
  }

  /** Ask what the running session costs: now and then, and when the car comes or goes. */
  async lookAtSession() {
    const { charger } = this;
    const plugged = charger && stateOf(this.hass, charger, "binary_sensor.connected");
    const asked = `${charger?.id} ${plugged?.state}`;
    const now = Date.now();
    if (
      !charger ||
      (asked === this.sessionAsked && now - this.sessionAskedAt < SESSION_EVERY)
    ) {
      return;
    }
    this.sessionAsked = asked;
    this.sessionAskedAt = now;
    this.session = await runningSession(this.hass, charger).catch(() => null);
    this.draw();
  }

  async resolveImage() {
    const chosen = this.config?.image;
    const id = chosen?.media_content_id ?? chosen;
    if (!id || id === this.imageAsked || !this.hass) {
      return;
    }
    this.imageAsked = id;
    if (!id.startsWith("media-source://")) {
      this.image = id;
      return;
    }
    try {
      const { url } = await this.hass.callWS({
        type: "media_source/resolve_media",
        media_content_id: id,
      });
      this.image = url;
    } catch {
      this.onNoImage();
    }
    this.draw();
  }

  /** A picture that is gone leaves the drawing. */
  onNoImage() {
    this.imageFailed = true;
    this.draw();
  }

  content() {
    const { hass, charger } = this;
    if (!charger) {
      return this.noCharger();
    }
    const { icon, kind } = looks(hass, charger);
    const sentence = headline(hass, charger);
    const name = this.config.name || charger.name;
    const plugged = stateOf(hass, charger, "binary_sensor.connected")?.state;
    return html`<ha-card data-kind=${kind} data-plugged=${plugged ?? nothing}>
      <section aria-label=${name}>
        ${this.cover()}
        <header>
          <button
            class="chip"
            aria-label=${this.t("more", { name })}
            @click=${() => this.more(this.mainEntity(charger))}
          >
            <ha-icon icon=${icon}></ha-icon>
          </button>
          <div class="say">
            <h2 class="dim">${name}</h2>
            <p class="sentence" role="status">${sentence ?? this.t("unreachable")}</p>
            <p class="details dim">${details(hass, charger, this.t.bind(this)) || " "}</p>
          </div>
        </header>
        ${this.flow(charger)} ${this.figures(charger)} ${goal(this, charger)}
        ${this.modes(charger)} ${this.actions(charger)}
      </section>
    </ha-card>`;
  }

  mainEntity(charger) {
    return charger.keys["sensor.charging_reason"] ?? charger.keys["sensor.charge_state"];
  }

  cover() {
    if (this.config.image && !this.imageFailed) {
      return html`<div class="cover">
        ${this.image
          ? html`<img src=${hassUrl(this.hass, this.image)} alt="" @error=${this.onNoImage} />`
          : ""}
      </div>`;
    }
    return this.config.picture === NO_PICTURE
      ? nothing
      : html`<div class="cover">${picture(this.config.picture)}</div>`;
  }

  flow(charger) {
    const state = stateOf(this.hass, charger, "sensor.charge_power");
    const watts = isKnown(state) ? figure(state) : null;
    const charging = isCharging(this.hass, charger);
    const parts = charging ? shares(this.hass, charger, watts) : null;
    const entries = parts ? Object.entries(parts).filter(([, share]) => share > 0) : [];
    return html`<div class="flow">
      <strong class="power">${power(this.hass, watts)}</strong>
      <div class="origin">
        <div class="bar" aria-hidden="true">
          ${entries.map(
            ([key, share]) =>
              html`<i class=${key} style="flex-grow:${Math.max(share / watts, 0.001)}"></i>`,
          )}
        </div>
        <p class="legend">
          ${entries.length
            ? entries.map(
                ([key, share]) => html`<span class=${key}
                  >${this.t(key)} ${power(this.hass, share)}</span
                >`,
              )
            : html`<span class="dim">${charging ? this.t("origin_unknown") : this.t("no_flow")}</span>`}
        </p>
      </div>
    </div>`;
  }

  figures(charger) {
    const { hass } = this;
    const state = (key) => stateOf(hass, charger, key);
    const plugged = state("binary_sensor.connected")?.state === "on";
    const running = plugged && this.session && !this.session.end ? this.session : null;
    const shown = plugged
      ? [
          ["energy", energy(hass, figureOf(state("sensor.charge_energy")) ?? running?.energy)],
          ["cost", money(hass, running?.cost, running?.currency ?? hass.config.currency)],
          ["time", duration(hass, figureOf(state("sensor.charge_time")))],
        ]
      : [
          ["energy", energy(hass, figureOf(state("sensor.last_session_energy")))],
          ["cost", money(hass, figureOf(state("sensor.last_session_cost")), hass.config.currency)],
          ["time", duration(hass, figureOf(state("sensor.last_session_duration")))],
        ];
    return html`<div class="session">
      <h3 class="dim">${this.t(plugged ? "this_session" : "last_session")}</h3>
      <dl class="figures">
        ${shown.map(([key, text]) => html`<div><dt>${this.t(key)}</dt><dd>${text}</dd></div>`)}
      </dl>
    </div>`;
  }

  modes(charger) {
    const state = stateOf(this.hass, charger, "select.power_control");
    if (!state) {
      return nothing;
    }
    const options = state.attributes.options ?? [];
    return html`<div class="modes">
      <h3 class="dim" id="mode">${this.hass.formatEntityName?.(state, { type: "entity" }) || this.t("mode")}</h3>
      <div class="segments" role="group" aria-labelledby="mode">
        ${options.map(
          (option) => html`<button
            aria-pressed=${String(option === state.state)}
            aria-busy=${String(this.isBusy(state.entity_id))}
            ?disabled=${state.state === "unavailable"}
            @click=${() =>
              option !== state.state &&
              this.act("select", "select_option", state.entity_id, { option })}
          >
            ${this.hass.formatEntityState(state, option)}
          </button>`,
        )}
      </div>
    </div>`;
  }

  actions(charger) {
    const { hass } = this;
    const state = (key) => stateOf(hass, charger, key);
    const skip = state("switch.skip_tonight") ?? state("button.skip_tonight");
    return html`<div class="actions" role="group" aria-label=${this.t("actions")}>
      ${this.mainAction(charger)}
      ${this.toggle(state("switch.boost"), "boost", "mdi:rocket-launch")}
      ${this.toggle(state("switch.eco_charging"), "eco", "mdi:leaf")}
      ${skip?.entity_id.startsWith("button.")
        ? this.action({
            state: skip,
            icon: "mdi:sleep",
            text: this.t("skip"),
            run: () => this.act("button", "press", skip.entity_id),
          })
        : this.toggle(skip, "skip", "mdi:sleep")}
      ${this.toggle(
        state("switch.locked"),
        state("switch.locked")?.state === "on" ? "unlock" : "lock",
        state("switch.locked")?.state === "on" ? "mdi:lock" : "mdi:lock-open-variant-outline",
      )}
    </div>`;
  }

  /** Start or pause; where the car waits for something, start means not to wait. */
  mainAction(charger) {
    const state = (key) => stateOf(this.hass, charger, key);
    const paused = state("switch.paused");
    const boost = state("switch.boost");
    if (!paused) {
      return nothing;
    }
    if (isHeldBack(reasonOf(this.hass, charger)) && boost && isKnown(boost)) {
      return this.action({
        state: boost,
        icon: "mdi:play",
        text: this.t("start_now"),
        main: true,
        run: () => this.act("switch", "turn_on", boost.entity_id),
      });
    }
    const off = paused.state === "on";
    return this.action({
      state: paused,
      icon: off ? "mdi:play" : "mdi:pause",
      text: this.t(off ? "start" : "pause"),
      main: true,
      run: () => this.act("switch", off ? "turn_off" : "turn_on", paused.entity_id),
    });
  }

  toggle(state, key, icon) {
    if (!state) {
      return nothing;
    }
    const on = state.state === "on";
    return this.action({
      state,
      icon,
      text: this.t(key),
      pressed: on,
      run: () => this.act("switch", on ? "turn_off" : "turn_on", state.entity_id),
    });
  }

  action({ state, icon, text, run, pressed, main = false }) {
    return html`<button
      class=${main ? "main" : ""}
      aria-pressed=${pressed === undefined ? nothing : String(pressed)}
      aria-busy=${String(this.isBusy(state.entity_id))}
      ?disabled=${state.state === "unavailable"}
      @click=${run}
    >
      <ha-icon icon=${icon}></ha-icon><span>${text}</span>
    </button>`;
  }
}

/** A number that is known; unknown is never zero. */
function figureOf(state) {
  return isKnown(state) ? figure(state) : null;
}

function hassUrl(hass, path) {
  return path.startsWith("/") ? (hass.hassUrl?.(path) ?? path) : path;
}
