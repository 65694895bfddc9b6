// What the server answers to the state, and the charts of it, live while a control moves.

const REST = 250;
const ALL_PARTS = ["check", "jacobian", "histograms"];

// ---- Questions -------------------------------------------------------------------------------

let version = 0;
let restedVersion = -1;
let restTimer = null;

/** What is known of a recipe: `answer` to `recipe`, `error`, and where its questions stand. */
const slotAt = (index) => (lab.answers[index] = lab.answers[index]
  || {busy: false, asked: -1, askedAll: false, answer: null, error: null, recipe: null});

const isRested = () => restedVersion === version;

/** Asks for a recipe what is not asked yet; one question of each is under way at a time. */
async function askFor(index) {
  const slot = slotAt(index), recipe = lab.state.recipes[index];
  if (slot.busy || recipe === undefined) return;
  if (slot.asked === version && (slot.askedAll || !isRested())) return;
  Object.assign(slot, {busy: true, asked: version, askedAll: isRested()});
  showWork();
  const {state} = lab, mine = version;
  try {
    // The others do not matter to this one, nor do their mistakes.
    const alone = {...state, recipes: state.recipes.map(() => recipe)};
    const answer = await ask("check",
      {state: alone, recipe: index, client: CLIENT, parts: slot.askedAll ? ALL_PARTS : ["check"]});
    // An answer to another recipe than the one that stands here now comes too late.
    if (lab.state.recipes[index] === recipe && lab.state.model === state.model) take(slot, answer, recipe);
  } catch (error) {
    const isOld = mine !== version || error.status === 409;
    if (error.status === 409 && mine === version) slot.asked = -1;
    if (!isOld && error.status !== 0) Object.assign(slot, {error: error.message, answer: null, deep: null, recipe});
    if (error.status === 0) Object.assign(slot, {asked: -1, askedAll: false});
  }
  slot.busy = false;
  showWork();
  showAnswers();
  if (!isServerLost) askFor(index);
}

function take(slot, answer, recipe) {
  Object.assign(slot, {answer, recipe, error: null});
  // Histograms and singular values stay, paler, until the new ones are there.
  if (slot.askedAll) slot.deep = answer;
  slot.isDeepOld = !slot.askedAll;
}

const askForAll = () => lab.state.recipes.forEach((recipe, index) => askFor(index));

function stateMoved() {
  version += 1;
  lab.answers.length = Math.min(lab.answers.length, lab.state.recipes.length);
  lab.state.recipes.forEach((recipe, index) => {
    const slot = slotAt(index);
    if (slot.recipe !== null && slot.recipe !== recipe) Object.assign(slot, {answer: null, error: null, deep: null});
  });
  clearTimeout(restTimer);
  restTimer = setTimeout(() => {
    restedVersion = version;
    askForAll();
  }, REST);
  askForAll();
}

/** Whether everything on the page belongs to the state as it is. */
const isSettled = () => isRested() && lab.catalog !== null && !isServerLost && lab.state.recipes.every((recipe, index) => {
  const slot = slotAt(index);
  return !slot.busy && slot.asked === version && slot.askedAll && slot.recipe === recipe;
});

function showWork() {
  const isBusy = lab.answers.some((slot) => slot && slot.busy);
  byId("working").classList.toggle("on", isBusy);
}

// ---- Curves ----------------------------------------------------------------------------------

let curveCharts = [];

/** The recipes with an answer, with the layers that are shown. */
const drawnRecipes = () => lab.state.recipes.map((name, index) => ({name, index, slot: slotAt(index)}))
  .filter(({slot}) => slot.answer)
  .map((entry) => ({...entry, check: entry.slot.answer.check, layers: shownLayers(entry.slot.answer.check)}));

function curveTable(curve) {
  const recipes = drawnRecipes();
  const names = recipes.length ? recipes[0].layers : [];
  const longest = d3.max(recipes, ({layers}) => layers.length) || 0;
  return {
    head: ["layer"].concat(...recipes.map(({name}) => [`${name}, measured`, `${name}, theory`])),
    rows: d3.range(longest).map((i) => [`${i + 1}. ${(names[i] || {}).name || ""}`].concat(...recipes.map(({layers}) =>
      (layers[i] ? [(curve.measured(layers[i]) || {}).y, (curve.theory(layers[i]) || {}).y].map(exactCell) : ["", ""])))),
  };
}

