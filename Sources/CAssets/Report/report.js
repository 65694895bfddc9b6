// Draws the report of `xavier train` from the JSON block in the page (schema xavier.train-report/1).
// Order: words and numbers, styles of recipes, summary table, line charts, legend, histograms, page.
// One file although long, because the Swift side inlines one script; sections stand where files would.

function drawReport() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const recipes = data.recipes || [];
  const layers = data.layers || [];

  // ---- Words and numbers -------------------------------------------------------------------

  const clampShare = (share) => Math.max(0, Math.min(1, share));
  const interval = (pair) => Array.isArray(pair) && finite(pair[0]) && finite(pair[1])
    ? `${(100 * clampShare(pair[0])).toFixed(1)}–${percent(clampShare(pair[1]))}` : "";

  // ---- Outcomes ----------------------------------------------------------------------------

  const OUTCOMES = {
    learns: {rank: 0, shape: d3.symbolCircle},
    slow: {rank: 1, shape: d3.symbolTriangle},
    stalls: {rank: 2, shape: d3.symbolSquare},
    diverges: {rank: 3, shape: d3.symbolCross, turn: 45},
  };

  function outcomeMark(outcome) {
    const known = OUTCOMES[outcome] || {shape: d3.symbolWye, turn: 0};
    const svg = d3.create("svg").attr("class", "sample").attr("width", 12).attr("height", 12)
      .attr("aria-hidden", "true");
    svg.append("path").attr("d", d3.symbol().type(known.shape).size(60)())
      .attr("transform", `translate(6,6) rotate(${known.turn || 0})`)
      .style("fill", `var(--${OUTCOMES[outcome] ? outcome : "muted"})`);
    return element("span", {class: "outcome"}, svg.node(), outcome || "unknown");
  }

  // ---- Summary table -----------------------------------------------------------------------

  const best = d3.max(recipes.filter((r) => finite(r.test_accuracy_mean)), (r) => r.test_accuracy_mean);
  const isBest = (recipe) => finite(best) && recipe.test_accuracy_mean === best;
  const rank = (recipe) => (OUTCOMES[recipe.outcome] || {rank: 9}).rank;

  /** A name that may break before its inner capitals, glorot|Uniform, rather than anywhere. */
  const breakable = (name) => element("span", {}, ...[].concat(
    ...String(name).split(/(?=[A-Z][a-z])/).map((part) => [element("wbr"), part])));

  const nameCell = (recipe, index) => element("th", {scope: "row"},
    element("span", {class: "named"}, sample(index), breakable(recipe.name)), element("small", {}, recipe.law || ""));

  /** "best", "≈ best" where the data cannot tell the recipe from the best one, or nothing. */
  function badge(recipe) {
    if (recipes.length < 2 || !(isBest(recipe) || recipe.like_best)) return null;
    return element("span", {class: isBest(recipe) ? "badge best" : "badge"}, isBest(recipe) ? "best" : "≈ best");
  }

  /** Mean and interval as words, and on a strip from 0 to 100 % with chance and threshold. */
  function accuracyCell(recipe) {
    const mean = recipe.test_accuracy_mean, pair = recipe.test_accuracy_interval;
    const strip = element("span", {class: "strip", "aria-hidden": "true"});
    const place = (kind, left, width) => strip.append(element("i",
      {class: kind, style: `left:${100 * left}%${width == null ? "" : `;width:${100 * width}%`}`}));
    [data.chance, data.threshold].filter(finite).forEach((at) => place("mark", clampShare(at)));
    if (interval(pair)) {
      const [low, high] = pair.map(clampShare);
      place("interval", low, high - low);
    }
    if (finite(mean)) place("dot", clampShare(mean));
    return element("td", {class: "accuracy"}, percent(mean), badge(recipe),
      element("small", {}, interval(pair) || (finite(mean) ? "no interval" : "")), strip);
  }

  function outcomeCell(recipe) {
    const share = recipe.diverged_share, runs = share >= 1 ? "all runs" : `${roughPercent(share)} of runs`;
    return element("td", {class: "outcome"}, outcomeMark(recipe.outcome), share > 0
      ? element("small", {}, `${recipe.outcome === "diverges" ? "" : "diverges "}in ${runs}`) : null);
  }

  const spanCell = (from, to) => element("td", {class: "range"},
    finite(from) || finite(to) ? `${number(from)} → ${number(to)}` : "–");
  const THRESHOLD = finite(data.threshold) ? `${Number((100 * data.threshold).toPrecision(6))}\u00a0%` : "threshold";

  const COLUMNS = [
    {title: "Recipe", unit: "law of its weights", key: (r) => r.name, cell: nameCell},
    {title: "Outcome", unit: "of the training runs", key: rank, cell: outcomeCell},
    {title: "Test accuracy", unit: "mean, 95\u00a0% interval", key: (r) => r.test_accuracy_mean, falls: true,
      cell: accuracyCell},
    {title: `Epochs to ${THRESHOLD}`, unit: "median", key: (r) => r.epochs_to_threshold_median,
      cell: (r) => element("td", {}, finite(r.epochs_to_threshold_median)
        ? tickNumber(r.epochs_to_threshold_median) : "not reached")},
    {title: "Signal", unit: "rms, first → last layer", key: (r) => r.signal_last, falls: true,
      cell: (r) => spanCell(r.signal_first, r.signal_last)},
    {title: "Gradient", unit: "rms, first → last layer", key: (r) => r.gradient_first, falls: true,
      cell: (r) => spanCell(r.gradient_first, r.gradient_last)},
  ];

  /** Rows without a value stay last in both directions. */
  function comparing(key, falls) {
    const missing = (value) => value == null || Number.isNaN(value);
    return (a, b) => {
      const x = key(recipes[a]), y = key(recipes[b]);
      if (missing(x) || missing(y)) return missing(x) - missing(y);
      return falls ? d3.descending(x, y) : d3.ascending(x, y);
    };
  }

  function drawTable() {
    const rows = recipes.map((recipe, index) =>
      element("tr", {}, ...COLUMNS.map((column) => column.cell(recipe, index))));
    const heads = COLUMNS.map((column) => element("th", {scope: "col"},
      element("button", {type: "button"}, column.title), element("small", {}, column.unit)));
    const sort = (at, falls) => {
      heads.forEach((head) => head.removeAttribute("aria-sort"));
      heads[at].setAttribute("aria-sort", falls ? "descending" : "ascending");
      const order = d3.range(recipes.length).sort(comparing(COLUMNS[at].key, falls));
      byId("table").tBodies[0].append(...order.map((index) => rows[index]));
    };
    heads.forEach((head, at) => head.firstChild.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      sort(at, now ? now === "ascending" : Boolean(COLUMNS[at].falls));
    }));
    byId("table").tHead.append(element("tr", {}, ...heads));
    sort(2, true);
    byId("comparison").textContent = data.comparison || "";
    byId("table-note").textContent = listed([
      recipes.some((r) => r.like_best && !isBest(r))
        && "“≈ best” marks the recipes whose test accuracy is not distinguishable from the best one’s.",
      "The strip under an accuracy runs from 0 to 100\u00a0%: mean, interval, thin marks at chance and threshold.",
      "Signal and gradient are measured before training; rms is the root mean square."]).join(" ");
  }

  // ---- Line charts -------------------------------------------------------------------------

  const hidden = new Set();
  const lines = lineCharts(hidden);
  const {charts, highlight} = lines;

  function addLineChart(figure, spec) {
    const box = element("div", {class: "reading-box", role: "status", hidden: ""});
    const plot = element("div", {class: "plot", tabindex: "0", role: "group",
      "aria-label": `${spec.title}. ${spec.says} Left and right arrow keys read the values.`}, box);
    byId(figure).append(element("h3", {}, spec.title), element("figcaption", {}, spec.says), plot);
    lines.attach({plot, box, at: null, drawn: false, move: () => {}}, spec);
  }

  // Learning curves. Why: the outcome of a start is the whole curve, how soon, how high and how surely.
  function learningCurve(curve) {
    return recipes.map((recipe, index) => {
      const {epoch = [], [curve]: values = {}} = recipe.curves || {};
      const at = (key, i) => (values[key] ? values[key][i] : null);
      return {index, name: recipe.name, points: epoch.map((x, i) =>
        ({x, y: at("mean", i), low: at("low", i), high: at("high", i)}))};
    });
  }

  function drawLearningCurves() {
    const xs = distinct([].concat(...recipes.map((r) => (r.curves && r.curves.epoch) || [])));
    const reached = recipes.filter((r) => finite(r.epochs_to_threshold_median)).length;
    const seeds = (data.seeds || []).length;
    const bands = seeds === 1 ? "One seed, hence no bands."
      : `Lines are means over ${data.interrupted ? "the finished" : seeds || "the"} seeds, bands 95\u00a0% intervals.`;
    const common = {xs, xTitle: "training (epochs)", mayStop: true, place: (at) => `epoch ${at}`,
      empty: "No value to draw: every run diverged or none was recorded."};
    addLineChart("accuracy-chart", {...common, series: learningCurve("test_accuracy"),
      title: "Test accuracy by epoch",
      says: listed([finite(data.threshold) && recipes.length > 1
        && `Recipes that reach ${THRESHOLD} in the median run: ${reached} of ${recipes.length}.`, bands]).join(" "),
      yTitle: "test accuracy (%)", domain: [0, 1], format: (v) => Math.round(100 * v),
      read: (v) => percent(v), readInterval: (p) => interval([p.low, p.high]),
      rules: [{name: "chance", y: data.chance}, {name: "threshold", y: data.threshold}]
        .filter((rule) => finite(rule.y)).map((rule) => ({...rule, name: `${rule.name} ${rule.name === "threshold" ? THRESHOLD : percent(rule.y, 0)}`}))});
    addLineChart("loss-chart", {...common, series: learningCurve("train_loss"), title: "Training loss by epoch",
      says: `Mean cross-entropy per training example. ${bands}`, yTitle: "training loss (nats per example)",
      log: "if wide", format: tickNumber, read: (v) => number(v),
      readInterval: (p) => `${number(p.low)} to ${number(p.high)}`});
  }

  const distinct = (values) => Array.from(new Set(values)).sort(d3.ascending);

  // Signal and gradient by layer. Why: a factor per layer, harmless once, decides after ten whether
  // anything arrives; on a log axis such a factor is a slope.
  function byLayer(kind, first, last, lastLayer) {
    return recipes.map((recipe, index) => {
      const start = (recipe.snapshots || []).find((snapshot) => snapshot.epoch === 0);
      const measured = start && start.layers.length
        ? start.layers.map((layer, i) => ({x: i + 1, y: layer && layer[kind] ? layer[kind].rms : null}))
        // Two marks with a gap: a line would pretend to know the layers between.
        : [{x: 1, y: recipe[first]}, {x: 1.5, y: null}, {x: lastLayer, y: recipe[last]}];
      return {index, name: recipe.name, points: measured.filter((p) => p.x <= lastLayer)};
    });
  }

  /** "At layer 1 it runs from 0 (zeros) to 0.02 (orthogonal)." */
  function extremes(series, layer) {
    const at = series.map((s) => ({name: s.name, y: (s.points.find((p) => p.x === layer) || {}).y}));
    const known = at.filter((s) => finite(s.y)).sort((a, b) => a.y - b.y);
    if (!known.length) return "";
    const lowest = known[0], highest = known[known.length - 1], name = layers[layer - 1] || `layer ${layer}`;
    const same = number(lowest.y) === number(highest.y);
    return same ? `At ${name} it is ${number(lowest.y)}.`
      : `At ${name} it runs from ${number(lowest.y)} (${lowest.name}) to ${number(highest.y)} (${highest.name}).`;
  }

  function drawLayerCharts() {
    const depth = Math.max(1, layers.length), inner = depth > 1 ? depth - 1 : 1;
    const signal = byLayer("activation", "signal_first", "signal_last", inner);
    const gradient = byLayer("gradient", "gradient_first", "gradient_last", depth);
    const common = {xTitle: "layer (number, counted from the input)", log: true, read: (v) => number(v),
      place: (at) => layers[at - 1] || `layer ${at}`, empty: "No value was measured here before training."};
    addLineChart("signal-chart", {...common, xs: d3.range(1, inner + 1), series: signal,
      title: `Signal: size of the values after ${data.activation || "the activation"}`,
      says: `Root mean square, first seed. ${extremes(signal, inner)}`, yTitle: "signal, rms (no unit)"});
    addLineChart("gradient-chart", {...common, xs: d3.range(1, depth + 1), series: gradient,
      title: "Gradient: size of the loss’s gradient before each activation",
      says: `Root mean square, first seed; it travels from right to left. ${extremes(gradient, 1)}`,
      yTitle: "gradient, rms (nats per unit)"});
  }

  // ---- Legend ------------------------------------------------------------------------------

  function drawLegend() {
    const redraw = () => {
      buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(!hidden.has(index))));
      all.disabled = hidden.size === 0;
      none.disabled = hidden.size === recipes.length;
      charts.forEach(lines.draw);
    };
    const command = (text, act) => {
      const button = element("button", {type: "button", class: "command"}, text);
      button.addEventListener("click", () => { act(); redraw(); });
      return button;
    };
    const all = command("Show all", () => hidden.clear());
    const none = command("Hide all", () => recipes.forEach((recipe, index) => hidden.add(index)));
    const buttons = recipes.map((recipe, index) => {
      const button = element("button", {type: "button", class: "recipe", title: `Show or hide ${recipe.name}`},
        sample(index), element("span", {class: "name"}, recipe.name));
      const on = () => highlight(hidden.has(index) ? null : index), off = () => highlight(null);
      button.addEventListener("click", () => {
        if (!hidden.delete(index)) hidden.add(index);
        redraw();
        on();
      });
      [["pointerenter", on], ["focus", on], ["pointerleave", off], ["blur", off]]
        .forEach(([event, act]) => button.addEventListener(event, act));
      return button;
    });
    byId("legend").append(...buttons, all, none);
    byId("legend").hidden = recipes.length < 2;
    redraw();
  }

  // ---- Histograms --------------------------------------------------------------------------
  // Why: two layers with the same rms may be healthy, half dead or saturated; only the whole
  // distribution tells. Every value is counted once: in a bin, below, above, zero or non-finite.

  const BOUNDED = /^(tanh|sigmoid|logistic|soft_?sign|hard_?tanh|hard_?sigmoid|erf|arctan)/i;
  const bins = data.bins || {};

  function remarks(share, kind) {
    const saturates = kind === "activation" && BOUNDED.test(data.activation || "");
    const parts = [["saturated", saturates ? share.saturated : 0], ["zero", share.zero],
      ["below", saturates ? 0 : share.below], ["above", saturates ? 0 : share.above],
      ["not finite", share.nonfinite]];
    return parts.filter(([word, value]) => value >= 0.001 || (word === "not finite" && value > 0))
      .map(([word, value]) => `${word} ${roughPercent(value)}`);
  }

  const position = (kind, value) => (value - bins[kind].low) / (bins[kind].high - bins[kind].low);

  function axisTicks(kind) {
    const {low, high} = bins[kind];
    const ticks = d3.scaleLinear().domain([low, high]).ticks(kind === "gradient" ? 4 : 2);
    return kind === "gradient" ? ticks.filter(Number.isInteger) : ticks;
  }

  const tickText = (kind, value) => (kind === "activation" ? tickNumber(value)
    : value === 0 ? "1" : `10${superscript(value)}`);

  function axisRow() {
    const cell = (kind) => element("td", {class: kind}, element("div", {class: "ticks", "aria-hidden": "true"},
      ...axisTicks(kind).map((value) => {
        const at = position(kind, value), shift = at < 0.02 ? "0" : at > 0.98 ? "-100%" : "-50%";
        return element("span", {style: `left:${100 * at}%;transform:translateX(${shift})`}, tickText(kind, value));
      })));
    return element("tr", {class: "axis-row", role: "presentation"}, element("th"), cell("activation"),
      element("td", {class: "words"}), cell("gradient"), element("td", {class: "words"}));
  }

  /** Bars as one path in units of bins and of the tallest bar; the browser stretches it to the cell. */
  function drawBars(cell, words, histogram, kind, name) {
    cell.textContent = words.textContent = "";
    if (!histogram) return;
    const share = histogramShares(histogram), count = share.bins.length || 1;
    const svg = d3.create("svg").attr("class", "bars").attr("viewBox", `0 0 ${count} 1`).attr("role", "img")
      .attr("preserveAspectRatio", "none");
    const upright = (kindOf, at) => svg.append("line").attr("class", kindOf)
      .attr("x1", count * at).attr("x2", count * at).attr("y1", 0).attr("y2", 1);
    axisTicks(kind).forEach((value) => upright("grid", position(kind, value)));
    svg.append("path").attr("d", barsPath(share.bins, share.tallest));
    if (kind === "activation" && share.zero >= 0.005) upright("atom", position(kind, 0));
    const notes = remarks(share, kind), rms = finite(histogram.rms) ? `rms ${number(histogram.rms)}` : "";
    svg.attr("aria-label", `${kind} of ${name}: ${listed([rms, ...notes]).join(", ") || "no values"}`);
    svg.node().reading = {share, kind, name};
    cell.append(svg.node());
    words.append(...listed([share.total ? rms : "no values", ...notes]).map((text) => element("span", {}, text)));
    words.title = share.total ? `of ${plural(share.total, "value")}` : "";
  }

  /** The table of one recipe: a row a layer, activation left, gradient right. */
  function histogramPanel(index) {
    const recipe = recipes[index];
    const rows = layers.map((name) => {
      const cells = ["activation", "words", "gradient", "words"]
        .map((kind) => element("td", {class: kind, role: "cell"}));
      const head = element("th", {scope: "row", role: "rowheader"}, name);
      return {name, cells, node: element("tr", {role: "row"}, head, ...cells)};
    });
    const head = (text, unit, kind) => element("th", {scope: "col", role: "columnheader", class: kind},
      text, element("small", {}, unit));
    const columns = element("colgroup", {}, ...["layer", "bars", "words", "bars", "words"]
      .map((kind) => element("col", {class: `col-${kind}`})));
    const heads = element("thead", {role: "rowgroup"}, element("tr", {role: "row"}, head("Layer", "", "layer"),
      head("Activation", `after ${data.activation || "the activation"}, no unit`, "activation"),
      head("", "", "words"), head("|Gradient|", "nats per unit, log axis", "gradient"), head("", "", "words")));
    const body = element("tbody", {role: "rowgroup"}, ...(layers.length > 10 ? [axisRow()] : []),
      ...rows.map((row) => row.node), axisRow());
    // The roles are spelled out because narrow screens lay the rows out as grids, which hides them.
    const table = element("table", {class: layers.length > 24 ? "hist many" : "hist", role: "table",
      "aria-label": `Histograms of ${recipe.name}`}, columns, heads, body);
    const missing = element("p", {class: "empty", hidden: ""});
    const node = element("div", {class: "panel", style: `--tint:${tint(index)}`},
      element("h3", {}, sample(index), breakable(recipe.name), outcomeMark(recipe.outcome)), missing, table);

    const show = (epoch) => {
      const snapshot = (recipe.snapshots || []).find((s) => s.epoch === epoch);
      table.hidden = !snapshot;
      missing.hidden = Boolean(snapshot);
      missing.textContent = `No snapshot of ${recipe.name} at epoch ${epoch}.`;
      rows.forEach(({name, cells}, i) => {
        const layer = (snapshot && snapshot.layers[i]) || {};
        drawBars(cells[0], cells[1], layer.activation, "activation", name);
        drawBars(cells[2], cells[3], layer.gradient, "gradient", name);
        if (!layer.activation && i === layers.length - 1) cells[0].textContent = "output layer: none";
      });
    };
    return {node, show};
  }

  function listenForBars() {
    const readout = byId("readout"), rest = "Point at a bar to read its share of the layer’s values.";
    readout.textContent = rest;
    readout.hidden = false;
    const read = (event) => {
      const svg = event.target.closest ? event.target.closest(".bars") : null;
      if (!svg) { readout.textContent = rest; return; }
      const {share, kind, name} = svg.reading, frame = svg.getBoundingClientRect();
      const bin = Math.min(share.bins.length - 1, Math.max(0,
        Math.floor((event.clientX - frame.left) / frame.width * share.bins.length)));
      const {low, high, count} = bins[kind], edge = (i) => low + i * (high - low) / count;
      const text = (i) => tickNumber(kind === "gradient" ? Math.pow(10, edge(i)) : Math.round(1e9 * edge(i)) / 1e9);
      const amount = share.bins[bin] ? roughPercent(share.bins[bin]) : "none";
      readout.textContent = `${name}, ${kind === "gradient" ? "|gradient|" : kind} from ${text(bin)} to `
        + `${text(bin + 1)}: ${amount} of the values.`;
    };
    ["pointermove", "pointerdown"].forEach((event) => byId("panels").addEventListener(event, read));
    byId("panels").addEventListener("pointerleave", () => { readout.textContent = rest; });
  }

  /** The start is the contrast that teaches most: the best recipe beside the worst. */
  function openingPair(choices) {
    const ranked = choices.slice().sort((a, b) => rank(recipes[a]) - rank(recipes[b])
      || (recipes[b].test_accuracy_mean || 0) - (recipes[a].test_accuracy_mean || 0));
    return [ranked[0], ranked.length > 1 ? ranked[ranked.length - 1] : null];
  }

  function drawHistograms() {
    const choices = d3.range(recipes.length)
      .filter((i) => bins.activation && bins.gradient && (recipes[i].snapshots || []).length > 0);
    const epochs = distinct([].concat(...recipes.map((r) => (r.snapshots || []).map((s) => s.epoch))));
    if (!choices.length || !layers.length) {
      byId("panels").classList.add("single");
      byId("panels").append(element("p", {class: "empty"}, "No snapshot of the layers was taken."));
      return;
    }
    byId("histograms-lead").textContent = "Left the values that leave each layer, right the gradient that "
      + "comes back to it. Each row is scaled to its own tallest bar.";
    const [left, right, slider] = ["left", "right", "epoch"].map(byId);
    const option = (index) => element("option", {value: index}, recipes[index].name);
    left.append(...choices.map(option));
    right.append(element("option", {value: ""}, "none"), ...choices.map(option));
    const [best, worst] = openingPair(choices);
    left.value = best;
    right.value = worst == null ? "" : worst;
    slider.max = epochs.length - 1;
    byId("right-label").hidden = choices.length < 2;
    byId("time").hidden = epochs.length < 2;
    byId("controls").hidden = choices.length < 2 && epochs.length < 2;

    let panels = [];
    const showEpoch = () => {
      const epoch = epochs[slider.value], text = epoch === 0 ? "0, before training" : String(epoch);
      byId("epoch-text").textContent = text;
      slider.setAttribute("aria-valuetext", `epoch ${text}`);
      panels.forEach((panel) => panel.show(epoch));
    };
    const choose = () => {
      const chosen = [left.value, right.value].filter((value, i, all) => value !== "" && all.indexOf(value) === i);
      panels = chosen.map((value) => histogramPanel(Number(value)));
      byId("panels").classList.toggle("single", panels.length === 1);
      byId("panels").replaceChildren(...panels.map((panel) => panel.node));
      showEpoch();
    };
    [left, right].forEach((select) => select.addEventListener("change", choose));
    listenForPlay(slider, showEpoch);
    choose();
    listenForBars();
  }

  function listenForPlay(slider, showEpoch) {
    const button = byId("play");
    let timer = null;
    const stop = () => {
      clearInterval(timer);
      timer = null;
      button.textContent = "Play";
    };
    const go = (value) => { slider.value = value; showEpoch(); };
    const step = () => {
      if (Number(slider.value) < Number(slider.max)) go(Number(slider.value) + 1);
      if (Number(slider.value) >= Number(slider.max)) stop();
    };
    button.addEventListener("click", () => {
      if (timer) { stop(); return; }
      if (slider.value === slider.max) go(0);
      button.textContent = "Pause";
      timer = setInterval(step, 900);
    });
    slider.addEventListener("input", () => { stop(); showEpoch(); });
  }

  // ---- Page --------------------------------------------------------------------------------

  function fillHeader() {
    byId("title").textContent = data.title || "Training from several initializations";
    const count = (value, noun) => (finite(value) ? plural(value, noun) : "");
    byId("setting").textContent = listed([
      listed([data.network, data.activation]).join(" ") + (data.data ? ` on ${data.data}` : ""),
      count(data.train_examples, "training example"), count(data.test_examples, "test example"),
      finite(data.classes) ? `${data.classes} classes` : "", plural(recipes.length, "recipe"),
      data.seeds ? plural(data.seeds.length, "paired seed").replace(/^1 paired/, "1") : "",
      count(data.epochs, "epoch")]).join(" · ");
    byId("interrupted").hidden = !data.interrupted;
    byId("findings").append(...listed(data.sentences || []).map((text) => element("li", {}, text)));
  }

  function fillSettings() {
    const entries = [["network", data.network], ["activation", data.activation], ["data", data.data],
      ["seeds", (data.seeds || []).join(", ")], ["optimizer", data.optimizer], ["learning rate", data.learning_rate],
      ["batch", data.batch], ["epochs", data.epochs], ["threshold", data.threshold],
      ["schema", data.schema], ["xavier", data.version]];
    byId("settings").append(...entries.filter(([, value]) => value != null && value !== "")
      .map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, String(value)))));
  }

  [listenForTheme, fillHeader, drawTable, drawLearningCurves, drawLayerCharts, drawLegend, drawHistograms,
    fillSettings, () => listenForSize(charts, lines.draw)].forEach((part) => part());
  const drawn = charts.filter((chart) => chart.drawn).length + document.querySelectorAll(".panel").length;
  window.xavierReport = {ready: true, charts: drawn};
}

window.addEventListener("error", (event) => event.error && showError(event.error));
try {
  drawReport();
} catch (error) {
  showError(error);
}
