// The figures of explanations: the server sends their numbers, each kind is drawn here.

/** Puts a chart into the panel; `draw()` draws it, now and when its width changes. */
function addExplanationChart({title, name, caption, table, height = 280}, draw) {
  const chart = chartFigure({title, name: `explained-${name}`, table});
  chart.isDescribed = true;
  chart.height = height;
  chart.caption.textContent = caption;
  byId("explanation-figure").append(chart.figure);
  draw(chart);
  listenForSize([chart], () => draw(chart));
  return chart;
}

/** Which line is whose, and what was found of each: `[index, name, verdicts]`. */
function addExplanationKey(entries) {
  byId("explanation-figure").append(element("p", {class: "recipe-keys"}, ...entries.map(([index, name, verdicts]) =>
    element("span", {}, sample(index), explainButton(name), ": ", ...[].concat(...verdicts.map((verdict, i) => [i ? ", " : "", explainButton(verdict)]))))));
}

/** Lets keys and pointer read a chart: `says(place)` gives the heading and rows of cells. */
function readPlaces(chart, says) {
  const close = () => {
    chart.box.hidden = true;
    chart.at = null;
    chart.move(null);
  };
  listenForReading(chart, {close, places: () => (chart.places || []).map((x) => ({x})), show: (place) => {
    const [head, rows] = says(place);
    chart.box.replaceChildren(element("b", {}, head), element("table", {}, element("tbody", {},
      ...rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell)))))));
    chart.box.hidden = false;
    chart.at = place;
    chart.move(place);
    placeReading(chart, chart.x(chart.places[place]));
  }});
}

/** A chart of lines over places; `spec` as `lineCharts` has it. */
function addExplanationLines(figure, spec) {
  const lines = lineCharts(new Set());
  let isAttached = false;
  addExplanationChart(figure, (chart) => {
    if (isAttached) lines.draw(chart);
    else lines.attach(chart, spec);
    isAttached = true;
  });
}

/** The commands that give the same numbers, and the way to the network in the page. */
function addExplanationSource(commands, state) {
  const place = element("p", {class: "note"}, ...(commands.length ? ["The same in a terminal: "] : []),
    ...[].concat(...commands.map((command, i) => [i ? " and " : "", element("code", {}, command)])));
  if (state) {
    const button = element("button", {type: "button", id: "explanation-open"}, "Show this network in the lab");
    button.addEventListener("click", () => {
      byId("explanation").close();
      setState({...DEFAULT_STATE, ...state});
      byId("results").focus();
    });
    place.append(" ", button);
  }
  byId("explanation-figure").append(place);
}

// ---- Kinds -----------------------------------------------------------------------------------

function drawWeights({name, shape, seed, low, high, counts, drawn, zeros, expected}) {
  const step = (high - low) / counts.length;
  const bin = (i) => [low + i * step, low + (i + 1) * step];
  const chart = addExplanationChart({title: `Weights as ${name} draws them`, name: "weights",
    caption: `${plural(drawn - zeros, "weight")} of shape ${shape.join(" × ")} as drawn with seed ${seed}.`
      + (zeros ? ` ${plural(zeros, "further weight")} are exactly 0.` : "") + (expected ? " Line: what the law expects." : ""),
    table: () => ({head: ["from", "to", "weights", "expected"],
      rows: counts.map((count, i) => bin(i).map(exactCell).concat({text: String(count), value: String(count)}, exactCell(expected ? expected[i] : null)))})},
  (one) => drawDensity(one, {low, high, counts, expected, tint: tint(0), titles: {x: "weight", y: "weights in a bin"}}));
  readPlaces(chart, (place) => [bin(place).map((end) => number(end)).join(" to "),
    [["drawn", String(counts[place])], ["expected", expected ? number(expected[place]) : "–"]]]);
}

function drawFunction({name, x, values, slopes}) {
  const series = [["f(x)", values], ["slope", slopes]].map(([label, ys], index) =>
    ({index, name: label, points: x.map((at, i) => ({x: at, y: ys[i]}))}));
  const [low, high] = d3.extent([].concat(values, slopes).filter(finite).map((y) => Math.max(-4, Math.min(4, y))));
  addExplanationLines({title: `${name} and its slope`, name: "function", caption: `Over inputs from ${number(x[0])} to ${number(x[x.length - 1])}.`,
    table: () => ({head: ["x", "f(x)", "slope"], rows: x.map((at, i) => [at, values[i], slopes[i]].map(exactCell))})},
  {series, xs: x, xTitle: "x", yTitle: "", log: false, domain: [Math.min(low, -0.1), Math.max(high, 0.1) * 1.05], height: 280, format: tickNumber,
    read: number, place: (at) => `x = ${number(at)}`, rules: [{y: 0, name: ""}], empty: "There is no graph here."});
}

/** What one layer with this activation makes of the length of its input, at the point of the phase diagram. */
async function drawLengthMap(activation, name) {
  const point = phasePoint();
  const answer = await ask("phase", {activation, ...PHASE_RANGE, width: 2, height: 2, at: point});
  if (explained !== name || !answer.at) return;
  const {map, fixed_points: fixed} = answer.at;
  addExplanationChart({title: `One layer of ${activation}`, name: "map",
    caption: `Mean square that comes in and mean square that comes out, with σw ${number(point[0])} and σb ${number(point[1])}. Filled: attracting fixed point; ringed: repelling.`,
    table: () => ({head: ["q", "next q"], rows: d3.zip(map.q, map.next).map((pair) => pair.map(exactCell))})},
  (chart) => drawMapCurve(chart, {xs: map.q, ys: map.next, titles: {x: "q in", y: "q out"},
    points: fixed.map(({variance, stability}) => ({at: variance, kind: stability}))}));
}

