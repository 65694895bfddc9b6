// Shares along the layers in per cent: dead channels, values where the activation has no slope, and what biases make
// of the signal.

/** What a check's document has of a layer; `says` in the words of Documentation/JSON.md. */
const LAYER_SHARES = [
  {id: "dead", key: "dead_fraction", says: "channels that are 0 on every example",
    tint: "var(--c6)", symbol: d3.symbolCircle, dash: ""},
  {id: "flat", key: "saturated_fraction", says: "values where the activation has no slope",
    tint: "var(--c2)", symbol: d3.symbolSquare, dash: "6 3"},
  {id: "bias", key: "bias_share", says: "the part of E x² that biases make",
    tint: "var(--c3)", symbol: d3.symbolTriangle, dash: "2 3"},
];

/** Those that are more than nothing in one of the layers. */
const presentShares = (layers) => LAYER_SHARES.filter(({key}) => layers.some((layer) => layer[key] > 0));

/** "Dead: channels that are 0 on every example; flat: ..." */
const shareWords = (shares) => {
  const text = shares.map(({id, says}) => `${id}: ${says}`).join("; ");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
};

const sharePercent = (share) => (share === 0 ? "0" : roughPercent(share));
const shareCell = (share) => (finite(share) ? {text: sharePercent(share), value: String(share)} : "–");

/**
 * The points of one share: of a layer `number` and the share itself. An affine layer has no dead channels between
 * activations that do: only the operators that have any make a line.
 */
function sharePoints({key}, layers) {
  const operators = new Set(layers.filter((layer) => layer[key] > 0).map((layer) => layer.operator));
  return layers.filter((layer) => finite(layer[key]) && operators.has(layer.operator))
    .map((layer) => ({x: layer.number, y: layer[key]}));
}

/** The piece of line with its mark that stands for a share in a key. */
function shareSample({tint: colour, symbol, dash: dashes}) {
  const svg = d3.create("svg").attr("width", 26).attr("height", 14).attr("aria-hidden", "true").attr("class", "plot");
  svg.append("path").attr("d", "M0,7H26").attr("stroke-dasharray", dashes).attr("stroke-width", 2).style("stroke", colour);
  svg.append("path").attr("d", d3.symbol().type(symbol).size(40)()).attr("transform", "translate(13,7)").style("fill", colour);
  return svg.node();
}

/**
 * Lines from 0 to 1, or to the largest share; `shares` are `{tint, symbol, dash, points: [{x, y}]}`. Nothing is drawn
 * where none has points.
 */
function drawShareCurves(chart, {shares, places, empty, xTitle = LAYER_TITLE}) {
  if (!measurePlot(chart)) return;
  chart.height = chart.height || CHART_HEIGHT;
  clearPlot(chart);
  chart.drawn = shares.some(({points}) => points.length > 0);
  if (!chart.drawn) {
    Object.assign(chart, {places: null, move: () => {}});
    chart.plot.prepend(element("p", {class: "empty"}, empty || "Nothing is known of this here."));
    return;
  }
  chart.isWhole = true;
  const left = 62, right = chart.width - 12, base = chart.height - 46;
  const x = d3.scaleLinear().domain(placeEnds(places)).range([left + 6, right - 6]);
  // What biases make passes 100 % where the rest takes some of it back.
  const highest = d3.max(shares, ({points}) => d3.max(points, (d) => d.y));
  const y = d3.scaleLinear().domain([0, Math.max(1, highest)]).range([base, 22]);
  const svg = chartFrame(chart, x, y, {left, right, base, bottom: base}, {x: xTitle, y: "share (%)"},
    y.ticks(5), (v) => Math.round(100 * v));
  if (chart.isDescribed) describeDrawing(chart, svg);
  shares.forEach(({tint: colour, symbol, dash: dashes, points}) => {
    const group = svg.append("g").attr("class", "series").style("--tint", colour);
    const mark = d3.symbol().type(symbol).size(points.length > 60 ? 22 : 40)();
    group.append("path").attr("class", "line").attr("stroke-dasharray", dashes || null)
      .attr("d", d3.line().x((d) => x(d.x)).y((d) => y(d.y))(points));
    group.selectAll(".point").data(points.length > 150 ? [] : points).join("path").attr("class", "point").attr("d", mark)
      .attr("transform", (d) => `translate(${x(d.x)},${y(d.y)})`);
  });
  Object.assign(chart, {x, base, places});
  addCursor(chart, svg, (place) => x(chart.places[place]));
  chart.plot.prepend(svg.node());
}
