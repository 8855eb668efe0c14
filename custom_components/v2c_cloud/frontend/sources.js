// Where the car's power comes from: the sun, a battery or the grid.
import { figure } from "./format.js";
import { isKnown, stateOf } from "./entities.js";

let asked = null;
let meters = { grid: [], solar: [], battery: [] };

/**
 * Ask the Energy dashboard once which sensors measure the house's power.
 *
 * A house without any is no error: then the charger's own meter counts.
 */
export async function findMeters(hass) {
  asked ??= hass
    .callWS({ type: "energy/get_prefs" })
    .then((preferences) => {
      const found = { grid: [], solar: [], battery: [] };
      for (const source of preferences.energy_sources ?? []) {
        const rates = [source.stat_rate, ...(source.power ?? []).map((p) => p.stat_rate)];
        found[source.type]?.push(...rates.filter(Boolean));
      }
      meters = found;
    })
    .catch(() => {
      // Asked again when the page is loaded again.
    });
  await asked;
  return meters;
}

/** The entities that the answer of `shares` depends on. */
export function metersOf() {
  return [...meters.grid, ...meters.solar, ...meters.battery];
}

function sum(hass, ids) {
  const values = ids.map((id) => figure(hass.states[id]));
  return values.length && values.every((value) => value !== null)
    ? values.reduce((total, value) => total + value, 0)
    : null;
}

/** Divide the car's power (W) by where it comes from; null where no meter tells. */
export function shares(hass, charger, car) {
  const own = (key) => {
    const state = stateOf(hass, charger, key);
    return isKnown(state) ? figure(state) : null;
  };
  const readings = {
    grid: sum(hass, meters.grid) ?? own("sensor.grid_power"),
    solar: sum(hass, meters.solar) ?? own("sensor.fv_power") ?? 0,
  };
  return divide(readings, meters, car);
}

/**
 * The rule is that of the session log: the house takes the sun first, and what the grid
 * gives is the car's as far as it takes as much.
 */
export function divide({ grid, solar }, { battery }, car) {
  if (!car || car <= 0 || grid === null) {
    return null;
  }
  const fromGrid = Math.min(Math.max(grid, 0), car);
  const rest = car - fromGrid;
  const fromSun = Math.min(Math.max(solar, 0), rest);
  const left = rest - fromSun;
  // What neither explains is a battery's, or two meters that were not read at once.
  return battery.length
    ? { sun: fromSun, battery: left, grid: fromGrid }
    : { sun: fromSun, battery: 0, grid: fromGrid + left };
}