function drawCurve(chart) {
  const recipes = drawnRecipes(), {curve} = chart;
  drawLayerCurves(chart, {axis: curve.axis, xTitle: "layer",
    series: recipes.map(({layers, index}) => ({rows: curveRows(curve, layers), tint: tint(index),
      showsMean: meanDiffers(curve, layers)}))});
  chart.recipes = recipes;
  fillChartTable(chart);
}

function curveSays(curve) {
  const unit = `${curve.unit[0].toUpperCase()}${curve.unit.slice(1)}.`;
  return `${unit} Lines: theory; points: measured.`;
}

function readCurve(chart, place) {
  const {curve, box} = chart, at = chart.places[place];
  const rows = chart.recipes.filter(({layers}) => layers[at - 1]).map(({name, index, layers}) => {
    const measured = curve.measured(layers[at - 1]), theory = curve.theory(layers[at - 1]);
    return element("tr", {}, element("td", {}, sample(index)), element("td", {}, name),
      element("td", {}, measured ? number(measured.y) : "–"), element("td", {}, theory ? number(theory.y) : "–"));
  });
  const first = chart.recipes.find(({layers}) => layers[at - 1]);
  const head = element("tr", {}, ...["", "", "measured", "theory"].map((text) => element("td", {}, text)));
  box.replaceChildren(element("b", {}, `${at}. ${first ? first.layers[at - 1].name : ""}`),
    element("table", {}, element("tbody", {}, head, ...rows)));
  box.hidden = false;
  chart.at = place;
  curveCharts.filter((other) => other.drawn && other.places).forEach((other) => other.move(place));
  placeReading(chart, chart.x(at));
}

function addCurveCharts() {
  const add = (chart, caption, draw) => {
    chart.isDescribed = true;
    chart.height = 300;
    chart.caption.textContent = caption;
    chart.draw = () => draw(chart);
    byId("curve-charts").append(chart.figure);
    curveCharts.push(chart);
    return chart;
  };
  const listen = (chart, show) => listenForReading(chart, {
    places: () => (chart.places || []).map((x) => ({x})),
    show: (place) => show(chart, place),
    close: () => {
      chart.box.hidden = true;
      chart.at = null;
      curveCharts.filter((other) => other.drawn && other.places).forEach((other) => other.move(null));
    },
  });
  LAYER_CURVES.forEach((curve) => {
    const chart = chartFigure({title: curve.title, name: curve.id, table: () => curveTable(curve)});
    add(chart, curveSays(curve), drawCurve).curve = curve;
    listen(chart, readCurve);
  });
  const shares = chartFigure({title: "Shares", name: "shares", table: shareTable});
  add(shares, `${shareWords(LAYER_SHARES)} Colours are recipes.`, drawShares);
  listen(shares, readShares);
  const spectrum = chartFigure({title: "Singular values of the Jacobian", name: "jacobian", table: spectrumTable});
  add(spectrum, "How much the hidden layers stretch each direction, sorted; all 1 would keep every direction alike. Lines: theory; points: measured; at most ten decades are shown.",
    drawSpectrum);
}

// ---- Shares ----------------------------------------------------------------------------------

/** What a recipe's layers have of each share; what a layer begins with may have one that its end has not. */
function shareLayers({check, layers}) {
  let from = 0;
  return layers.map((layer) => {
    const end = check.layers.findIndex((other, i) => i >= from && other.name === layer.name) + 1;
    const own = check.layers.slice(from, end).reverse();
    from = end;
    const found = {name: layer.name, number: layer.number, operator: ""};
    LAYER_SHARES.forEach(({key}) => { found[key] = (own.find((one) => one[key] > 0) || own.find((one) => finite(one[key])) || {})[key]; });
    return found;
  });
}

