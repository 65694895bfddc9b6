// A quantity along the layers: theory's line and band, and what was measured on top of it. Then the singular
// values of a Jacobian.

const LAYER_TITLE = "layer (number in the order of execution)";

/** The parts of one network's curve. Of a row: `x`, `measured` and `theory` as `{y, low, high}`, and `theory.mean`. */
function drawLayerSeries(group, {rows, showsMean}, x, y, yAt) {
  group.append("path").attr("class", "typical").attr("d", d3.area()
    .defined(({theory: t}) => isDrawable(t.low) && isDrawable(t.high))
    .x((d) => x(d.x)).y0((d) => y(d.theory.low)).y1((d) => y(d.theory.high))(rows));
  const line = (kind, value) => group.append("path").attr("class", kind).attr("d",
    d3.line().defined((d) => isDrawable(value(d))).x((d) => x(d.x)).y((d) => y(value(d)))(rows));
  if (showsMean) line("mean", (d) => d.theory.mean);
  line("theory", (d) => d.theory.y);
  const known = rows.filter(({theory: t}) => isDrawable(t.y));
  if (known.length === 1) {
    group.append("path").attr("class", "theory").attr("d", circles(known.map((d) => [x(d.x), y(d.theory.y)]), 3));
  }
  const measured = rows.filter((d) => finite(d.measured.y));
  group.append("path").attr("class", "interval").attr("d", measured
    .filter(({measured: m}) => finite(m.low) && finite(m.high) && m.high > 0)
    .map(({x: at, measured: m}) => `M${x(at)},${yAt(m.low)}V${yAt(m.high)}`).join(""));
  const radius = measured.length > 150 ? 1.75 : measured.length > 60 ? 2.5 : 3.5;
  group.append("path").attr("class", "dots").attr("d",
    circles(measured.filter((d) => d.measured.y > 0).map((d) => [x(d.x), y(d.measured.y)]), radius));
  group.append("path").attr("class", "zeros").attr("d",
    circles(measured.filter((d) => d.measured.y <= 0).map((d) => [x(d.x), yAt(0)]), radius));
}

/**
 * One quantity along the layers on a log axis. `series` are `{rows, tint, showsMean}`; without a tint the colours
 * are those of theory and measurement. `marks` are upright lines `{x, kind}` where findings are.
 */
function drawLayerCurves(chart, {series, marks = [], axis, xTitle = LAYER_TITLE}) {
  if (!measurePlot(chart)) return;
  chart.height = chart.height || CHART_HEIGHT;
  clearPlot(chart);
  const all = [].concat(...series.map(({rows}) => rows));
  const lines = [].concat(...all.map(({measured: m, theory: t}) => [m.y, t.y, t.mean]));
  const known = lines.filter(finite);
  chart.drawn = known.length > 0;
  if (!chart.drawn) {
    chart.plot.prepend(element("p", {class: "empty"}, "Nothing is known of this here."));
    return;
  }
  const left = 62, right = chart.width - 12, base = chart.height - 46;
  const bottom = known.some((y) => y <= 0) ? base - 18 : base;
  const places = Array.from(new Set(all.map((row) => row.x))).sort(d3.ascending);
  const x = d3.scaleLinear().domain(placeEnds(places)).range([left + 6, right - 6]);
  const spread = lines.concat(...all.map(({measured: m, theory: t}) => [m.low, m.high, t.low, t.high]));
  const y = fittingLogScale(spread, lines).range([bottom, 22]);
  const yAt = (value) => (value > 0 ? y(value) : base - 8);
  const ticks = logTicks(y);
  chart.isWhole = true;
  const svg = chartFrame(chart, x, y, {left, right, base, bottom}, {x: xTitle, y: `${axis}, log scale`},
    ticks, logFormat(ticks));
  if (chart.isDescribed) describeDrawing(chart, svg);
  svg.selectAll(".finding").data(marks).join("line").attr("class", ({kind}) => `finding ${kind}`)
    .attr("y1", 18).attr("y2", base).attr("x1", (d) => x(d.x)).attr("x2", (d) => x(d.x));
  series.forEach((one) => drawLayerSeries(
    one.tint ? svg.append("g").attr("class", "tinted").style("--tint", one.tint) : svg, one, x, y, yAt));
  Object.assign(chart, {x, yAt, base, places});
  addCursor(chart, svg, (place) => x(chart.places[place]));
  chart.plot.prepend(svg.node());
}

