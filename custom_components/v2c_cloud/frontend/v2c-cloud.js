// What dashboards load: the cards and the strategy, by their names.
import { V2CChargerCard } from "./charger-card.js";
import { V2CPlanCard } from "./plan-card.js";
import { V2CSessionsCard } from "./sessions-card.js";
import { V2CDashboardStrategy, V2CViewStrategy } from "./strategy.js";
import { V2CStrategyEditor } from "./strategy-editor.js";
import { pageLanguage, translate } from "./strings.js";
import { suggestion } from "./suggestions.js";

const say = (key) => translate(pageLanguage(), key);

function define(tag, element) {
  // The module may be there twice, as a resource and on every page.
  if (!customElements.get(tag)) {
    customElements.define(tag, element);
    return true;
  }
  return false;
}

const CARDS = { charger: V2CChargerCard, plan: V2CPlanCard, sessions: V2CSessionsCard };

window.customCards ??= [];
for (const [name, element] of Object.entries(CARDS)) {
  const type = `v2c-cloud-${name}`;
  if (define(type, element)) {
    window.customCards.push({
      type,
      name: say(`card_${name}`),
      description: say(`card_${name}_about`),
      preview: true,
      documentationURL:
        "https://github.com/v2c-cloud/home-assistant-v2c-cloud/blob/main/docs/dashboard.md",
      getEntitySuggestion: (hass, entityId) => suggestion(hass, entityId, name),
    });
  }
}

window.customStrategies ??= [];
if (define("ll-strategy-dashboard-v2c-cloud", V2CDashboardStrategy)) {
  window.customStrategies.push({
    type: "v2c-cloud",
    strategyType: "dashboard",
    name: "V2C Cloud",
    description: say("strategy_about"),
    documentationURL:
      "https://github.com/v2c-cloud/home-assistant-v2c-cloud/blob/main/docs/dashboard.md",
  });
}
define("ll-strategy-view-v2c-cloud", V2CViewStrategy);
define("v2c-cloud-strategy-editor", V2CStrategyEditor);
