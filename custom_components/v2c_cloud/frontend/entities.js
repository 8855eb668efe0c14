// Which chargers there are and which entities they have, from Home Assistant's registry.

const PLATFORM = "v2c_cloud";


let known = { entities: null, devices: null, chargers: [], houses: [] };

function look(hass) {
  if (known.entities === hass.entities && known.devices === hass.devices) {
    return known;
  }
  const byDevice = new Map();
  for (const entity of Object.values(hass.entities)) {
    if (entity.platform === PLATFORM && entity.device_id && entity.translation_key) {
      if (!byDevice.has(entity.device_id)) {
        byDevice.set(entity.device_id, []);
      }
      byDevice.get(entity.device_id).push(entity);
    }
  }
  const chargers = [];
  const houses = [];
  for (const [deviceId, entities] of byDevice) {
    const device = hass.devices[deviceId];
    if (device) {
      const keys = {};
      for (const entity of entities) {
        const domain = entity.entity_id.split(".")[0];
        keys[`${domain}.${entity.translation_key}`] = entity.entity_id;
      }
      const found = {
        id: deviceId,
        name: device.name_by_user || device.name || "V2C",
        houseId: device.via_device_id,
        keys,
        entities,
      };
      // Both are there whatever links a charger has.
      const isCharger =
        "sensor.charge_state" in keys || "sensor.charging_reason" in keys;
      (isCharger ? chargers : houses).push(found);
    }
  }
  const byName = (one, other) => one.name.localeCompare(other.name);
  known = {
    entities: hass.entities,
    devices: hass.devices,
    chargers: chargers.sort(byName),
    houses: houses.sort(byName),
  };
  return known;
}

/** All chargers, by name. */
export function chargersOf(hass) {
  return look(hass).chargers;
}

/** All devices that stand for a house, by name. */
export function housesOf(hass) {
  return look(hass).houses;
}

/** The house of a charger. */
export function houseOf(hass, charger) {
  return look(hass).houses.find(({ id }) => id === charger?.houseId);
}

/** The charger that a card is about: the one chosen, else the first. */
export function chargerFor(hass, config) {
  const chargers = chargersOf(hass);
  return config.device_id
    ? chargers.find(({ id }) => id === config.device_id)
    : chargers[0];
}

/** The state of one of a charger's entities, by "domain.translation_key". */
export function stateOf(hass, charger, key) {
  return hass.states[charger?.keys[key]];
}

/** Whether a state says something. */
export function isKnown(state) {
  return Boolean(state) && state.state !== "unavailable" && state.state !== "unknown";
}

export { PLATFORM };
