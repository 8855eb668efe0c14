// A whole dashboard for all the chargers of a house, made anew each time it is opened.
import { hasAction } from "./answers.js";
import { chargersOf, housesOf } from "./entities.js";
import { groupsOf } from "./groups.js";
import { languageFor, translate } from "./strings.js";

function heading(text, icon) {
  return { type: "heading", heading: text, icon };
}

function tile(entity) {
  // Without the device: that is the heading's, or the view's.
  return {
    type: "tile",
    entity: entity.entity_id,
    name: { type: "entity" },
    // Half a row has no room for most names.
    grid_options: { columns: "full" },
  };
}

function say(hass) {
  return (key, values) => translate(languageFor(hass.language), key, values);
}

/** Entities that are shown to people, in the order of their ids. */
function shown(entities) {
  return entities
    .filter(({ hidden, entity_category: category }) => !hidden && !category)
    .sort((one, other) => one.entity_id.localeCompare(other.entity_id));
}

function overview(hass, config) {
  const t = say(hass);
  const look = { picture: config.picture, image: config.image };
  for (const key of Object.keys(look)) {
    look[key] ?? delete look[key];
  }
  const chargers = chargersOf(hass);
  const sections = chargers.flatMap(({ id }) => {
    const cards = [{ type: "custom:v2c-cloud-charger", device_id: id, ...look }];
    if (hasAction(hass, "get_plan")) {
      cards.push({ type: "custom:v2c-cloud-plan", device_id: id });
    }
    // One charger has the width of a desktop; of several each keeps its own column.
    return chargers.length > 1
      ? [{ type: "grid", cards }]
      : cards.map((card) => ({ type: "grid", cards: [card] }));
  });
  for (const house of housesOf(hass)) {
    const cards = shown(house.entities).map(tile);
    if (cards.length) {
      sections.push({
        type: "grid",
        cards: [heading(house.name || t("heading_house"), "mdi:home-lightning-bolt"), ...cards],
      });
    }
  }
  if (!sections.length) {
    sections.push({ type: "grid", cards: [{ type: "custom:v2c-cloud-charger" }] });
  }
  return { type: "sections", max_columns: 3, sections };
}

function history() {
  return {
    type: "sections",
    max_columns: 2,
    sections: [
      {
        type: "grid",
        column_span: 2,
        cards: [{ type: "custom:v2c-cloud-sessions", grid_options: { columns: "full" } }],
      },
    ],
  };
}

function everything(hass, deviceId) {
  const t = say(hass);
  const charger = chargersOf(hass).find(({ id }) => id === deviceId);
  const sections = groupsOf(charger?.entities ?? []).map(({ name, icon, entities }) => ({
    type: "grid",
    cards: [heading(t(`group_${name}`), icon), ...entities.map(tile)],
  }));
  return { type: "sections", max_columns: 3, sections };
}

/** One view: `view` is overview, history or charger (with a `device_id`). */
export class V2CViewStrategy extends HTMLElement {
  static async generate(config, hass) {
    switch (config.view) {
      case "history":
        return history();
      case "charger":
        return everything(hass, config.device_id);
      default:
        return overview(hass, config);
    }
  }
}

/** The dashboard: an overview, the history, and all entities of each charger. */
export class V2CDashboardStrategy extends HTMLElement {
  static async getConfigElement() {
    return document.createElement("v2c-cloud-strategy-editor");
  }

  static getCreateSuggestions(hass) {
    return { title: say(hass)("dashboard_title"), icon: "mdi:ev-station" };
  }

  static async generate(config, hass) {
    const t = say(hass);
    const { picture, image } = config;
    const view = (title, icon, path, strategy) => ({
      title,
      icon,
      path,
      strategy: { type: "custom:v2c-cloud", ...strategy },
    });
    return {
      views: [
        view(t("overview"), "mdi:ev-station", "overview", {
          view: "overview",
          ...(picture ? { picture } : {}),
          ...(image ? { image } : {}),
        }),
        view(t("history"), "mdi:chart-bar", "history", { view: "history" }),
        ...chargersOf(hass).map(({ id, name }, place) =>
          view(name, "mdi:tune", `charger-${place + 1}`, { view: "charger", device_id: id }),
        ),
      ],
    };
  }
}
