// The phase diagram of the activation: where differences between inputs die out (ordered), where they grow
// (chaotic), the edge between, and a point of it that can be taken as a recipe.

const PHASE_RANGE = {sigma_w: [0.05, 4], sigma_b: [0, 2]};
const CELLS = 48;
const FIRST_POINT = [1.5, 0.3];

let phaseChart, lengthChart, correlationChart, phaseAnswer = null, askForPhase;

/** The deviations of "sigma:W,B"; null for another recipe. */
function sigmaOf(recipe) {
  const match = /^sigma:([^,]+),([^,]+)$/.exec(recipe);
  const pair = match ? [Number(match[1]), Number(match[2])] : [];
  return pair.length === 2 && pair.every((value) => finite(value) && value >= 0) ? pair : null;
}

const sigmaIndex = () => lab.state.recipes.findIndex(sigmaOf);
const phasePoint = () => (sigmaIndex() < 0 ? FIRST_POINT : sigmaOf(lab.state.recipes[sigmaIndex()]));

/** Makes a point the recipe: in the place of the one that is a point, else as one more, else as the last. */
function takePoint([w, b]) {
  const clamp = (value, [low, high]) => Math.round(1000 * Math.max(low, Math.min(high, value))) / 1000;
  const recipe = `sigma:${clamp(w, PHASE_RANGE.sigma_w)},${clamp(b, PHASE_RANGE.sigma_b)}`;
  const recipes = lab.state.recipes.slice(), at = sigmaIndex();
  if (at >= 0) recipes[at] = recipe;
  else if (recipes.length < MOST_RECIPES) recipes.push(recipe);
  else recipes[recipes.length - 1] = recipe;
  setState({recipes});
}

// ---- The diagram -----------------------------------------------------------------------------

/** Blue where chi < 1, orange where it is larger, the page's own colour at 1. */
function phaseColour() {
  const page = themeColour("--page");
  // Pale enough for words on top.
  const [cold, warm] = ["--c0", "--c1"].map((name) => d3.interpolateRgb(page, themeColour(name))(0.6));
  const scale = d3.scaleLinear().domain([-2, 0, 2]).range([cold, page, warm]).clamp(true);
  return (chi) => (finite(chi) ? scale(Math.log2(Math.max(chi, 1e-6))) : themeColour("--raised"));
}

function drawPhase(chart) {
  if (!phaseAnswer) return;
  const {chi, q, edge, sigma_w: across, sigma_b: upwards} = phaseAnswer;
  const svg = drawHeatMap(chart, {x: across, y: upwards, rows: chi, colour: phaseColour(), isSquare: false,
    titles: {x: "σw, deviation of a weight times √(fan in)", y: "σb, deviation of a bias"}});
  if (!svg) return;
  drawLengths(svg, chart, q, across, upwards);
  svg.append("path").attr("class", "edge").attr("d", edgePath(chart, edge));
  labelPhases(svg, chart, chi, edge);
  keepLabelsApart(svg, chart);
  lab.state.recipes.forEach((recipe, index) => {
    const point = sigmaOf(recipe);
    if (!point) return;
    svg.append("circle").attr("class", "here-tinted").style("--tint", tint(index)).attr("r", 8)
      .attr("cx", chart.x(point[0])).attr("cy", chart.y(point[1]));
  });
  if (sigmaIndex() < 0) {
    const [w, b] = phasePoint();
    svg.append("circle").attr("class", "here").attr("r", 6).attr("cx", chart.x(w)).attr("cy", chart.y(b));
  }
  chart.x.clamp(true);
  fillChartTable(chart);
}

/** The edge, broken where its points lie far apart. */
function edgePath({x, y}, edge) {
  const [low, high] = x.domain(), [bottom, top] = y.domain();
  const isNear = (a, b) => Math.abs(a[0] - b[0]) < (high - low) / 6 && Math.abs(a[1] - b[1]) < (top - bottom) / 6;
  return edge.filter(([w, b]) => w >= low && w <= high && b >= bottom && b <= top)
    .map((point, i, all) => `${i && isNear(all[i - 1], point) ? "L" : "M"}${x(point[0])},${y(point[1])}`).join("");
}

