// Results over years, with the line of the record.

import { h } from "./dom.js";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 240, 52, 16, 14, 28];

/** Return a chart of [{year, score, name}], or null where fewer than two years have a value. */
export function chart(points, { lower, title }) {
  const dated = points.filter(point => point.year).sort((one, other) => one.year - other.year || one.score - other.score);
  const years = [...new Set(dated.map(point => point.year))];
  if (years.length < 2) return null;
  const [first, last] = [years[0], years.at(-1)];
  const scores = dated.map(point => point.score);
  const ticks = niceTicks(Math.min(...scores), Math.max(...scores));
  const [low, high] = [Math.min(ticks[0], ...scores), Math.max(ticks.at(-1), ...scores)];
  const x = year => LEFT + ((year - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
  const y = score => HEIGHT - BOTTOM - ((score - low) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
  const step = Math.ceil((last - first + 1) / 9);
  const shown = Array.from({ length: last - first + 1 }, (_, at) => first + at).filter(year => (year - first) % step === 0);
  const record = [];
  for (const year of years) {
    const of = dated.filter(point => point.year === year).map(point => point.score);
    const best = lower ? Math.min(...of) : Math.max(...of);
    const before = record.at(-1)?.score;
    record.push({ year, score: before === undefined ? best : lower ? Math.min(before, best) : Math.max(before, best) });
  }
  const line = record.map(({ year, score }, at) => (at ? `H${x(year)}V${y(score)}` : `M${x(year)},${y(score)}`)).join("");
  const best = record.at(-1).score;
  return h("figure", null,
    h("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}, ${first} to ${last}; the record is ${number(best)}` },
      h("g", { class: "grid" }, ticks.map(tick => h("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick) }))),
      h("g", { class: "axis" },
        ticks.map(tick => h("text", { x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, number(tick))),
        shown.map(year => h("text", { x: x(year), y: HEIGHT - 8, "text-anchor": "middle" }, String(year)))),
      h("path", { class: "record", d: line }),
      dated.map(point => h("circle", { class: "point", cx: x(point.year), cy: y(point.score), r: 4.5 },
        h("title", null, `${point.name}: ${number(point.score)} (${point.year})`)))),
    h("figcaption", { class: "meta" }, `By year of the paper; the line is the best value so far${lower ? " (lower is better)" : ""}.`));
}

function number(value) {
  return String(Math.round(value * 1000) / 1000);
}

/** Return three to six round values that span a range. */
function niceTicks(low, high) {
  const span = high - low || Math.abs(high) || 1, rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough)), unit = [1, 2, 5, 10].find(each => each * power >= rough) * power;
  const first = Math.floor(low / unit), last = Math.ceil(high / unit);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * unit).toPrecision(12)));
}