/**
 * Singular values from the smallest to the largest; `series` are `{values, predicted, tint}`. What lies ten
 * decades under the largest, far below the rounding of Float32, is drawn at the floor.
 */
function drawSpectra(chart, series) {
  if (!measurePlot(chart)) return;
  chart.height = chart.height || CHART_HEIGHT;
  clearPlot(chart);
  const ranked = (values) => values.filter(finite).sort(d3.ascending).map((y, i, all) => ({x: (i + 0.5) / all.length, y}));
  const drawn = series.map(({values, predicted, tint: colour}) =>
    ({points: ranked(values), line: ranked(predicted || []), colour})).filter(({points}) => points.length);
  chart.drawn = drawn.length > 0;
  if (!chart.drawn) return;
  const left = 62, right = chart.width - 12, base = chart.height - 46;
  const x = d3.scaleLinear().domain([0, 1]).range([left + 6, right - 6]);
  const largest = ({points}) => d3.max(points, (d) => d.y);
  const kept = [].concat(...drawn.map((one) => one.points.concat(one.line).map((d) => d.y)
    .filter((value) => value > 1e-10 * largest(one))));
  const y = fittingLogScale(kept, kept).range([base, 22]);
  const ticks = logTicks(y);
  chart.isWhole = false;
  const svg = chartFrame(chart, x, y, {left, right, base, bottom: base},
    {x: "share of the values that are smaller", y: "singular value, log scale"}, ticks, logFormat(ticks));
  if (chart.isDescribed) describeDrawing(chart, svg);
  drawn.forEach(({points, line, colour}) => {
    const group = colour ? svg.append("g").attr("class", "tinted").style("--tint", colour) : svg;
    group.append("path").attr("class", "theory").attr("d",
      d3.line().defined((d) => d.y > 0).x((d) => x(d.x)).y((d) => y(d.y))(line));
    group.append("path").attr("class", "dots").attr("d",
      circles(points.filter((d) => d.y > 0).map((d) => [x(d.x), y(d.y)]), points.length > 100 ? 1.75 : 3));
  });
  Object.assign(chart, {x: null, base, places: null, move: () => {}});
  chart.plot.prepend(svg.node());
}

// What a check's document says of a layer, as a chart's rows have it.

const curvePoint = (value, pair) => ({y: value, low: pair ? pair[0] : null, high: pair ? pair[1] : null});
/** 1 - cosine of a cosine with its interval. */
const flippedPoint = (point) => ({y: finite(point.y) ? Math.max(0, 1 - point.y) : null,
  low: finite(point.high) ? Math.max(0, 1 - point.high) : null,
  high: finite(point.low) ? Math.max(0, 1 - point.low) : null});

/** The three quantities that are drawn along the layers. */
const LAYER_CURVES = [
  {id: "signal", title: "Signal", unit: "mean square of an element", axis: "E x²",
    measured: ({forward: {measured: m}}) => m && curvePoint(m.second_moment, m.second_moment_interval),
    theory: ({forward: {predicted: p}}) => p && {...curvePoint(p.typical_second_moment, p.band), mean: p.second_moment}},
  {id: "gradient", title: "Gradient", unit: "mean square of an element; it travels from right to left", axis: "E g²",
    measured: ({backward: {measured: m}}) => m && curvePoint(m.second_moment, m.second_moment_interval),
    theory: ({backward: {predicted: p}}) => p && curvePoint(p.second_moment)},
  {id: "cosine", title: "Difference of directions", unit: "1 − cosine of the values of different examples",
    axis: "1 − cosine",
    measured: ({forward: {measured: m}}) => m && flippedPoint(curvePoint(m.correlation, m.correlation_interval)),
    theory: ({forward: {predicted: p}}) => p && flippedPoint(curvePoint(p.correlation))},
];

/** Whether the mean over draws lies visibly off the typical draw in one of the layers. */
const meanDiffers = (curve, layers) => layers.map(curve.theory)
  .some((t) => t && t.mean > 0 && t.y > 0 && Math.abs(Math.log(t.mean / t.y)) > 0.1);

const curveRows = (curve, layers) => layers.map((layer) =>
  ({x: layer.number, measured: curve.measured(layer) || {}, theory: curve.theory(layer) || {}}));