/** Lines of equal length q*. */
function drawLengths(svg, chart, q, across, upwards) {
  const cells = q[0] ? q[0].length : 0;
  if (!cells) return;
  const values = [].concat(...q).map((value) => (finite(value) && value > 0 ? Math.log10(value) : NaN));
  const place = ([i, j]) => [chart.x(across[0] + (i - 0.5) / (cells - 1) * (across[1] - across[0])),
    chart.y(upwards[0] + (j - 0.5) / (q.length - 1) * (upwards[1] - upwards[0]))];
  const known = values.map((value) => (Number.isNaN(value) ? -99 : value));
  [-1, 0, 1].forEach((power) => {
    const {coordinates} = d3.contours().size([cells, q.length]).thresholds([power])(known)[0];
    const rings = [].concat(...coordinates);
    const isInside = ([i, j]) => i > 0.5 && i < cells - 0.5 && j > 0.5 && j < q.length - 0.5
      && finite(values[Math.min(q.length - 1, Math.floor(j)) * cells + Math.min(cells - 1, Math.floor(i))]);
    const path = rings.map((ring) => ring.map((point, k) => (isInside(point)
      ? `${k && isInside(ring[k - 1]) ? "L" : "M"}${place(point).map((v) => v.toFixed(1))}` : "")).join("")).join("");
    if (!path) return;
    svg.append("path").attr("class", "contour").attr("d", path);
    const inside = [].concat(...rings).filter(isInside);
    const [px, py] = place(inside[Math.floor(inside.length * 0.7)]);
    svg.append("text").attr("class", "label").attr("x", Math.min(px + 4, chart.right - 52)).attr("y", py - 4).text(`q* = ${number(Math.pow(10, power), ",.1~r")}`);
  });
}

function labelPhases(svg, chart, chi, edge) {
  const text = (words, x, y, anchor) => svg.append("text").attr("class", "label").attr("font-weight", 600)
    .attr("text-anchor", anchor).attr("x", x).attr("y", y).text(words);
  const flat = [].concat(...chi).filter(finite);
  if (flat.some((value) => value < 1)) text("ordered: inputs become alike", chart.left + 8, chart.top + 16, "start");
  const isEndless = flat.length < [].concat(...chi).length;
  if (flat.some((value) => value > 1.01)) text("chaotic: inputs drift apart", chart.right - 8, chart.base - 10, "end");
  // Away from the name of the edge, which may lie at the foot.
  if (isEndless) text("grey: values grow without end", chart.right - 8, (chart.top + chart.base) / 2, "end");
  const low = edge.filter(([w]) => w >= chart.x.domain()[0] && w <= chart.x.domain()[1]);
  if (low.length) {
    const [w, b] = low[Math.floor(low.length / 2)];
    text("edge, χ = 1", Math.min(chart.x(w) + 8, chart.right - 70), Math.min(chart.y(b) + 4, chart.base - 10), "start");
  }
}

/** Moves words up until none lies on another: the names of the phases first, lengths around them. */
function keepLabelsApart(svg, chart) {
  const placed = [];
  const meets = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  const labels = svg.selectAll("text.label").nodes();
  labels.sort((a, b) => b.hasAttribute("font-weight") - a.hasAttribute("font-weight")).forEach((label) => {
    for (let y = Number(label.getAttribute("y")); y > chart.top + 14; y -= 4) {
      label.setAttribute("y", y);
      const box = label.getBBox();
      if (!placed.some((other) => meets(other, box))) break;
    }
    placed.push(label.getBBox());
  });
}

// ---- The point -------------------------------------------------------------------------------

const depthText = (value) => (finite(value) && value > 0 ? plural(Number(value.toPrecision(3)), "layer") : "no limit");
const PHASE_WORDS = {ordered: "ordered: different inputs become alike", chaotic: "chaotic: alike inputs drift apart",
  edge: "at the edge: differences last longest"};

function showPoint() {
  const {at} = phaseAnswer, [w, b] = phasePoint();
  const facts = at ? [
    ["phase", finite(at.chi) ? PHASE_WORDS[at.phase] || at.phase : "none: values grow without end"], ["χ, growth of gradients and small differences in a layer", number(at.chi)],
    ["q*, length where layers settle", finite(at.q) ? number(at.q) : "none: it grows without end"],
    ["c*, cosine where different inputs settle", finite(at.fixed_correlation) ? number(at.fixed_correlation) : "–"],
    ["length settles over", depthText(at.length_depth)], ["cosine settles over", depthText(at.correlation_depth)],
    ["gradients change e-fold over", finite(at.gradient_depth) ? depthText(Math.abs(at.gradient_depth)) : "no limit"],
    ["fixed lengths", at.fixed_points.map(({variance, stability}) => `${number(variance)} ${stability}`).join(", ") || "none"],
  ] : [];
  byId("phase-facts").replaceChildren(...[].concat(...facts.map(([term, text]) =>
    [element("dt", {}, term), element("dd", {}, text)])));
  byId("phase-w").value = w;
  byId("phase-b").value = b;
  drawMaps();
}

function drawMaps() {
  if (!phaseAnswer || !phaseAnswer.at) return;
  const {at} = phaseAnswer;
  drawMapCurve(lengthChart, {xs: at.map.q, ys: at.map.next, titles: {x: "q, mean square in one layer", y: "q in the next layer"},
    points: at.fixed_points.map(({variance, stability}) => ({at: variance, kind: stability}))});
  const {correlation_map: map} = at;
  // Where lengths grow without end there is no correlation to settle.
  drawMapCurve(correlationChart, {xs: map ? map.c : [], ys: map ? map.next : [], titles: {x: "c, cosine of two inputs in one layer", y: "c in the next layer"},
    points: finite(at.fixed_correlation) ? [{at: at.fixed_correlation, kind: "attracting"}] : []});
  [lengthChart, correlationChart].forEach(fillChartTable);
}

