// Clocks: instants are milliseconds of UTC, the rest is what a person's clock shows.

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const formats = new Map();

/** An Intl formatter; making one is slow, so each is made once. */
export function cached(kind, language, options) {
  const key = `${kind.name}|${language}|${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    try {
      format = new kind(language, options);
    } catch {
      // A language or a zone that this browser does not know.
      format = new kind("en", { ...options, timeZone: "UTC" });
    }
    formats.set(key, format);
  }
  return format;
}

/** The zone in which this user wants to see times. */
export function zoneOf(hass) {
  return hass.locale?.time_zone === "server"
    ? hass.config.time_zone
    : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What a clock in a zone shows at an instant. */
export function clock(instant, zone) {
  const format = cached(Intl.DateTimeFormat, "en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const shown = {};
  for (const { type, value } of format.formatToParts(instant)) {
    shown[type] = Number(value);
  }
  return shown;
}

function asIfUtc({ year, month, day, hour = 0, minute = 0, second = 0 }) {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The instant at which a clock in a zone shows this; the later one of a gap. */
export function instantOf(shown, zone) {
  const wanted = asIfUtc(shown);
  const nearer = (instant) => instant + wanted - asIfUtc(clock(instant, zone));
  const guess = nearer(wanted);
  // A second look is needed where the first lies across a change of the clocks.
  const second = nearer(guess);
  return nearer(second) === second ? second : Math.max(guess, second);
}

/** Midnight of the day of an instant, or of a day so many days later. */
export function midnight(instant, zone, days = 0) {
  const { year, month, day } = clock(instant, zone);
  return instantOf({ year, month, day: day + days }, zone);
}

/** The hours 0, 6, 12 and 18 of the clock between two instants: 23 and 25 h days too. */
export function ticks(start, end, zone, every = 6) {
  const found = [];
  for (let day = 0; day < 9; day += 1) {
    const { year, month, day: date } = clock(start, zone);
    for (let hour = 0; hour < 24; hour += every) {
      const instant = instantOf({ year, month, day: date + day, hour }, zone);
      if (instant >= start && instant <= end) {
        found.push({ instant, hour });
      }
    }
  }
  return found;
}
