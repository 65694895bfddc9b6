// Training of the recipes side by side: the server trains and sends what it sees, the page draws it.

const RUN_WORDS = {running: "running", paused: "paused", done: "done", diverged: "diverged", failed: "failed"};

const training = {runs: [], examples: null, state: null, isDrawing: false, isAsking: false};
let trainingLines, lossChart, accuracyChart, trainingRidges = [], boundaryCharts = [];

const newRun = (name, index) => ({name, index, loss: [], test: [], train: [], status: null, message: "", epoch: 0, step: 0,
  layers: [], boundary: null});

const isRunning = () => training.runs.some(({status}) => status === "running");
const isPaused = () => !isRunning() && training.runs.some(({status}) => status === "paused");

// ---- Events ----------------------------------------------------------------------------------

function takeEvent(kind, data) {
  const run = training.runs[data.run];
  if (kind === "examples") training.examples = data.points;
  else if (!run) return;
  else if (kind === "progress") {
    data.points.forEach(({epoch, step, loss, test_accuracy, train_accuracy}) => {
      Object.assign(run, {epoch, step});
      if (finite(loss)) run.loss.push({x: epoch, y: loss});
      if (finite(test_accuracy)) run.test.push({x: epoch, y: test_accuracy});
      if (finite(train_accuracy)) run.train.push({x: epoch, y: train_accuracy});
    });
  } else if (kind === "histograms") run.layers = data.layers;
  else if (kind === "boundary") run.boundary = data;
  else if (kind === "state") Object.assign(run, {status: data.status, message: data.message || ""});
  showTraining();
}

function openEvents() {
  const events = new EventSource(`/api/events?client=${CLIENT}`);
  ["progress", "histograms", "boundary", "examples", "state"].forEach((kind) =>
    events.addEventListener(kind, (event) => takeEvent(kind, JSON.parse(event.data))));
  events.addEventListener("error", () => { if (events.readyState !== EventSource.OPEN) setServerLost(true); });
  events.addEventListener("open", () => setServerLost(false));
  // A stream that the server refused does not come back by itself.
  returned.push(() => { if (events.readyState === EventSource.CLOSED) openEvents(); });
}

// ---- Orders ----------------------------------------------------------------------------------

function clearTraining() {
  training.runs = lab.state.recipes.map(newRun);
  training.examples = null;
  training.state = lab.state;
}

async function order(action) {
  if (training.isAsking) return;
  training.isAsking = true;
  if (action === "start" || action === "reset") clearTraining();
  byId("training-error").hidden = true;
  showTraining();
  try {
    await ask("train", {client: CLIENT, state: training.state || lab.state, action});
    if (action === "start") announce("Training has begun.");
  } catch (error) {
    if (action === "start" || action === "reset") training.runs = [];
    byId("training-error").hidden = error.status === 0;
    byId("training-error").textContent = error.message;
  }
  training.isAsking = false;
  showTraining();
}

// ---- Drawing ---------------------------------------------------------------------------------

const distinctSorted = (values) => Array.from(new Set(values)).sort(d3.ascending);

/** At most about 400 points of a long curve, its last among them. */
function thinned(points) {
  const step = Math.ceil(points.length / 400);
  return step < 2 ? points : points.filter((point, i) => i % step === 0 || i === points.length - 1);
}

function lineSpec(pick, more) {
  const series = training.runs.map((run) => ({index: run.index, name: run.name, points: thinned(pick(run))}));
  return {series, xs: distinctSorted([].concat(...series.map(({points}) => points.map(({x}) => x)))),
    xTitle: "training (epochs)", ends: [0, Math.max(1, Number((training.state || lab.state).epochs) || 1)], height: 300,
    place: (at) => `epoch ${number(at)}`, empty: "Nothing was trained yet.", ...more};
}

function drawTrainingLines() {
  lossChart.spec = lineSpec((run) => run.loss, {yTitle: "training loss (nats per example)", log: "if wide",
    format: tickNumber, read: (value) => number(value)});
  accuracyChart.spec = lineSpec((run) => run.test, {yTitle: "test accuracy (%)", domain: [0, 1],
    format: (value) => Math.round(100 * value), read: (value) => percent(value)});
  [lossChart, accuracyChart].forEach((chart) => {
    trainingLines.draw(chart);
    fillChartTable(chart);
  });
}

function trainingTable(pick, name) {
  return () => {
    const xs = distinctSorted([].concat(...training.runs.map((run) => thinned(pick(run)).map(({x}) => x))));
    return {head: ["epoch"].concat(training.runs.map((run) => `${run.name}, ${name}`)),
      rows: xs.map((x) => [exactCell(x)].concat(training.runs.map((run) => exactCell((pick(run).find((p) => p.x === x) || {}).y))))};
  };
}

