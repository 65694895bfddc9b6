// Histograms: bars of one, and ridges of the layers of a network above each other.

/** Shares of one histogram's values, and its tallest bin. */
function histogramShares(histogram) {
  const counts = histogram.counts || [];
  const {below = 0, above = 0, zero = 0, nonfinite = 0} = histogram;
  const total = d3.sum(counts) + below + above + zero + nonfinite;
  const of = (count) => (total ? count / total : 0);
  const ends = (counts[0] || 0) + (counts.length > 1 ? counts[counts.length - 1] : 0);
  return {total, bins: counts.map(of), tallest: of(d3.max(counts) || 0), zero: of(zero),
    saturated: of(ends + below + above), below: of(below), above: of(above), nonfinite: of(nonfinite)};
}

/** Bars of shares as one path in units of bins and of the tallest bar. */
const barsPath = (bins, tallest) => bins.map((value, i) =>
  (value ? `M${i},1V${1 - value / tallest}H${i + 1}V1Z` : "")).join("");

/** Gives a figure another title. */
function retitle(chart, title) {
  chart.title = title;
  chart.figure.querySelector(`#${chart.id}-title`).textContent = title;
}

const ROW_HEIGHT = 34;
const LARGE_SPREAD = 20;

/** The counts of a histogram less its exact zeros, which would hide all else; they are an upright line. */
function withoutZeros({low, high, counts, zeros, below = 0, above = 0}) {
  const bin = Math.floor(-low / ((high - low) / counts.length));
  if (!(zeros > 0) || !(counts[bin] >= 0)) return counts;
  const total = d3.sum(counts) + below + above;
  return counts.map((count, i) => (i === bin ? Math.max(0, Math.round(count - zeros * total)) : count));
}

/**
 * Layers above each other, each with a histogram `{low, high, counts, zeros}`. One axis for all of them, unless
 * their bounds differ too much: then each row has its own, and its end is written at the right.
 */
function drawRidges(chart, {rows, tint: colour, empty}) {
  if (!measurePlot(chart)) return;
  clearPlot(chart);
  const known = rows.filter(({histogram}) => histogram && histogram.counts.some((count) => count > 0));
  chart.drawn = known.length > 0;
  if (!chart.drawn) {
    chart.plot.prepend(element("p", {class: "empty"}, empty));
    return;
  }
  const reach = ({low, high}) => Math.max(Math.abs(low), Math.abs(high));
  const reaches = known.map(({histogram}) => reach(histogram)).filter((value) => value > 0);
  const isShared = !reaches.length || d3.max(reaches) / d3.min(reaches) < LARGE_SPREAD;
  const left = 20 + 7 * Math.min(14, d3.max(rows, ({name}) => name.length)), right = Math.max(left + 40, chart.width - 92);
  chart.height = 14 + ROW_HEIGHT * rows.length + 6;
  const svg = d3.create("svg").attr("viewBox", `0 0 ${chart.width} ${chart.height}`);
  if (chart.isDescribed) describeDrawing(chart, svg);
  const middle = (left + right) / 2;
  svg.append("g").attr("class", "grid").append("line").attr("x1", middle).attr("x2", middle).attr("y1", 6).attr("y2", chart.height - 6);
  rows.forEach(({name, histogram}, i) => {
    const base = 14 + ROW_HEIGHT * (i + 1) - 6;
    const row = svg.append("g").attr("class", "ridge").style("--tint", colour);
    row.append("text").attr("x", 0).attr("y", base - 3).text(name.length > 16 ? `…${name.slice(-15)}` : name);
    row.append("line").attr("class", "floor").attr("x1", left).attr("x2", right).attr("y1", base).attr("y2", base);
    if (!histogram || !histogram.counts.length) return;
    const end = (isShared ? d3.max(reaches) : reach(histogram)) || 1;
    const x = d3.scaleLinear().domain([-end, end]).range([left, right]);
    const {low, high} = histogram, step = (high - low) / histogram.counts.length;
    const counts = withoutZeros(histogram), tallest = d3.max(counts) || 1;
    const edge = (at) => Math.max(left, Math.min(right, x(low + at * step)));
    const points = counts.map((count, bin) => {
      const [from, to] = step > 0 ? [edge(bin), edge(bin + 1)] : [edge(bin) - 1, edge(bin) + 1];
      return count ? `M${from.toFixed(1)},${base}V${(base - (ROW_HEIGHT - 8) * count / tallest).toFixed(1)}H${Math.max(to, from + 1).toFixed(1)}V${base}Z` : "";
    });
    row.append("path").attr("class", "bar-path").attr("d", points.join(""));
    if (histogram.zeros > 0) row.append("line").attr("class", "atom").attr("x1", x(0)).attr("x2", x(0)).attr("y1", base - ROW_HEIGHT + 8).attr("y2", base);
    row.append("text").attr("class", "reach").attr("x", right + 8).attr("y", base - 3)
      .text(`±${number(end, ",.2r")}`);
    if (histogram.zeros > 0.005) {
      row.append("text").attr("class", "reach").attr("x", right + 8).attr("y", base - 16).text(`${roughPercent(histogram.zeros)} zero`);
    }
  });
  chart.plot.prepend(svg.node());
}

/** The numbers of ridges, for a table. */
function ridgeNumbers(rows) {
  return {
    head: ["layer", "lowest bin from", "highest bin to", "exactly 0", "fullest bin from", "to", "values outside"],
    rows: rows.filter(({histogram}) => histogram).map(({name, histogram: {low, high, counts, below = 0, above = 0}, zeros}) => {
      const full = counts.indexOf(d3.max(counts)), step = (high - low) / (counts.length || 1);
      return [name, exactCell(low), exactCell(high), finite(zeros) ? {text: roughPercent(zeros), value: String(zeros)} : "–",
        exactCell(low + full * step), exactCell(low + (full + 1) * step), {text: String(below + above), value: String(below + above)}];
    }),
  };
}

