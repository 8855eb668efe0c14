// How the entities of a charger are grouped, and in which order people read them.

/** By translation key. What is in none of these is with the rest of its category. */
const GROUPS = {
  eco: {
    icon: "mdi:leaf",
    keys: [
      "eco_charging",
      "ready_by_on",
      "ready_by",
      "will_be_ready",
      "expected_departure",
      "expected_need",
      "next_start",
      "planned_end",
      "planned_charging",
      "expected_cost",
      "saved_this_month",
      "skip_tonight",
      "target_energy",
      "energy_to_target",
      "time_to_target",
      "reserve_energy",
      "caution",
      "objective",
      "contiguous",
      "take_free",
      "price_cap_on",
      "price_cap",
    ],
  },
  car: {
    icon: "mdi:car-electric",
    keys: [
      "car",
      "plugged_car",
      "car_level",
      "expected_level",
      "target_level",
      "target_range",
    ],
  },
  power: {
    icon: "mdi:home-lightning-bolt",
    keys: [
      "power_control",
      "boost",
      "target_current",
      "headroom",
      "power_control_maximum",
      "power_control_priority",
      "end_override",
    ],
  },
  sessions: {
    icon: "mdi:chart-bar",
    keys: [
      "session",
      "sessions",
      "last_session_energy",
      "last_session_cost",
      "last_session_duration",
      "last_session_end",
      "month_energy",
      "month_cost",
      "all_sessions_energy",
      "all_sessions_cost",
    ],
  },
  lock: {
    icon: "mdi:key-wireless",
    keys: ["smart_lock", "lock_reason", "nearest_key", "key_in_range"],
  },
};
const FIRST = [
  "charging_reason",
  "charge_state",
  "connected",
  "charging",
  "paused",
  "locked",
  "intensity",
];
const REST = {
  charging: { icon: "mdi:ev-station", category: null },
  settings: { icon: "mdi:cog", category: "config" },
  diagnostics: { icon: "mdi:stethoscope", category: "diagnostic" },
};

/** Without the platform: the parts of a timer are of three, and belong together. */
function objectId({ entity_id: id }) {
  return id.slice(id.indexOf(".") + 1);
}

function byOrder(keys) {
  const place = ({ translation_key: key }) => {
    const found = keys.indexOf(key);
    return found < 0 ? keys.length : found;
  };
  return (one, other) =>
    place(one) - place(other) || objectId(one).localeCompare(objectId(other));
}

/** Entities that are shown to people, in groups that have any: name, icon, entities. */
export function groupsOf(entities) {
  const shown = entities.filter(({ hidden }) => !hidden);
  const named = new Set(Object.values(GROUPS).flatMap(({ keys }) => keys));
  const rest = (name) => ({
    name,
    icon: REST[name].icon,
    entities: shown
      .filter(
        ({ translation_key: key, entity_category: category }) =>
          !named.has(key) && (category ?? null) === REST[name].category,
      )
      .sort(byOrder(FIRST)),
  });
  return [
    rest("charging"),
    ...Object.entries(GROUPS).map(([name, { icon, keys }]) => ({
      name,
      icon,
      entities: shown
        .filter(({ translation_key: key }) => keys.includes(key))
        .sort(byOrder(keys)),
    })),
    rest("settings"),
    rest("diagnostics"),
  ].filter((group) => group.entities.length);
}
