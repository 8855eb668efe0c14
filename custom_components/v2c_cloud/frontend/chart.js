// What both charts need: scales, bars, and a place that can be moved with the keys.

/** Round steps for an axis from least to most, with zero in it; a little below zero. */
export function scale(least, most, steps = 4) {
  const low = Math.min(0, least);
  const high = Math.max(0, most);
  const span = high - low || 1;
  const rough = span / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  // Prices are seldom negative by much: a whole step would leave the chart empty.
  const from = Math.max(first * step, low * 1.25);
  const to = last * step;
  const marks = [];
  for (let n = first; n <= last; n += 1) {
    if (n * step >= from) {
      marks.push(Number((n * step).toPrecision(12)));
    }
  }
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const exact = step / 10 ** -digits;
  return { from, to, marks, digits: Number.isInteger(Number(exact.toFixed(6))) ? digits : digits + 1 };
}

/** A function from values to pixels. */
export function linear(from, to, first, last) {
  return (value) => first + ((value - from) / (to - from)) * (last - first);
}

/** One path for many bars: thousands of states a day must not cost a node each. */
export function bars(rectangles) {
  return rectangles
    .map(([x, y, width, height]) => {
      const [top, tall] = height < 0 ? [y + height, -height] : [y, height];
      return `M${round(x)} ${round(top)}h${round(width)}v${round(tall)}h${round(-width)}z`;
    })
    .join("");
}

export function round(value) {
  return Math.round(value * 10) / 10;
}

/** Where the keys lead from a place among `count`; null for other keys. */
export function moved(event, place, count, page) {
  const leads = {
    ArrowRight: place + 1,
    ArrowUp: place + 1,
    ArrowLeft: place - 1,
    ArrowDown: place - 1,
    PageUp: place + page,
    PageDown: place - page,
    Home: 0,
    End: count - 1,
  };
  return event.key in leads
    ? Math.min(Math.max(leads[event.key], 0), count - 1)
    : null;
}
