// The drawing of a plan: prices as bars, planned slots coloured, sun, limits, now.
import { nothing, svg } from "./vendor/lit-html.js";
import { bars, linear, round, scale } from "./chart.js";
import { date, hasTwelveHours, money, number } from "./format.js";
import { isPlanned, kindOfDeparture, range } from "./plan-data.js";
import { HOUR, midnight, ticks, zoneOf } from "./time.js";

const LEFT = 46;
const TOP = 24;
const BOTTOM = 22;

/** How the parts of a chart of a size lie. */
export function layout(hass, plan, now, width, height) {
  const zone = zoneOf(hass);
  const { start, end } = range(plan, now, hass.config.time_zone);
  const watts = plan.slots.flatMap(({ solar, limit }) => [solar, limit]);
  const most = Math.max(0, ...watts.filter((value) => value !== null && value !== undefined));
  const right = most > 0 ? 34 : 10;
  const prices = plan.slots.map(({ price }) => price).filter((price) => price !== null && price !== undefined);
  const priceScale = scale(Math.min(0, ...prices), Math.max(0.01, ...prices));
  const powerScale = most > 0 ? scale(0, most / 1000, 3) : null;
  const foot = height - BOTTOM;
  const y = linear(priceScale.from, priceScale.to, foot, TOP);
  return {
    zone,
    start,
    end,
    now,
    width,
    height,
    foot,
    left: LEFT,
    right: width - right,
    priceScale,
    powerScale,
    x: linear(start, end, LEFT, width - right),
    y,
    // The powers stand on the zero of the prices, whatever is below it.
    watts: powerScale && linear(0, powerScale.to * 1000, y(0), TOP),
  };
}

function bar(at, slot) {
  const gap = at.x(slot.end) - at.x(slot.start) > 4 ? 1 : 0;
  const width = Math.max(at.x(slot.end) - at.x(slot.start) - gap, 0.7);
  const tall = at.y(0) - at.y(slot.price);
  // A price of zero is a price: it is seen.
  const seen = Math.abs(tall) < 1.5 ? 1.5 : tall;
  return [at.x(slot.start), at.y(0) - seen, width, seen];
}

function priceBars(at, plan) {
  const kinds = new Map();
  for (const slot of plan.slots) {
    if (slot.price === null || slot.price === undefined) {
      continue;
    }
    const kind = [
      isPlanned(slot) ? "planned" : "plain",
      slot.expected ? "guess" : "",
      slot.end <= at.now ? "past" : "",
    ].join(" ");
    if (!kinds.has(kind)) {
      kinds.set(kind, []);
    }
    kinds.get(kind).push(bar(at, slot));
  }
  return [...kinds].map(
    ([kind, rectangles]) => svg`<path class="price ${kind}" d=${bars(rectangles)}/>`,
  );
}

/** A strip under the planned slots, for those who do not see the colours. */
function strip(at, plan) {
  const planned = plan.slots.filter(isPlanned);
  return svg`<path class="strip" d=${bars(
    planned.map(({ start, end }) => [at.x(start), at.foot + 2, at.x(end) - at.x(start), 4]),
  )}/>`;
}

function steps(at, plan, key) {
  let path = "";
  let last = null;
  for (const slot of plan.slots) {
    const value = slot[key];
    if (value === null || value === undefined || value <= 0) {
      last = null;
      continue;
    }
    const y = round(at.watts(value));
    path += last === slot.start ? `V${y}` : `M${round(at.x(slot.start))} ${y}`;
    path += `H${round(at.x(slot.end))}`;
    last = slot.end;
  }
  return path;
}

function sunArea(at, plan) {
  const lit = plan.slots.filter(({ solar }) => solar > 0);
  return bars(
    lit.map(({ start, end, solar }) => [
      at.x(start),
      at.watts(solar),
      at.x(end) - at.x(start),
      at.y(0) - at.watts(solar),
    ]),
  );
}

