// What the cards say by themselves. Names and states are Home Assistant's own.
import en from "./strings/en.js";
import es from "./strings/es.js";
import it from "./strings/it.js";

const LANGUAGES = { en, es, it };

/** The language that we have for one of Home Assistant's: es for es-419, else English. */
export function languageFor(language) {
  const short = (language ?? "en").toLowerCase().split(/[-_]/)[0];
  return short in LANGUAGES ? short : "en";
}

/** One of our texts, with its figures filled in. */
export function translate(language, key, values = {}) {
  const text = LANGUAGES[languageFor(language)][key] ?? en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** The language of the page, where no card is there to ask. */
export function pageLanguage() {
  return (
    document.querySelector("home-assistant")?.hass?.language ??
    document.documentElement.lang
  );
}