function drawShares(chart) {
  chart.recipes = drawnRecipes().map((recipe) => ({...recipe, shares: shareLayers(recipe)}));
  const longest = d3.max(chart.recipes, ({shares}) => shares.length) || 0;
  drawShareCurves(chart, {places: d3.range(1, longest + 1), xTitle: "layer",
    empty: "No layer has dead channels, flat values or a part that biases make.",
    shares: [].concat(...chart.recipes.map(({shares, index}) => presentShares(shares)
      .map((share) => ({...share, tint: tint(index), points: sharePoints(share, shares)}))))});
  fillChartTable(chart);
}

function shareTable() {
  const recipes = drawnRecipes().map((recipe) => ({...recipe, shares: shareLayers(recipe)}));
  const longest = d3.max(recipes, ({shares}) => shares.length) || 0;
  const names = recipes.length ? recipes[0].shares : [];
  return {
    head: ["layer"].concat(...recipes.map(({name}) => LAYER_SHARES.map(({id}) => `${name}, ${id}`))),
    rows: d3.range(longest).map((i) => [`${i + 1}. ${(names[i] || {}).name || ""}`].concat(...recipes.map(({shares}) =>
      LAYER_SHARES.map(({key}) => shareCell((shares[i] || {})[key]))))),
  };
}

function readShares(chart, place) {
  const at = chart.places[place];
  const known = chart.recipes.filter(({shares}) => shares[at - 1]);
  const cells = (tag, contents) => contents.map((content) => element(tag, {}, content));
  chart.box.replaceChildren(element("b", {}, `${at}. ${known.length ? known[0].shares[at - 1].name : ""}`),
    element("table", {}, element("tbody", {}, element("tr", {}, ...cells("td", ["", "", ...LAYER_SHARES.map(({id}) => id)])),
      ...known.map(({name, index, shares}) => element("tr", {}, ...cells("td", [sample(index), name,
        ...LAYER_SHARES.map(({key}) => (finite(shares[at - 1][key]) ? sharePercent(shares[at - 1][key]) : "–"))]))))));
  chart.box.hidden = false;
  chart.at = place;
  curveCharts.filter((other) => other.drawn && other.places).forEach((other) => other.move(place));
  placeReading(chart, chart.x(at));
}

const spectraShown = () => drawnRecipes().map((entry) => ({...entry, deep: entry.slot.deep}))
  .filter(({deep}) => deep && deep.check.jacobian && deep.check.jacobian.singular_values.length);

function spectrumTable() {
  const recipes = spectraShown(), longest = d3.max(recipes, ({deep}) => deep.check.jacobian.singular_values.length) || 0;
  return {
    head: ["largest first"].concat(...recipes.map(({name}) => [`${name}, measured`, `${name}, theory`])),
    rows: d3.range(longest).map((i) => [String(i + 1)].concat(...recipes.map(({deep: {check: {jacobian}}}) =>
      [jacobian.singular_values[i], (jacobian.predicted || [])[i]].map(exactCell)))),
  };
}

function drawSpectrum(chart) {
  const recipes = spectraShown();
  drawSpectra(chart, recipes.map(({index, deep: {check: {jacobian}}}) =>
    ({values: jacobian.singular_values, predicted: jacobian.predicted, tint: tint(index)})));
  if (!chart.drawn) {
    const remarks = [].concat(...drawnRecipes().map(({slot}) => (slot.deep && slot.deep.check.jacobian || {remarks: []}).remarks));
    chart.plot.prepend(element("p", {class: "empty"}, remarks[0] || (isSettled()
      ? "This network has no Jacobian between two hidden layers." : "Computed when the controls rest.")));
  }
  chart.plot.classList.toggle("old", recipes.some(({slot}) => slot.isDeepOld));
  fillChartTable(chart);
}

