// Which of our cards fits an entity that somebody wants on a dashboard.
import { PLATFORM, chargersOf } from "./entities.js";

const FITS = {
  plan: ["next_start", "planned_end", "expected_cost", "price_now", "eco_charging"],
  sessions: [
    "sessions",
    "last_session_energy",
    "last_session_cost",
    "month_energy",
    "month_cost",
  ],
  charger: ["charge_state", "charging_reason", "charge_power", "charging", "connected"],
};

/** The card of a name for an entity of ours; null where another card fits better. */
export function suggestion(hass, entityId, name) {
  const entity = hass.entities[entityId];
  if (entity?.platform !== PLATFORM || !FITS[name].includes(entity.translation_key)) {
    return null;
  }
  const charger = chargersOf(hass).find(({ id }) => id === entity.device_id);
  return {
    config: {
      type: `custom:v2c-cloud-${name}`,
      ...(charger ? { device_id: charger.id } : {}),
    },
  };
}