function phaseTable() {
  if (!phaseAnswer) return {head: ["σw", "σb"], rows: []};
  return {head: ["edge: σw", "σb"], rows: phaseAnswer.edge.map((pair) => pair.map(exactCell))};
}

const mapTable = (pick, head) => () => {
  const {xs, ys} = phaseAnswer && phaseAnswer.at ? pick(phaseAnswer.at) : {xs: [], ys: []};
  return {head, rows: d3.zip(xs, ys).map((pair) => pair.map(exactCell))};
};

function buildPhase() {
  phaseChart = chartFigure({title: "Phase diagram", name: "phase", table: phaseTable});
  phaseChart.caption.textContent = "Colour: χ, blue below 1, orange above. Thick line: χ = 1. Dashed: equal q*. Arrow keys move the point, a click sets it.";
  lengthChart = chartFigure({title: "Map of length", name: "length-map", level: "h4",
    table: mapTable(({map}) => ({xs: map.q, ys: map.next}), ["q", "next q"])});
  lengthChart.caption.textContent = "Filled: attracting fixed point; ringed: repelling.";
  correlationChart = chartFigure({title: "Map of correlation", name: "correlation-map", level: "h4",
    table: mapTable(({correlation_map: map}) => ({xs: map ? map.c : [], ys: map ? map.next : []}), ["c", "next c"])});
  correlationChart.caption.textContent = "Above the dashed diagonal two inputs come closer, below they part.";
  [phaseChart, lengthChart, correlationChart].forEach((chart) => { chart.isDescribed = true; });
  phaseChart.height = 380;
  const field = (id, label, [low, high]) => element("label", {}, `${label} `,
    element("input", {type: "number", id, min: low, max: high, step: "0.05"}));
  byId("phase-place").append(
    element("p", {id: "phase-error", class: "problem", role: "alert", hidden: ""}),
    element("div", {class: "phase-grid"}, phaseChart.figure,
      element("div", {},
        element("div", {class: "phase-fields"}, field("phase-w", "σw", PHASE_RANGE.sigma_w),
          field("phase-b", "σb", PHASE_RANGE.sigma_b),
          element("button", {type: "button", id: "phase-take"}, "Use as a recipe")),
        element("dl", {class: "facts", id: "phase-facts"}))),
    element("div", {class: "pair"}, lengthChart.figure, correlationChart.figure));
}

function listenForPhase() {
  const {plot} = phaseChart;
  const pointAt = (event) => {
    const frame = plot.getBoundingClientRect(), scale = phaseChart.width / frame.width;
    return [phaseChart.x.invert((event.clientX - frame.left) * scale), phaseChart.y.invert((event.clientY - frame.top) * scale)];
  };
  let isDown = false;
  plot.addEventListener("pointerdown", (event) => {
    if (!phaseChart.drawn) return;
    isDown = true;
    takePoint(pointAt(event));
  });
  plot.addEventListener("pointermove", (event) => { if (isDown) takePoint(pointAt(event)); });
  ["pointerup", "pointerleave", "pointercancel"].forEach((kind) => plot.addEventListener(kind, () => { isDown = false; }));
  plot.addEventListener("keydown", (event) => {
    const step = {ArrowRight: [0.05, 0], ArrowLeft: [-0.05, 0], ArrowUp: [0, 0.05], ArrowDown: [0, -0.05]}[event.key];
    if (!step) return;
    event.preventDefault();
    const [w, b] = phasePoint();
    takePoint([w + step[0], b + step[1]]);
  });
  const take = () => takePoint([Number(byId("phase-w").value), Number(byId("phase-b").value)]);
  byId("phase-take").addEventListener("click", take);
  ["phase-w", "phase-b"].forEach((id) => byId(id).addEventListener("change", take));
}

function startPhase() {
  buildPhase();
  listenForPhase();
  const fail = (error) => {
    byId("phase-error").hidden = error.status === 0;
    byId("phase-error").textContent = error.message;
  };
  askForPhase = newestFirst((wish) => ask("phase", wish), (answer) => {
    byId("phase-error").hidden = true;
    // The server names every cell's place; the axes need their ends.
    phaseAnswer = {...answer, sigma_w: d3.extent(answer.sigma_w), sigma_b: d3.extent(answer.sigma_b)};
    drawPhase(phaseChart);
    showPoint();
  }, fail);
  const askNow = () => askForPhase({activation: lab.state.activation, ...PHASE_RANGE, width: CELLS, height: CELLS, at: phasePoint()});
  lab.listen((changed) => { if (changed.has("activation") || changed.has("recipes")) askNow(); });
  returned.push(askNow);
  listenForSize([phaseChart, lengthChart, correlationChart], (chart) => (chart === phaseChart ? drawPhase(chart) : drawMaps()));
  askNow();
}
