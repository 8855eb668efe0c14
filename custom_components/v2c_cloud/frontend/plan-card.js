// The plan card: what electricity costs today and tomorrow, and when the car charges.
import { html, nothing } from "./vendor/lit-html.js";
import { hasAction, planOf } from "./answers.js";
import { V2CChartCard } from "./chart-card.js";
import { linear, moved } from "./chart.js";
import { chargerFor, chargersOf, stateOf } from "./entities.js";
import { energy, known, money, number, power, price, time, when } from "./format.js";
import { planForm } from "./forms.js";
import { drawing, layout } from "./plan-chart.js";
import { blocks, isPlanned, kindOfDeparture, nextEdge, readPlan, slotAt } from "./plan-data.js";
import { planSheet } from "./plan-styles.js";
import { MINUTE, midnight } from "./time.js";

const TRIGGERS = [
  "sensor.next_start",
  "sensor.planned_end",
  "sensor.charging_reason",
  "switch.eco_charging",
  "time.ready_by",
];
const SETTLE = 700;
const AGAIN = MINUTE;
const LONGEST = 15 * MINUTE;
const HOUR_OF_SLOTS = 4;

export class V2CPlanCard extends V2CChartCard {
  static getConfigForm = planForm;

  static getStubConfig(hass) {
    const [charger] = chargersOf(hass);
    return charger ? { device_id: charger.id } : {};
  }

  plan = null;

  sheets() {
    return [...super.sheets(), planSheet];
  }

  getCardSize() {
    return 7;
  }

  watched(hass) {
    const charger = chargerFor(hass, this.config);
    return [
      hasAction(hass, "get_plan"),
      ...TRIGGERS.map((key) => stateOf(hass, charger, key)?.state),
    ];
  }

  connectedCallback() {
    super.connectedCallback();
    this.minute = setInterval(() => this.draw(), MINUTE);
    this.askedFor = null;
    if (this.hass) {
      this.updated();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.minute);
  }

  updated() {
    if (!this.isConnected || !this.config) {
      return;
    }
    const charger = chargerFor(this.hass, this.config);
    const wanted = [charger?.id, this.hass.connected, ...this.watched(this.hass)].join("|");
    if (wanted !== this.askedFor) {
      const first = this.askedFor === null;
      this.askedFor = wanted;
      this.askIn(first ? 0 : SETTLE);
    }
  }

  async ask() {
    const charger = this.hass && chargerFor(this.hass, this.config);
    if (!charger || !hasAction(this.hass, "get_plan")) {
      this.draw();
      return;
    }
    // An answer that comes after a later question is not shown.
    const question = (this.question = Symbol("question"));
    try {
      const answer = await planOf(this.hass, charger);
      if (question !== this.question) {
        return;
      }
      this.plan = readPlan(answer);
      this.error = null;
      const edge = nextEdge(this.plan, Date.now());
      const wait = edge === null ? LONGEST : edge - Date.now() + SETTLE;
      this.askIn(Math.min(wait, LONGEST));
    } catch (error) {
      if (question !== this.question) {
        return;
      }
      this.error = error?.message ?? String(error);
      this.askIn(AGAIN);
    }
    this.draw();
  }

  content() {
    const { hass } = this;
    const charger = chargerFor(hass, this.config);
    if (!charger) {
      return this.noCharger();
    }
    if (!hasAction(hass, "get_plan")) {
      return this.message("mdi:calendar-clock", this.t("no_plan"), this.t("no_plan_hint"));
    }
    const several = chargersOf(hass).length > 1;
    return html`<ha-card>
      <section aria-label=${this.t("plan")}>
        <header>
          <h2>${this.config.name || (several ? `${this.t("plan")}, ${charger.name}` : this.t("plan"))}</h2>
          <span class="dim">${this.departure()}</span>
        </header>
        ${this.plan ? this.answered(charger) : this.waits()}
      </section>
    </ha-card>`;
  }

  answered(charger) {
    const { plan } = this;
    const eco = stateOf(this.hass, charger, "switch.eco_charging");
    return html`<p class="why" role="status">
        ${plan.enabled ? plan.why : this.t("plan_off")} ${this.readiness()}
      </p>
      ${!plan.enabled && eco?.state === "off"
        ? html`<button
            class="on"
            aria-busy=${String(this.isBusy(eco.entity_id))}
            @click=${() => this.act("switch", "turn_on", eco.entity_id)}
          >
            ${this.t("turn_on_eco")}
          </button>`
        : nothing}
      ${this.error ? html`<p class="old dim" role="status">${this.error}</p>` : nothing}
      ${plan.priced ? this.chart() : plan.objective === "co2" ? nothing : this.noPrices()}
      ${plan.priced && this.tomorrowIsMissing()
        ? html`<p class="dim">${this.t("not_published")}</p>`
        : nothing}
      ${this.hoursPlanned()}`;
  }

  readiness() {
    const { enabled, will_be_ready: ready } = this.plan;
    if (!enabled || ready === null || ready === undefined) {
      return "";
    }
    return this.t(ready ? "will_be_ready" : "will_not_be_ready");
  }

