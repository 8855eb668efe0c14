// Figures, money and times as this user reads them.
import { DAY, cached, midnight, zoneOf } from "./time.js";

const NUMBER_LANGUAGES = {
  comma_decimal: ["en-US", "en"],
  decimal_comma: ["de", "es", "it"],
  space_comma: ["fr", "sv", "cs"],
  quote_decimal: ["de-CH"],
  system: undefined,
};

/** A figure and its unit stay on one line. */
const UNIT = "\u00a0";

function numberLanguage(hass) {
  const { number_format: format, language } = hass.locale;
  return format in NUMBER_LANGUAGES ? NUMBER_LANGUAGES[format] : language;
}

/** A number with so many decimals; a dash for what is not known. */
export function number(hass, value, digits = 1) {
  if (!known(value)) {
    return "–";
  }
  const options = {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: hass.locale.number_format !== "none",
  };
  return cached(Intl.NumberFormat, numberLanguage(hass), options).format(value);
}

export function known(value) {
  return value !== null && value !== undefined && Number.isFinite(Number(value));
}

/** A power as people say it: watts below one kilowatt. */
export function power(hass, watts) {
  if (!known(watts)) {
    return "–";
  }
  return Math.abs(watts) < 999.5
    ? `${number(hass, watts, 0)}${UNIT}W`
    : `${number(hass, watts / 1000, 1)}${UNIT}kW`;
}

export function energy(hass, kwh) {
  return known(kwh) ? `${number(hass, kwh, kwh < 100 ? 1 : 0)}${UNIT}kWh` : "–";
}

export function money(hass, amount, currency, digits = 2) {
  if (!known(amount)) {
    return "–";
  }
  const options = {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    ...(/^[A-Z]{3}$/.test(currency ?? "")
      ? { style: "currency", currency, currencyDisplay: "narrowSymbol" }
      : {}),
  };
  return cached(Intl.NumberFormat, numberLanguage(hass), options).format(amount);
}

/** A price per kWh. */
export function price(hass, amount, currency) {
  return known(amount) ? `${money(hass, amount, currency, 3)}/kWh` : "–";
}

/** Seconds as hours and minutes. */
export function duration(hass, seconds) {
  if (!known(seconds)) {
    return "–";
  }
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours
    ? `${number(hass, hours, 0)} h ${String(minutes % 60).padStart(2, "0")} min`
    : `${minutes} min`;
}

/** Whether this user's clock has twelve hours. */
export function hasTwelveHours(hass) {
  const format = hass.locale.time_format;
  if (format === "12" || format === "24") {
    return format === "12";
  }
  const own = cached(Intl.DateTimeFormat, timeLanguage(hass), { hour: "numeric" });
  return Boolean(own.resolvedOptions().hour12);
}

function timeOptions(hass) {
  return hasTwelveHours(hass)
    ? { hour: "numeric", minute: "2-digit", hour12: true }
    : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
}

function timeLanguage(hass) {
  return hass.locale.time_format === "system" ? undefined : hass.locale.language;
}

/** 14:05, or 2:05 PM. */
export function time(hass, instant) {
  const options = { ...timeOptions(hass), timeZone: zoneOf(hass) };
  return cached(Intl.DateTimeFormat, timeLanguage(hass), options).format(instant);
}

/** A date with the given parts. */
export function date(hass, instant, options) {
  return cached(Intl.DateTimeFormat, hass.locale.language, {
    ...options,
    timeZone: zoneOf(hass),
  }).format(instant);
}

/** The time alone today, with the day of the week on another day. */
export function when(hass, instant, now = Date.now()) {
  const zone = zoneOf(hass);
  if (midnight(instant, zone) === midnight(now, zone)) {
    return time(hass, instant);
  }
  const near = Math.abs(instant - now) < 6 * DAY;
  const options = near ? { weekday: "short" } : { day: "numeric", month: "short" };
  return `${date(hass, instant, options)} ${time(hass, instant)}`;
}

/** The numeric state of an entity in its base unit (W, kWh, s); null if not known. */
export function figure(state) {
  if (!state || state.state === "" || !known(state.state)) {
    return null;
  }
  const factor = { kW: 1000, MW: 1e6, Wh: 0.001, MWh: 1000, min: 60, h: 3600, d: 86400 };
  return Number(state.state) * (factor[state.attributes.unit_of_measurement] ?? 1);
}

/** The instant that a timestamp sensor shows; null if not known. */
export function instant(state) {
  const value = state ? Date.parse(state.state) : NaN;
  return Number.isNaN(value) ? null : value;
}
