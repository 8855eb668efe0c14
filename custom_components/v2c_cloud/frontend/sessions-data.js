// Sessions, added up by day, week, month or year of this user's calendar. Draws nothing.
import { clock, instantOf, midnight } from "./time.js";

export const PERIODS = ["day", "week", "month", "year"];
/** How many periods are shown at once. */
const SHOWN = { day: 14, week: 12, month: 12, year: 6 };

const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
];

/** The first day of the week, 0 for Sunday, as this user has chosen it. */
export function firstWeekday(locale) {
  const chosen = WEEKDAYS.indexOf(locale.first_weekday);
  if (chosen >= 0) {
    return chosen;
  }
  try {
    const language = new Intl.Locale(locale.language);
    return ((language.getWeekInfo?.() ?? language.weekInfo)?.firstDay ?? 1) % 7;
  } catch {
    return 1;
  }
}

/** The begin of the period that holds an instant, or of one so many periods later. */
export function periodStart(instant, period, zone, first, later = 0) {
  const { year, month, day } = clock(instant, zone);
  switch (period) {
    case "day":
      return midnight(instant, zone, later);
    case "week": {
      const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
      return midnight(instant, zone, later * 7 - ((weekday - first + 7) % 7));
    }
    case "month":
      return instantOf({ year, month: month + later, day: 1 }, zone);
    default:
      return instantOf({ year: year + later, month: 1, day: 1 }, zone);
  }
}

/** The periods of a page, 0 being the one that ends with now. */
export function pageOf(page, now, period, zone, first) {
  const count = SHOWN[period];
  const last = page * count;
  return Array.from({ length: count }, (_, place) => ({
    start: periodStart(now, period, zone, first, last - count + 1 + place),
    end: periodStart(now, period, zone, first, last - count + 2 + place),
  }));
}

/** What a session took, by the hour where that is known. */
function partsOf(session) {
  const hours = session.charges.flatMap((charge) => charge.energy_by_hour ?? []);
  return hours.length
    ? hours.map((hour) => ({ ...hour, at: Date.parse(hour.start) }))
    : [{ ...session, at: Date.parse(session.start) }];
}

function empty() {
  return {
    energy: 0,
    cost: null,
    uncosted: 0,
    solar: null,
    solarOf: 0,
    duration: 0,
    sessions: [],
  };
}

function add(sums, part) {
  sums.energy += part.energy ?? 0;
  if (part.cost === null || part.cost === undefined) {
    sums.uncosted += part.energy ?? 0;
  } else {
    sums.cost = (sums.cost ?? 0) + part.cost;
  }
  if (part.solar_energy !== null && part.solar_energy !== undefined) {
    sums.solar = (sums.solar ?? 0) + part.solar_energy;
    sums.solarOf += part.energy;
  }
}

/**
 * Add sessions up, for each period and for all of them.
 *
 * Energy belongs to the hour in which it flowed, so that a night is divided at midnight;
 * a session and the time it was plugged in belong to the period in which it began.
 */
export function addUp(sessions, periods, now) {
  const sums = periods.map((period) => ({ ...period, ...empty() }));
  const total = { start: periods[0].start, end: periods.at(-1).end, ...empty() };
  const find = (at) => sums.find(({ start, end }) => at >= start && at < end);
  for (const session of sessions) {
    const start = Date.parse(session.start);
    const own = find(start);
    if (own) {
      const seconds = session.duration ?? Math.max(0, now - start) / 1000;
      for (const sum of [own, total]) {
        sum.sessions.push(session);
        sum.duration += seconds;
      }
    }
    for (const part of partsOf(session)) {
      const sum = find(part.at);
      if (sum) {
        add(sum, part);
        add(total, part);
      }
    }
  }
  return { sums, total };
}

/** The share of the sun in what is known of it, 0 to 1; null where nothing is. */
export function solarShare({ solar, solarOf }) {
  return solar === null || !solarOf ? null : Math.min(1, solar / solarOf);
}