function grid(hass, at, plan) {
  return svg`${at.priceScale.marks.map(
    (mark) => svg`<path class=${mark === 0 ? "zero" : "line"} d="M${at.left} ${round(at.y(mark))}H${at.right}"/>
      <text x=${at.left - 6} y=${round(at.y(mark)) + 4} text-anchor="end">${money(
        hass,
        mark,
        plan.currency,
        Math.max(2, at.priceScale.digits),
      )}</text>`,
  )}
  ${
    at.powerScale
      ? at.powerScale.marks
          .slice(1)
          .map(
            (mark) =>
              svg`<text x=${at.right + 5} y=${round(at.watts(mark * 1000)) + 4}>${number(hass, mark, at.powerScale.digits)}</text>`,
          )
      : nothing
  }
  ${at.powerScale ? svg`<text x=${at.right + 5} y="12">kW</text>` : nothing}`;
}

function hours(hass, at) {
  const twelve = hasTwelveHours(hass);
  const room = (at.right - at.left) / ((at.end - at.start) / HOUR);
  const every = [3, 6, 12].find((hour) => hour * room > (twelve ? 44 : 30)) ?? 12;
  const options = {
    hour: twelve ? "numeric" : "2-digit",
    ...(twelve ? { hour12: true } : { hourCycle: "h23" }),
  };
  return ticks(at.start, at.end - 1, at.zone, every).map(
    ({ instant }) => svg`<path class="tick" d="M${round(at.x(instant))} ${at.foot}v6"/>
      <text class="hour" x=${round(at.x(instant))} y=${at.height - 3} text-anchor="middle">${date(
        hass,
        instant,
        options,
      )}</text>`,
  );
}

function days(hass, at, t) {
  const found = [];
  let day = midnight(at.start, at.zone);
  while (day < at.end) {
    const next = midnight(day, at.zone, 1);
    const from = Math.max(day, at.start);
    const today = midnight(at.now, at.zone);
    const room = at.x(Math.min(next, at.end)) - at.x(from);
    const relative =
      day === today ? t("today") : day === midnight(today, at.zone, 1) ? t("tomorrow") : "";
    const name = date(hass, from, { weekday: room > 150 ? "long" : "short", day: "numeric" });
    if (room > 40) {
      found.push(svg`${day > at.start ? svg`<path class="day" d="M${round(at.x(day))} 4V${at.foot + 6}"/>` : nothing}
        <text class="name" x=${round(at.x(from)) + 6} y="14">${relative && room > 130 ? `${relative}, ${name}` : relative || name}</text>`);
    }
    day = next;
  }
  return found;
}

function mark(at, instant, kind, label, other = null) {
  if (instant === null || instant < at.start || instant > at.end) {
    return nothing;
  }
  const x = round(at.x(instant));
  const flip = x > at.right - 80;
  // Below the label of what is at about the same time.
  const row = other !== null && Math.abs(at.x(other) - x) < 100 ? 24 : 0;
  return svg`<path class=${kind} d="M${x} ${TOP - 4}V${at.foot + 6}"/>
    <text class="flag ${kind}" x=${flip ? x - 4 : x + 4} y=${TOP + 6 + row} text-anchor=${flip ? "end" : "start"}>${label}</text>`;
}

/** The whole drawing; `place` is the slot that somebody looks at. */
export function drawing(hass, at, plan, place, t) {
  const chosen = plan.slots[place];
  return svg`<svg viewBox="0 0 ${at.width} ${at.height}" width=${at.width} height=${at.height} aria-hidden="true">
    <defs><pattern id="guess" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0h2.5v5h-2.5z" fill="#000"/><path d="M2.5 0h2.5v5h-2.5z" fill="#fff"/></pattern>
    <mask id="hatch"><rect width=${at.width} height=${at.height} fill="url(#guess)"/></mask></defs>
    ${grid(hass, at, plan)}
    ${at.powerScale ? svg`<path class="solar" d=${sunArea(at, plan)}/>` : nothing}
    ${
      chosen
        ? svg`<rect class="chosen" x=${round(at.x(chosen.start))} y=${TOP} width=${round(Math.max(at.x(chosen.end) - at.x(chosen.start), 2))} height=${at.foot - TOP}/>`
        : nothing
    }
    ${priceBars(at, plan)} ${strip(at, plan)}
    ${
      at.powerScale
        ? svg`<path class="sunline" d=${steps(at, plan, "solar")}/><path class="limit" d=${steps(at, plan, "limit")}/>`
        : nothing
    }
    ${hours(hass, at)} ${days(hass, at, t)}
    ${mark(at, plan.departure.time, "ready", t(kindOfDeparture(plan)))}
    ${mark(at, at.now, "now", t("now"), plan.departure.time)}
  </svg>`;
}