/** Signal and gradient of the same recipe under several activations. */
function drawRecipeLayers({name, series}) {
  const drawn = series.map((one, index) => ({...one, index, layers: shownLayers(one.check)}));
  const verdicts = drawn.map(({name: activation, check}) => `${activation} ${check.verdict}`).join(", ");
  const longest = d3.max(drawn, ({layers}) => layers.length);
  addExplanationKey(drawn.map(({index, name: activation, check}) => [index, activation, [check.verdict]]));
  LAYER_CURVES.slice(0, 2).forEach((curve) => {
    const both = (layer) => (layer ? [(curve.measured(layer) || {}).y, (curve.theory(layer) || {}).y] : [null, null]);
    const chart = addExplanationChart({title: `${curve.title} under ${name}`, name: curve.id,
      caption: `${plural(series[0].check.layers.filter(({operator}) => operator === "affine").length - 1, "hidden layer")}: ${verdicts}. ${curveSays(curve)}`,
      table: () => ({head: ["layer"].concat(...drawn.map((one) => [`${one.name}, measured`, `${one.name}, theory`])),
        rows: d3.range(longest).map((i) => [`${i + 1}. ${(drawn[0].layers[i] || {}).name || ""}`].concat(...drawn.map(({layers}) => both(layers[i]).map(exactCell))))})},
    (one) => drawLayerCurves(one, {axis: curve.axis, xTitle: "layer",
      series: drawn.map(({layers, index}) => ({rows: curveRows(curve, layers), tint: tint(index), showsMean: meanDiffers(curve, layers)}))}));
    readPlaces(chart, (place) => [`layer ${chart.places[place]}`, drawn.filter(({layers}) => layers[chart.places[place] - 1])
      .map((one) => [sample(one.index), one.name, ...both(one.layers[chart.places[place] - 1]).map((value) => number(value))])]);
  });
  addExplanationSource(series.map(({command}) => command));
}

function drawVerdictCurve({name, axis, network, command, share, limits, series, state}) {
  const shown = series.map(({recipe, verdicts, points}, index) => ({index, name: recipe, verdicts,
    points: points.map(({value}, i) => ({x: i + 1, y: value}))}));
  const layers = (series[0] || {points: []}).points.map(({layer}) => layer);
  addExplanationKey(shown.map((one) => [one.index, one.name, one.verdicts]));
  addExplanationLines({title: `${name}, layer by layer`, name: "verdict",
    caption: `${network}: ${shown.map((one) => `${one.name} is ${one.verdicts.join(", ")}`).join("; ")}.`
      + (limits.length ? " Dotted: where findings begin." : "")
      + (shown.some(({points}) => points.some(({y}) => !finite(y))) ? " ✕: beyond it numbers are not finite." : ""),
    table: () => ({head: ["layer", ...shown.map((one) => one.name)].concat(limits.map((limit) => limit.name)),
      rows: layers.map((layer, i) => [`${i + 1}. ${layer}`, ...shown.map(({points}) => exactCell((points[i] || {}).y))]
        .concat(limits.map(({value}) => exactCell(value))))})},
  {series: shown, xs: layers.map((layer, i) => i + 1), xTitle: "layer", yTitle: axis, log: !share, mayStop: true,
    ...(share ? {domain: [0, 1]} : {}), height: 300, format: tickNumber, read: number, place: (at) => `${at}. ${layers[at - 1]}`,
    rules: limits.map((limit) => ({y: limit.value, name: limit.name})), empty: "Nothing was measured here."});
  addExplanationSource([command], state);
}

function drawTrunk({layers, state}) {
  const groups = [["on the trunk", true], ["inside branches", false]].map(([name, trunk], index) => ({name, index,
    rows: layers.map((layer, i) => ({x: i + 1, ...layer})).filter((layer) => layer.trunk === trunk)
      .map(({x, value}) => ({x, measured: {y: value}, theory: {}}))}));
  byId("explanation-figure").append(element("p", {class: "recipe-keys"}, ...[].concat(...groups.map(({index, name}) => [sample(index), `${name} `]))));
  const chart = addExplanationChart({title: "The trunk and what lies in branches", name: "trunk",
    caption: `A residual network of six layers: mean square by layer. Every path crosses the trunk; verdicts are taken there.`,
    table: () => ({head: ["layer", "where", "mean square"], rows: layers.map((layer, i) =>
      [`${i + 1}. ${layer.layer}`, layer.trunk ? "trunk" : "branch", exactCell(layer.value)])})},
  (one) => drawLayerCurves(one, {axis: "E x²", xTitle: "layer", series: groups.map(({rows, index}) => ({rows, tint: tint(index)}))}));
  readPlaces(chart, (place) => {
    const layer = layers[chart.places[place] - 1];
    return [layer.layer, [[layer.trunk ? "on the trunk" : "inside a branch", number(layer.value)]]];
  });
  addExplanationSource([], state);
}

const EXPLANATION_KINDS = {histogram: drawWeights, function: drawFunction, layers: drawRecipeLayers, verdict: drawVerdictCurve,
  trunk: drawTrunk};

const drawExplanation = (figure) => EXPLANATION_KINDS[figure.kind](figure);
