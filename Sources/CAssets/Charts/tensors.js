// One figure of each tensor along a file: points over the steps of what was expected, on a log axis.

/** More points than this are not told apart. */
const MOST_POINTS = 2000;

/** What was found, worst first, each with a mark of its own. */
const SEVERITIES = [
  {id: "fault", symbol: d3.symbolCross, turn: 45},
  {id: "warning", symbol: d3.symbolTriangle, turn: 0},
  {id: "note", symbol: d3.symbolDiamond, turn: 0},
];

const spreadOut = (rows, count) => (rows.length <= count ? rows
  : d3.range(count).map((i) => rows[Math.floor(i * rows.length / count)]));

/** The rows that are drawn of many: half of them for those with findings, the others evenly spread; in order. */
function drawnRows(rows) {
  if (rows.length <= MOST_POINTS) return rows;
  const found = spreadOut(rows.filter((row) => row.severity), MOST_POINTS / 2);
  const chosen = new Set(found.concat(spreadOut(rows.filter((row) => !row.severity), MOST_POINTS - found.length)));
  return rows.filter((row) => chosen.has(row));
}

/** Steps at the height of what was expected of each row, broken where nothing was. */
function expectedSteps(rows, x, y, [left, right]) {
  const edge = (i) => (i === 0 ? left : i === rows.length ? right : (x(rows[i - 1].x) + x(rows[i].x)) / 2);
  let path = "", isDown = false;
  rows.forEach((row, i) => {
    if (isDrawable(row.expected)) path += `${isDown ? "V" : `M${edge(i).toFixed(1)},`}${y(row.expected).toFixed(1)}H${edge(i + 1).toFixed(1)}`;
    isDown = isDrawable(row.expected);
  });
  return path;
}

/** The mark of a tensor with a finding, for a chart or a key. */
const severityMark = ({symbol}, area) => d3.symbol().type(symbol).size(area)();

/** `rows` are `{x, y, expected, severity}` in the file's order; a y of 0 lies at the floor. */
function drawTensorFigures(chart, {rows, axis, empty}) {
  if (!measurePlot(chart)) return;
  chart.height = chart.height || CHART_HEIGHT;
  clearPlot(chart);
  const drawn = drawnRows(rows.filter((row) => finite(row.y)));
  chart.drawn = drawn.length > 0;
  chart.rows = drawn;
  if (!chart.drawn) {
    Object.assign(chart, {places: null, move: () => {}});
    chart.plot.prepend(element("p", {class: "empty"}, empty));
    return;
  }
  const left = 62, right = chart.width - 12, base = chart.height - 46;
  const bottom = drawn.some((row) => row.y <= 0) ? base - 24 : base;
  const places = drawn.map((row) => row.x);
  const x = d3.scaleLinear().domain(placeEnds(places)).range([left + 10, right - 10]);
  const all = drawn.map((row) => row.y).concat(drawn.map((row) => row.expected));
  const y = fittingLogScale(all, all).range([bottom, 22]);
  const yAt = (value) => (value > 0 ? y(value) : base - 8);
  const ticks = logTicks(y);
  chart.isWhole = true;
  const svg = chartFrame(chart, x, y, {left, right, base, bottom},
    {x: "tensor (in the file’s order)", y: `${axis}, log scale`}, ticks, logFormat(ticks));
  describeDrawing(chart, svg);
  svg.append("path").attr("class", "theory").attr("d", expectedSteps(drawn, x, y, [left + 2, right - 2]));
  const plain = drawn.filter((row) => !row.severity), radius = drawn.length > 400 ? 1.5 : drawn.length > 120 ? 2.25 : 3.5;
  const dots = (kind, some) => svg.append("path").attr("class", kind)
    .attr("d", circles(some.map((row) => [x(row.x), yAt(row.y)]), radius));
  dots("dots", plain.filter((row) => row.y > 0));
  dots("zeros", plain.filter((row) => row.y <= 0));
  // The worst lie on top.
  SEVERITIES.slice().reverse().forEach((severity) => {
    svg.append("g").attr("class", `marked ${severity.id}`).selectAll("path")
      .data(drawn.filter((row) => row.severity === severity.id)).join("path")
      .attr("d", severityMark(severity, drawn.length > 400 ? 30 : 52))
      .attr("transform", (row) => `translate(${x(row.x)},${yAt(row.y)})rotate(${severity.turn})`);
  });
  Object.assign(chart, {x, yAt, base, places});
  addCursor(chart, svg, (place) => x(chart.places[place]));
  chart.plot.prepend(svg.node());
}