function fillCurveKey() {
  const entry = (text, draw) => {
    const svg = d3.create("svg").attr("width", 26).attr("height", 14).attr("aria-hidden", "true").attr("class", "plot");
    draw(svg.append("g").attr("class", "tinted").style("--tint", "var(--ink)"));
    return element("span", {}, svg.node(), text);
  };
  byId("key").replaceChildren(
    ...lab.state.recipes.map((name, index) => element("span", {class: "recipe-key"}, sample(index), name)),
    entry("measured, with 95\u00a0% interval", (g) => {
      g.append("path").attr("class", "interval").attr("d", "M13,0V14");
      g.append("path").attr("class", "dots").attr("d", circles([[13, 7]], 3.5));
    }),
    entry("theory", (g) => g.append("path").attr("class", "theory").attr("d", "M0,7H26")),
    entry("19 of 20 draws at this width", (g) => g.append("path").attr("class", "typical").attr("d", "M0,0H26V14H0Z")),
    ...LAYER_SHARES.map((share) => element("span", {}, shareSample({...share, tint: "var(--ink)"}), share.id)),
    entry("mean over draws", (g) => g.append("path").attr("class", "mean").attr("d", "M0,7H26")));
}

// ---- Histograms ------------------------------------------------------------------------------

const FEW_LAYERS = 10;
let ridgePanels = [];

/** The layers of a list that are shown: all, or about ten from the first to the last. */
function someOf(layers) {
  if (byId("every-layer").checked || layers.length <= FEW_LAYERS) return layers;
  return d3.range(FEW_LAYERS).map((i) => layers[Math.round(i * (layers.length - 1) / (FEW_LAYERS - 1))]);
}

const heldKind = () => document.querySelector("input[name=held]:checked").value;

function drawRidgePanel(chart) {
  const slot = slotAt(chart.index), name = lab.state.recipes[chart.index], kind = heldKind();
  const layers = (slot.deep && slot.deep.histograms) || [];
  drawRidges(chart, {tint: tint(chart.index), empty: slot.error || (isSettled() ? "No hidden layer was measured." : "Computed when the controls rest."),
    rows: someOf(layers).map((entry) => ({name: entry.layer, histogram: entry[kind] && {...entry[kind], zeros: kind === "values" ? entry.zeros : null}}))});
  chart.caption.textContent = ridgesSay(kind, name);
  chart.plot.classList.toggle("old", Boolean(slot.isDeepOld));
  fillChartTable(chart);
}

const ridgesSay = (kind, name) => `${kind === "values" ? "Values after the activation" : "Gradients"} by layer, ${name}. `
  + "At the right how far the axis goes and how many values are exactly 0, which the upright line stands for.";

function ridgeTable(chart) {
  const {deep} = slotAt(chart.index), kind = heldKind();
  return ridgeNumbers(((deep && deep.histograms) || []).map((entry) => ({name: entry.layer, histogram: entry[kind],
    zeros: kind === "values" ? entry.zeros : null})));
}

function drawHistograms() {
  if (ridgePanels.length !== lab.state.recipes.length) {
    ridgePanels = lab.state.recipes.map((recipe, index) => {
      const chart = chartFigure({title: recipe, name: `histograms-${index}`, table: () => ridgeTable(chart)});
      chart.isDescribed = true;
      chart.index = index;
      return chart;
    });
    byId("ridges").replaceChildren(...ridgePanels.map((chart) => chart.figure));
    listenForSize(ridgePanels, drawRidgePanel);
  }
  ridgePanels.forEach((chart) => {
    retitle(chart, lab.state.recipes[chart.index]);
    drawRidgePanel(chart);
  });
}

// ---- All of it -------------------------------------------------------------------------------

let isDrawing = false;

/** Draws what is known, at most once a frame. */
function showAnswers() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    showVerdicts();
    fillCurveKey();
    curveCharts.forEach((chart) => chart.draw());
    drawHistograms();
    showTourAnswer();
    document.documentElement.dataset.settled = String(isSettled());
    if (isSettled()) speakVerdicts();
  });
}

function startLive() {
  addCurveCharts();
  listenForSize(curveCharts, (chart) => chart.draw());
  document.querySelectorAll("input[name=held], #every-layer").forEach((node) => node.addEventListener("change", drawHistograms));
  lab.listen((changed) => {
    if (Array.from(changed).every((key) => NOT_CHECKED.has(key))) return;
    document.documentElement.dataset.settled = "false";
    stateMoved();
    showAnswers();
  });
  returned.push(stateMoved);
  stateMoved();
  showAnswers();
}