/** One chart for each run in a place, made anew when the runs change. */
function chartsOfRuns(charts, place, make) {
  if (charts.length === training.runs.length && charts.every((chart, i) => chart.title.endsWith(training.runs[i].name))) return charts;
  const made = training.runs.map(make);
  made.forEach((chart) => { chart.isDescribed = true; });
  byId(place).replaceChildren(...made.map(({figure}) => figure));
  return made;
}

function drawTrainingRidges() {
  trainingRidges = chartsOfRuns(trainingRidges, "training-ridges", (run) => chartFigure({title: `Values: ${run.name}`,
    name: `training-histograms-${run.index}`, level: "h4", table: () => ridgeNumbers(training.runs[run.index].layers
      .map((entry) => ({name: entry.layer, histogram: entry.values, zeros: entry.zeros})))}));
  trainingRidges.forEach((chart, i) => {
    const {layers, step} = training.runs[i];
    chart.caption.textContent = `Values after the activation at step ${step}.`;
    drawRidges(chart, {tint: tint(i), empty: "Nothing was trained yet.",
      rows: someOf(layers).map((entry) => ({name: entry.layer, histogram: entry.values && {...entry.values, zeros: entry.zeros}}))});
    fillChartTable(chart);
  });
}

const BOUNDARY_CELLS = 9;

/** A coarse grid out of the one that is drawn: every fifth or so of its places both ways, the highest row first. */
function boundaryTable(index) {
  const {boundary} = training.runs[index] || {};
  if (!boundary) return {head: ["y \\ x"], rows: []};
  const {extent: [left, right, bottom, top], size, classes} = boundary;
  const places = d3.range(BOUNDARY_CELLS).map((i) => Math.round(i * (size - 1) / (BOUNDARY_CELLS - 1)));
  const at = (low, high, place) => low + (high - low) * place / (size - 1);
  return {head: ["y \\ x"].concat(places.map((column) => number(at(left, right, column)))),
    rows: places.slice().reverse().map((row) => [exactCell(at(bottom, top, row))]
      .concat(places.map((column) => ({text: classes[row * size + column].toFixed(2), value: String(classes[row * size + column])}))))};
}

function drawBoundaries() {
  const isShown = training.runs.some(({boundary}) => boundary);
  byId("boundaries").hidden = !isShown;
  if (!isShown) return;
  boundaryCharts = chartsOfRuns(boundaryCharts, "boundaries", (run) => chartFigure({title: `Decision: ${run.name}`,
    name: `boundary-${run.index}`, level: "h4", table: () => boundaryTable(run.index)}));
  const page = themeColour("--page"), pale = (name) => d3.interpolateRgb(page, themeColour(name))(0.5);
  const scale = d3.scaleLinear().domain([0, 0.5, 1]).range([pale("--c0"), page, pale("--c1")]).clamp(true);
  boundaryCharts.forEach((chart, i) => {
    const {boundary, step} = training.runs[i];
    if (!boundary) return;
    const {extent, size, classes, shares} = boundary;
    chart.caption.textContent = `Orange: class 1, ${percent(shares[1])} of the plane shown; blue: class 0, ${percent(shares[0])}; at step ${step}. `
      + `Numbers: the probability of class 1 at ${BOUNDARY_CELLS} × ${BOUNDARY_CELLS} of its places.`;
    fillChartTable(chart);
    const svg = drawHeatMap(chart, {x: extent.slice(0, 2), y: extent.slice(2), isSquare: true, colour: scale, ticks: 5,
      rows: d3.range(size).map((row) => classes.slice(row * size, (row + 1) * size)), titles: {x: "x", y: "y"}});
    if (!svg) return;
    svg.selectAll(".example").data(training.examples || []).join("circle").attr("class", (d) => `example class-${d[2]}`)
      .attr("r", 2.5).attr("cx", (d) => chart.x(d[0])).attr("cy", (d) => chart.y(d[1]));
  });
}

/** "epoch 3.2 of 10, loss 0.43, test accuracy 91.2 %". */
function runWords(run) {
  const last = (points) => (points.length ? points[points.length - 1].y : null);
  return listed([run.status && `${RUN_WORDS[run.status] || run.status}`, `epoch ${number(run.epoch, ",.2~f")}, step ${run.step}`,
    run.loss.length && `loss ${number(last(run.loss))}`, run.test.length && `test accuracy ${percent(last(run.test))}`,
    run.message]).join(" · ");
}

let spokenTraining = "";

