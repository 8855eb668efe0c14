// What a plan says, made ready for the chart: instants, blocks, ranges. Draws nothing.
import { midnight } from "./time.js";

/** Read the answer of the action get_plan. */
export function readPlan(answer) {
  const slots = (answer.slots ?? [])
    .map((slot) => ({ ...slot, start: Date.parse(slot.start), end: Date.parse(slot.end) }))
    .filter(({ start, end }) => end > start)
    .sort((one, other) => one.start - other.start);
  const parsed = (text) => (text ? Date.parse(text) : null);
  return {
    ...answer,
    slots,
    priced: slots.some(({ price }) => price !== null && price !== undefined),
    departure: { ...answer.departure, time: parsed(answer.departure?.time) },
  };
}

/** By when it must be ready, when it leaves by the calendar, or probably will. */
export function kindOfDeparture({ departure }) {
  const kinds = { calendar: "leaves_at", learned: "leaves_probably" };
  return kinds[departure.source] ?? "ready_by";
}

export function isPlanned(slot) {
  return slot.current > 0;
}

/** From the first slot to the last; today and tomorrow where there is none. */
export function range(plan, now, zone) {
  const { slots } = plan;
  return slots.length
    ? { start: slots[0].start, end: slots.at(-1).end }
    : { start: midnight(now, zone), end: midnight(now, zone, 2) };
}

/** Planned slots that follow each other, as one: when, how much, at what cost. */
export function blocks(plan, now = -Infinity) {
  const found = [];
  for (const slot of plan.slots) {
    if (!isPlanned(slot) || slot.end <= now) {
      continue;
    }
    const last = found.at(-1);
    if (last?.end === slot.start) {
      last.end = slot.end;
      last.energy += slot.energy;
      last.cost = last.cost === null || slot.cost === null ? null : last.cost + slot.cost;
    } else {
      found.push({ start: slot.start, end: slot.end, energy: slot.energy, cost: slot.cost });
    }
  }
  return found;
}

/** The place of the slot that holds an instant, or the nearest one. */
export function slotAt(plan, instant) {
  const { slots } = plan;
  let nearest = -1;
  let away = Infinity;
  for (let place = 0; place < slots.length; place += 1) {
    const { start, end } = slots[place];
    const distance = instant < start ? start - instant : Math.max(0, instant - end + 1);
    if (distance < away) {
      nearest = place;
      away = distance;
    }
  }
  return nearest;
}

/** When the next slot begins; null after the last. */
export function nextEdge(plan, now) {
  const edge = plan.slots.find(({ end }) => end > now)?.end;
  return edge ?? null;
}
