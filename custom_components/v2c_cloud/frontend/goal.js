// By when, how much, at what cost: what EcoCharging expects, on the charger card.
import { html, nothing } from "./vendor/lit-html.js";
import { houseOf, isKnown, stateOf } from "./entities.js";
import { energy, figure, instant, money, number, price, when } from "./format.js";

const TYPED = 800;

/** Until when, how much, and whether that will do: what EcoCharging knows. */
export function goal(card, charger) {
  const { hass } = card;
  const state = (key) => stateOf(hass, charger, key);
  // While EcoCharging is off, nobody expects anything.
  const off = state("switch.eco_charging")?.state === "off";
  const eco = (key) => (off ? undefined : state(key));
  const ready = eco("time.ready_by");
  const now = stateOf(hass, houseOf(hass, charger), "sensor.price_now");
  // What EcoCharging has keeps its place, known or not: nothing moves each evening.
  const shown = [
    ["needed", eco("sensor.expected_need"), (it) => energy(hass, figure(it))],
    ["to_target", ifKnown(state("sensor.energy_to_target")), (it) => energy(hass, figure(it))],
    [
      isLearned(eco("sensor.expected_departure")) ? "leaves_probably" : "leaves_at",
      eco("sensor.expected_departure"),
      (it) => when(hass, instant(it)),
    ],
    ["car_battery", ifKnown(state("sensor.car_level")), (it) => level(card, it, eco)],
    ["done_by", eco("sensor.planned_end"), (it) => when(hass, instant(it))],
    ["expected_cost", eco("sensor.expected_cost"), (it) => money(hass, figure(it), currencyOf(it))],
    [
      "saved",
      ifKnown(state("sensor.saved_this_month")),
      (it) => money(hass, figure(it), currencyOf(it)),
    ],
    ["price_now", ifKnown(now), (it) => price(hass, figure(it), currencyOf(it))],
  ].filter(([, it]) => it);
  if (!ready && !shown.length) {
    return nothing;
  }
  return html`<div class="goal">
    ${ready ? readyBy(card, ready, eco("switch.ready_by_on")) : nothing}
    ${readiness(card, eco("binary_sensor.will_be_ready"))}
    <dl class="figures">
      ${shown.map(
        ([key, it, say]) =>
          html`<div><dt>${card.t(key)}</dt><dd>${isKnown(it) ? say(it) : "–"}</dd></div>`,
      )}
    </dl>
    ${age(card, state("sensor.car_level"))}
  </div>`;
}

function isLearned(departure) {
  return departure?.attributes.source === "learned";
}

/** How full the battery is, and will be when the car leaves. */
function level(card, state, eco) {
  const levels = [state, ifKnown(eco("sensor.expected_level"))]
    .filter(Boolean)
    .map((it) => number(card.hass, figure(it), 0));
  // Short enough for a third of a narrow card.
  return `${levels.join("\u00a0→\u00a0")}\u00a0%`;
}

/** A level that is old is less sure. */
function age(card, state) {
  const told = Date.parse(state?.attributes.told_at);
  return isKnown(state) && state.attributes.is_old && !Number.isNaN(told)
    ? html`<p class="dim">${card.t("level_is_old", { when: when(card.hass, told) })}</p>`
    : nothing;
}

/** Will it be full when I leave? */
function readiness(card, state) {
  if (!state) {
    return nothing;
  }
  const chance = state.attributes.chance ?? null;
  const key = { on: "will_be_ready", off: "will_not_be_ready" }[state.state];
  return html`<p class="readiness" data-ready=${state.state} role="status">
    ${key
      ? html`<ha-icon
          icon=${key === "will_be_ready" ? "mdi:check-circle-outline" : "mdi:alert-circle-outline"}
        ></ha-icon>`
      : nothing}
    ${key
      ? card.t(key)
      : state.state === "unknown" && chance !== null
        ? card.t("ready_chance", { chance: number(card.hass, chance * 100, 0) })
        : card.t("ready_unknown")}
  </p>`;
}

/** The time of day, and where there is one the switch that makes it count. */
function readyBy(card, ready, counts) {
  return html`<div class="ready">
    ${counts ? card.toggle(counts, "ready_by", "mdi:clock-check-outline") : nothing}
    <label>
      <span class=${counts ? "hidden" : "dim"}>${card.t("ready_by")}</span>
      <input
        type="time"
        .value=${isKnown(ready) ? ready.state.slice(0, 5) : ""}
        ?disabled=${ready.state === "unavailable"}
        @change=${(event) => setReadyBy(card, ready.entity_id, event.target.value)}
      />
    </label>
  </div>`;
}

/** Wait for the last of the figures that somebody types. */
function setReadyBy(card, entityId, value) {
  clearTimeout(card.typing);
  if (value) {
    const set = () => card.act("time", "set_value", entityId, { time: `${value}:00` });
    card.typing = setTimeout(set, TYPED);
  }
}

function ifKnown(state) {
  return isKnown(state) ? state : undefined;
}

/** EUR of EUR/kWh. */
function currencyOf(state) {
  return state.attributes.unit_of_measurement?.split("/")[0];
}