function showTrainingControls() {
  const has = training.runs.length > 0, isOver = has && !isRunning() && !isPaused();
  byId("train-start").disabled = training.isAsking || isRunning() || isPaused();
  byId("train-start").textContent = isOver ? "Train again" : "Train";
  byId("train-pause").disabled = training.isAsking || (!isRunning() && !isPaused());
  byId("train-pause").textContent = isPaused() ? "Resume" : "Pause";
  byId("train-step").disabled = training.isAsking || isRunning() || isOver;
  byId("train-reset").disabled = training.isAsking || !has;
  byId("train-new-seed").disabled = training.isAsking;
  byId("runs").replaceChildren(...training.runs.map((run) => element("li", {"data-status": run.status || ""},
    sample(run.index), element("b", {}, run.name), ` ${runWords(run)}`)));
  const isOld = has && training.state && !sameValue({...training.state, step: 0}, {...lab.state, step: 0});
  byId("training-old").hidden = !isOld;
  const words = training.runs.filter(({status}) => ["done", "diverged", "failed"].includes(status)).map((run) => `${run.name} ${run.status}`).join(", ");
  if (words && words !== spokenTraining) announce(`Training: ${words}`);
  spokenTraining = words;
}

/** Draws at most once a frame, however many events come. */
function showTraining() {
  if (training.isDrawing) return;
  training.isDrawing = true;
  requestAnimationFrame(() => {
    training.isDrawing = false;
    showTrainingControls();
    drawTrainingLines();
    drawTrainingRidges();
    drawBoundaries();
  });
}

// ---- Building --------------------------------------------------------------------------------

function buildTraining() {
  const button = (id, text) => element("button", {type: "button", id}, text);
  const number = (id, label, more) => element("label", {}, `${label} `, element("input", {type: "number", id, ...more}));
  byId("training-place").append(
    element("p", {class: "lead", id: "training-lead"}),
    element("div", {class: "training-controls"},
      button("train-start", "Train"), button("train-pause", "Pause"), button("train-step", "Step"),
      button("train-reset", "Reset"), button("train-new-seed", "Reset with a new seed"),
      element("label", {}, "Optimizer ", element("select", {id: "optimizer"})),
      number("rate", "Rate", {min: "0", step: "any"}), number("batch", "Batch", {min: "1", step: "1"}),
      number("epochs", "Epochs", {min: "1", step: "1"})),
    element("p", {id: "training-error", class: "problem", role: "alert", hidden: ""}),
    element("p", {id: "training-old", class: "note", hidden: ""},
      "The controls have moved since this training began: Reset trains what they say now."),
    element("ul", {id: "runs", class: "runs"}));
  trainingLines = lineCharts(new Set());
  const figure = (title, name, pick) => chartFigure({title, name, table: trainingTable(pick, title.toLowerCase())});
  lossChart = figure("Loss", "loss", (run) => run.loss);
  lossChart.caption.textContent = "Mean over the examples since the last point.";
  accuracyChart = figure("Test accuracy", "accuracy", (run) => run.test);
  accuracyChart.caption.textContent = "Share of the test examples that are named right.";
  const place = element("div", {class: "pair"}, lossChart.figure, accuracyChart.figure);
  byId("training-place").append(place, element("div", {class: "small-panels", id: "boundaries", hidden: ""}),
    element("div", {class: "ridge-panels", id: "training-ridges"}));
  [lossChart, accuracyChart].forEach((chart) => {
    chart.isDescribed = true;
    trainingLines.attach(chart, lineSpec(() => [], {yTitle: "", log: false, format: tickNumber, read: number}));
  });
}

function fillOptimizers() {
  byId("optimizer").replaceChildren(...lab.catalog.optimizers.map(({name}) => element("option", {value: name}, name)));
  byId("optimizer").value = lab.state.optimizer;
}

function describeTraining() {
  const {data, model} = lab.state;
  const set = lab.catalog && lab.catalog.data.find(({name}) => name === data);
  byId("training-lead").textContent = data === "noise"
    ? "Noise has no classes to learn: choose digits, moons or spirals as data, then train. The weights start as the recipes draw them from the seed."
    : `The recipes train side by side on ${set ? set.title : data}${model ? " with the model of the file" : ""}; each starts from the weights that are shown above.`;
}

function startTraining() {
  buildTraining();
  const shows = [listenForField("rate", "rate", Number), listenForField("batch", "batch", Number), listenForField("epochs", "epochs", Number)];
  byId("optimizer").addEventListener("change", () => {
    const found = lab.catalog.optimizers.find(({name}) => name === byId("optimizer").value);
    setState({optimizer: found.name, ...(finite(found.rate) ? {rate: found.rate} : {})});
  });
  byId("train-start").addEventListener("click", () => order("start"));
  byId("train-pause").addEventListener("click", () => order(isPaused() ? "resume" : "pause"));
  byId("train-step").addEventListener("click", async () => {
    if (!training.runs.length) await order("reset");
    await order("step");
  });
  byId("train-reset").addEventListener("click", () => order("reset"));
  byId("train-new-seed").addEventListener("click", () => {
    setState({seed: Number(lab.state.seed) + 1});
    order("reset");
  });
  const show = () => {
    shows.forEach((act) => act());
    byId("optimizer").value = lab.state.optimizer;
    describeTraining();
    showTraining();
  };
  lab.listen(show);
  show();
  openEvents();
  listenForSize([lossChart, accuracyChart], showTraining);
}
