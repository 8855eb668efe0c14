// What a charger does, in a sentence, an icon and a colour.
import { figure, instant, power, when } from "./format.js";
import { isKnown, stateOf } from "./entities.js";

const KINDS = {
  charging: ["charging", "mdi:battery-charging"],
  charging_on_sun: ["sun", "mdi:solar-power"],
  charging_as_planned: ["charging", "mdi:calendar-check"],
  charging_for_free: ["charging", "mdi:gift-outline"],
  charging_to_be_ready: ["charging", "mdi:timer-alert-outline"],
  charging_without_prices: ["charging", "mdi:cash-remove"],
  boost: ["charging", "mdi:rocket-launch"],
  uncontrolled: ["open", "mdi:ev-plug-type2"],
  own_control: ["open", "mdi:ev-plug-type2"],
  limited_by_house: ["limited", "mdi:home-lightning-bolt"],
  limited_by_band: ["limited", "mdi:clock-alert-outline"],
  limited_by_phase: ["limited", "mdi:sine-wave"],
  limited_by_charger: ["limited", "mdi:car-speed-limiter"],
  limited_by_user: ["charging", "mdi:account-lock"],
  waiting_for_house: ["waiting", "mdi:home-clock"],
  waiting_for_sun: ["waiting", "mdi:weather-partly-cloudy"],
  waiting_for_cheaper_hours: ["waiting", "mdi:clock-outline"],
  waiting_for_cleaner_hours: ["waiting", "mdi:clock-outline"],
  waiting_for_timer: ["waiting", "mdi:timer-outline"],
  paused_by_user: ["paused", "mdi:pause-circle-outline"],
  skipped_by_user: ["paused", "mdi:sleep"],
  locked: ["paused", "mdi:lock"],
  rfid_needed: ["paused", "mdi:card-account-details-outline"],
  no_car: ["idle", "mdi:power-plug-off-outline"],
  car_takes_no_power: ["waiting", "mdi:car-electric"],
  car_full: ["done", "mdi:battery-check"],
  need_met: ["done", "mdi:battery-check"],
  meter_silent: ["trouble", "mdi:meter-electric-outline"],
  link_lost: ["trouble", "mdi:lan-disconnect"],
  command_unconfirmed: ["trouble", "mdi:progress-question"],
  after_power_cut: ["waiting", "mdi:transmission-tower-off"],
  switching_phases: ["waiting", "mdi:sync"],
  fault: ["fault", "mdi:alert"],
  ocpp_in_control: ["open", "mdi:server-network"],
};
const OPEN = new Set(["open", "limited", "trouble"]);

/** The reason's code; the charge state's where nobody tells a reason. */
export function reasonOf(hass, charger) {
  const state = stateOf(hass, charger, "sensor.charging_reason");
  return isKnown(state) ? state.state : null;
}

/** Whether Home Assistant holds the car back, so that to start means not to wait. */
export function isHeldBack(reason) {
  return reason === "skipped_by_user" || Boolean(reason?.startsWith("waiting_for_"));
}

/** Whether current flows, as the charger says it. */
export function isCharging(hass, charger) {
  return stateOf(hass, charger, "binary_sensor.charging")?.state === "on";
}

/** Icon and kind (a colour) of what the charger does. */
export function looks(hass, charger) {
  const charging = isCharging(hass, charger);
  const [kind, icon] = KINDS[reasonOf(hass, charger)] ?? ["open", "mdi:ev-station"];
  return { icon, kind: kind === "open" ? (charging ? "charging" : "idle") : kind };
}

/** State and reason in a sentence of Home Assistant's. */
export function headline(hass, charger) {
  for (const key of ["sensor.charging_reason", "sensor.charge_state"]) {
    const state = stateOf(hass, charger, key);
    if (isKnown(state)) {
      return hass.formatEntityState(state);
    }
  }
  return null;
}

/** The figures of that sentence, in one of ours; empty where there are none. */
export function details(hass, charger, t) {
  const state = (key) => stateOf(hass, charger, key);
  const reason = reasonOf(hass, charger);
  const kind = KINDS[reason]?.[0];
  const since = Date.parse(state("sensor.charging_reason")?.attributes.since);
  const clock = Number.isNaN(since) ? null : when(hass, since);
  if (reason === "fault" && isKnown(state("sensor.charge_state"))) {
    return hass.formatEntityState(state("sensor.charge_state"));
  }
  if (reason === "locked" && state("switch.smart_lock")?.state === "on") {
    const keys = state("sensor.lock_reason");
    return isKnown(keys) ? hass.formatEntityState(keys) : "";
  }
  if (reason === "link_lost") {
    const last = Date.parse(
      state("binary_sensor.lan_connectivity")?.attributes.last_answer ??
        state("binary_sensor.cloud_connectivity")?.attributes.last_answer,
    );
    return Number.isNaN(last) ? "" : t("last_answer", { when: when(hass, last) });
  }
  if (isCharging(hass, charger)) {
    const watts = figure(state("sensor.charge_power"));
    const amps = figure(state("number.intensity"));
    const shown = { power: power(hass, watts), current: amps, when: clock };
    if (reason === "limited_by_house" || reason === "limited_by_phase") {
      return t("charging_less", shown);
    }
    return clock && !OPEN.has(kind) ? t("charging_since", shown) : t("charging_at", shown);
  }
  const start = instant(state("sensor.next_start"));
  if (start !== null && start > Date.now() && kind !== "idle" && kind !== "done") {
    return t("starts", { when: when(hass, start) });
  }
  if (reason === "waiting_for_sun" || reason === "waiting_for_house") {
    const left = figure(state("sensor.headroom"));
    if (left !== null) {
      return t("leaves", { power: power(hass, Math.max(left, 0)) });
    }
  }
  return clock && kind !== "open" ? t("since", { when: clock }) : "";
}