  departure() {
    const leaves = this.plan?.departure.time ?? null;
    return leaves === null
      ? ""
      : this.t(`${kindOfDeparture(this.plan)}_when`, { when: when(this.hass, leaves) });
  }

  /** Tomorrow's prices are published in the afternoon; until then there is no bar. */
  tomorrowIsMissing() {
    const tomorrow = midnight(Date.now(), this.hass.config.time_zone, 1);
    return !this.plan.slots.some((slot) => slot.end > tomorrow && known(slot.price));
  }

  noPrices() {
    return html`<div class="empty" role="status">
      <p><strong>${this.t("no_prices")}</strong></p>
      <p class="dim">${this.t("no_prices_hint")}</p>
      <p><a href="/config/integrations/integration/v2c_cloud">${this.t("open_integration")}</a></p>
    </div>`;
  }

  get looked() {
    return this.place ?? slotAt(this.plan, Date.now());
  }

  chart() {
    const { hass, plan } = this;
    const height = this.width > 620 ? 264 : 216;
    const at = layout(hass, plan, Date.now(), this.chartWidth, height);
    this.at = at;
    const place = this.looked;
    return html`<div
        class="chart"
        style="height:${height}px"
        role="slider"
        tabindex="0"
        aria-label=${this.t("plan_chart")}
        aria-valuemin="0"
        aria-valuemax=${plan.slots.length - 1}
        aria-valuenow=${place}
        aria-valuetext=${this.slotText(plan.slots[place]).join(", ")}
        @keydown=${this.onKey}
        @pointermove=${this.onPoint}
        @pointerdown=${this.onPoint}
        @pointerleave=${this.onLeave}
        @blur=${() => this.look(null)}
      >
        ${this.width ? drawing(hass, at, plan, this.place, this.t.bind(this)) : nothing}
      </div>
      ${this.legend()} ${this.readout(plan.slots[place])}`;
  }

  legend() {
    const slots = this.plan.slots;
    const entries = [
      ["plain", "price"],
      ["planned", "planned_legend"],
      slots.some(({ expected }) => expected) && ["guess", "expected_price"],
      slots.some(({ solar }) => solar > 0) && ["solar", "solar"],
      slots.some(({ limit }) => limit > 0) && ["limit", "limit"],
    ].filter(Boolean);
    return html`<p class="legend" aria-hidden="true">
      ${entries.map(([kind, key]) => html`<span class=${kind}>${this.t(key)}</span>`)}
    </p>`;
  }

  slotText(slot) {
    if (!slot) {
      return [];
    }
    const { hass, plan } = this;
    const span = `${when(hass, slot.start)}–${time(hass, slot.end)}`;
    const cost = price(hass, slot.price, plan.currency);
    return [
      span,
      slot.expected ? `${cost} (${this.t("expected")})` : cost,
      isPlanned(slot)
        ? `${this.t("planned")} ${power(hass, slot.power)}, ${energy(hass, slot.energy)}, ${money(hass, slot.cost, plan.currency)}`
        : this.t("not_planned"),
      slot.solar > 0 && `${this.t("sun")} ${power(hass, slot.solar)}`,
      slot.limit > 0 && `${this.t("limit")} ${power(hass, slot.limit)}`,
      known(slot.co2) && `${number(hass, slot.co2, 0)}\u00a0g\u00a0CO₂/kWh`,
    ].filter(Boolean);
  }

  readout(slot) {
    const [span, cost, ...rest] = this.slotText(slot);
    return html`<p class="readout" aria-hidden="true">
      <strong>${span}</strong> <span class="cost">${cost}</span><br />
      <span class="dim">${rest.join(" · ")}</span>
    </p>`;
  }

  hoursPlanned() {
    const { hass, plan } = this;
    const found = plan.enabled ? blocks(plan, Date.now()) : [];
    if (!found.length) {
      return nothing;
    }
    return html`<div class="blocks">
      <h3 class="dim">${this.t("blocks")}</h3>
      <ul>
        ${found.map(
          ({ start, end, energy: kwh, cost }) => html`<li>
            <span>${when(hass, start)}–${time(hass, end)}</span>
            <span class="dim"
              >${this.t("planned_sum", {
                energy: energy(hass, kwh),
                cost: money(hass, cost, plan.currency),
              })}</span
            >
          </li>`,
        )}
      </ul>
    </div>`;
  }

  onKey(event) {
    if (event.key === "Escape") {
      this.look(null);
      return;
    }
    const place = moved(event, this.looked, this.plan.slots.length, HOUR_OF_SLOTS);
    if (place !== null) {
      event.preventDefault();
      this.look(place);
    }
  }

  onPoint(event) {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const { left, right, start, end } = this.at;
    this.look(slotAt(this.plan, linear(left, right, start, end)(x)));
  }

  onLeave(event) {
    if (event.pointerType === "mouse") {
      this.look(null);
    }
  }
}