/**
 * One histogram with axes: bars of `counts` between `low` and `high`, over them a line of what is `expected` in each
 * bin, where that is known.
 */
function drawDensity(chart, {low, high, counts, expected, tint: colour, titles}) {
  if (!measurePlot(chart)) return;
  chart.height = chart.height || 260;
  clearPlot(chart);
  chart.drawn = true;
  chart.isWhole = false;
  const left = 58, right = chart.width - 14, base = chart.height - 46, step = (high - low) / counts.length;
  const x = d3.scaleLinear().domain([low, high]).range([left, right]);
  const y = d3.scaleLinear().domain([0, 1.05 * d3.max(counts.concat(expected || [])) || 1]).range([base, 20]);
  const svg = chartFrame(chart, x, y, {left, right, base, bottom: base}, titles, y.ticks(5), tickNumber, 8);
  if (chart.isDescribed) describeDrawing(chart, svg);
  const bars = counts.map((count, i) => (count
    ? `M${x(low + i * step).toFixed(1)},${base}V${y(count).toFixed(1)}H${x(low + (i + 1) * step).toFixed(1)}V${base}Z` : ""));
  svg.append("g").attr("class", "ridge").style("--tint", colour).append("path").attr("class", "bar-path pale").attr("d", bars.join(""));
  if (expected) {
    const places = expected.map((value, i) => [x(low + (i + 0.5) * step), y(value)]);
    svg.append("path").attr("class", "theory").attr("d", d3.line().curve(d3.curveMonotoneX)(places));
  }
  Object.assign(chart, {x, base, places: counts.map((count, i) => low + (i + 0.5) * step)});
  addCursor(chart, svg, (place) => x(chart.places[place]));
  chart.plot.prepend(svg.node());
}

const SMALL_HEIGHT = 132;

/** What lies in no bin: "12 below", "3 above", "1 not finite". */
const beyondWords = ({below = 0, above = 0, nonfinite = 0}) => [[below, "below"], [above, "above"], [nonfinite, "not finite"]]
  .filter(([count]) => count > 0).map(([count, word]) => `${d3.format(",")(count)} ${word}`);

/**
 * One small histogram `{low, high, counts, below, above, nonfinite, zeros}` with its axis. `spans` are lines under the
 * bars from `low` to `high`, of one class each: a deviation on either side of a mean.
 */
function drawSmallHistogram(chart, histogram, spans = []) {
  if (!measurePlot(chart)) return;
  clearPlot(chart);
  chart.height = SMALL_HEIGHT;
  chart.drawn = true;
  const left = 4, right = chart.width - 4, base = SMALL_HEIGHT - 40;
  const {low, high} = histogram, counts = withoutZeros(histogram), tallest = d3.max(counts) || 1;
  const x = d3.scaleLinear().domain([low, high]).range([left, right]).clamp(true);
  const svg = d3.create("svg").attr("viewBox", `0 0 ${chart.width} ${SMALL_HEIGHT}`).attr("class", "small");
  describeDrawing(chart, svg);
  const step = (right - left) / counts.length;
  svg.append("path").attr("class", "bar-path").attr("d", counts.map((count, bin) => (count
    ? `M${(left + bin * step).toFixed(1)},${base}V${(base - Math.max(1, (base - 8) * count / tallest)).toFixed(1)}h${step.toFixed(1)}V${base}Z` : "")).join(""));
  if (histogram.zeros > 0 && low <= 0 && high >= 0) {
    svg.append("line").attr("class", "atom").attr("x1", x(0)).attr("x2", x(0)).attr("y1", 8).attr("y2", base);
  }
  svg.append("line").attr("class", "floor").attr("x1", left).attr("x2", right).attr("y1", base).attr("y2", base);
  spans.forEach(({kind, low: from, high: to}, i) => svg.append("line").attr("class", `span ${kind}`)
    .attr("x1", x(from)).attr("x2", x(to)).attr("y1", base + 6 + 6 * i).attr("y2", base + 6 + 6 * i));
  const ends = x.ticks(4), format = (value) => number(value, ",.2~r");
  svg.append("g").attr("class", "axis").selectAll("text").data(ends).join("text").attr("y", SMALL_HEIGHT - 6)
    .attr("x", (value) => x(value)).text(format)
    .attr("text-anchor", (value) => (x(value) < 30 ? "start" : x(value) > chart.width - 30 ? "end" : "middle"));
  svg.append("g").attr("class", "axis").selectAll("line").data(ends).join("line")
    .attr("x1", x).attr("x2", x).attr("y1", base).attr("y2", base + 4);
  chart.plot.prepend(svg.node());
}

/** The bins of one histogram, for a table. */
function histogramNumbers({low, high, counts, below = 0, above = 0, nonfinite = 0}) {
  const step = (high - low) / (counts.length || 1), whole = (count) => ({text: d3.format(",")(count), value: String(count)});
  const end = (i) => (i === counts.length ? high : low + i * step);
  return {
    head: ["from", "to", "numbers"],
    rows: [["below", exactCell(low), whole(below)], ...counts.map((count, i) => [exactCell(end(i)), exactCell(end(i + 1)), whole(count)]),
      [exactCell(high), "above", whole(above)], ["not finite", "", whole(nonfinite)]],
  };
}
