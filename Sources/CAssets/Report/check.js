// Draws the report of `xavier check` from the JSON block in the page (schema xavier.check-report/1).
// Order: data, header and findings, charts, tables, page.

function drawCheck() {
  const data = JSON.parse(byId("data").textContent);
  const check = data.check;
  const layers = check.layers.map((layer, index) => ({...layer, index, number: index + 1}));
  const findings = check.findings;
  const hasTrunk = layers.some((layer) => layer.trunk);
  const isMeasured = layers.some((layer) => layer.forward.measured);

  // ---- Findings and their layers -------------------------------------------------------------

  /** A finding names a node, or a parameter of one. */
  const layerOf = (finding) => finding.layer == null ? undefined
    : layers.find((layer) => layer.name === finding.layer)
      || layers.find((layer) => layer.parameters.some((parameter) => parameter.name === finding.layer));
  const marks = findings.map((finding) => ({finding, layer: layerOf(finding)})).filter((mark) => mark.layer);
  const weights = new Map();
  marks.forEach(({finding, layer}) => {
    if (weights.get(layer.index) !== "verdict") weights.set(layer.index, finding.weight);
  });
  const anchor = (layer) => `layer-${layer.number}`;

  function fillHeader() {
    byId("title").textContent = check.network;
    byId("setting").textContent = `${data.weights} · ${data.method}`;
    byId("verdict").append(...data.verdicts.map((code) => code === "healthy"
      ? element("span", {class: "healthy"}, code) : element("a", {href: "#found"}, code)));
  }

  /** A sentence whose `commands` are set as code. */
  const marked = (text) => element("span", {}, ...text.split("`")
    .map((part, i) => (i % 2 ? element("code", {}, part) : part)));

  function fillFindings() {
    const place = (finding) => {
      const layer = layerOf(finding);
      if (finding.layer == null) return "";
      return layer ? element("a", {href: `#${anchor(layer)}`}, finding.layer) : finding.layer;
    };
    const article = (finding) => {
      const isNote = finding.weight !== "verdict", at = place(finding);
      const more = [["cause", finding.cause], ["remedy", finding.remedy]].filter(([, text]) => text);
      return element("article", {class: isNote ? "found noted" : "found"},
        element("h3", {}, element("span", {class: "code"}, `${isNote ? "note: " : ""}${finding.code}`),
          at ? " at " : "", at),
        element("p", {}, marked(finding.message)),
        element("dl", {}, ...[].concat(...more.map(([term, text]) =>
          [element("dt", {}, term), element("dd", {}, marked(text))]))));
    };
    byId("found-list").append(...findings.map(article));
    if (!findings.length) {
      byId("found-list").append(element("p", {}, isMeasured
        ? "Nothing was found: signal and gradient travel through the network."
        : "Theory finds nothing: signal and gradient travel through the network."));
    }
    if (check.limits.length) {
      byId("found-list").append(element("div", {class: "limits"}, element("h3", {}, "What no weights can mend"),
        element("ul", {}, ...check.limits.map((text) => element("li", {}, text)))));
    }
  }

  // ---- Charts --------------------------------------------------------------------------------

  const charts = [];
  let shown = [];

  /** One chart of a quantity along the layers. */
  function drawCurve(chart) {
    const {curve} = chart;
    drawLayerCurves(chart, {axis: curve.axis,
      series: [{rows: curveRows(curve, shown), showsMean: meanDiffers(curve, layers)}],
      marks: marks.filter(({layer}) => shown.includes(layer))
        .map(({finding, layer}) => ({x: layer.number, kind: finding.weight}))});
  }

  const SHARES = presentShares(layers);

  function drawShares(chart) {
    drawShareCurves(chart, {places: shown.map((layer) => layer.number),
      shares: SHARES.map((share) => ({...share, points: sharePoints(share, shown)}))});
  }

  const drawSpectrum = (chart) => drawSpectra(chart,
    [{values: check.jacobian.singular_values, predicted: check.jacobian.predicted}]);

  // ---- Reading ---------------------------------------------------------------------------------

  const withInterval = (value, pair, text = number) => (finite(value)
    ? text(value) + (Array.isArray(pair) && pair[1] > pair[0] ? ` (${text(pair[0])} to ${text(pair[1])})` : "") : "–");
  /** The mean of a value; 0 where it is but the rounding of one. */
  const meanOf = (value) => (!value ? undefined
    : Math.abs(value.mean) < 1e-12 * Math.sqrt(value.second_moment) ? 0 : value.mean);
  /** A cosine with the digits that tell it from 1. */
  const cosine = (value) => (!finite(value) ? "–" : value > 0.99 && value < 1
    ? `1 − ${number(1 - value, ",.2r")}` : d3.format(".3f")(value).replace("-", "−"));

  function readingRows(layer) {
    const {measured: m, predicted: p} = layer.forward, {measured: g, predicted: h} = layer.backward;
    const row = (name, measured, theory) => [name, measured, theory];
    return [
      row("E x²", m && withInterval(m.second_moment, m.second_moment_interval), p && number(p.second_moment)),
      row("E x", m && withInterval(m.mean, m.mean_interval), p && number(meanOf(p))),
      row("cosine", m && withInterval(m.correlation, m.correlation_interval, cosine), p && cosine(p.correlation)),
      row("E g²", g && withInterval(g.second_moment, g.second_moment_interval), h && number(h.second_moment)),
      ...SHARES.filter((share) => finite(layer[share.key])).map((share) => row(share.id, sharePercent(layer[share.key]), "")),
    ].filter(([, measured, theory]) => (measured && measured !== "–") || (theory && theory !== "–"));
  }

  function showReading(chart, place) {
    const layer = shown[place], hasTheory = Boolean(layer.forward.predicted);
    const cells = (tag, texts) => texts.map((text) => element(tag, {}, text || ""));
    const head = element("tr", {}, ...cells("td", ["", isMeasured ? "measured" : "theory", isMeasured && hasTheory ? "theory" : ""]));
    const rows = readingRows(layer).map(([name, measured, theory]) => element("tr", {},
      ...cells("td", isMeasured ? [name, measured, hasTheory ? theory : ""] : [name, theory, ""])));
    chart.box.replaceChildren(element("b", {}, `${layer.number}. ${layer.name}`), ` ${layer.operator}`,
      element("table", {}, element("tbody", {}, head, ...rows)),
      ...marks.filter((mark) => mark.layer === layer).map(({finding}) => element("div", {}, `${finding.code}: ${finding.message}`)));
    chart.box.hidden = false;
    charts.forEach((other) => { if (other.drawn && other.places) other.move(place); });
    chart.at = place;
    placeReading(chart, chart.x(chart.places[place]));
  }

  function listenFor(chart) {
    listenForReading(chart, {
      places: () => shown.map((layer) => ({x: layer.number})),
      show: (place) => showReading(chart, place),
      enter: (place) => goTo(shown[place]),
      close: () => {
        chart.box.hidden = true;
        chart.at = null;
        charts.forEach((other) => { if (other.drawn && other.places) other.move(null); });
      },
    });
  }

  /** "From 1.02 at layers.0 to 3.1e-8 at layers.29." */
  function says(curve) {
    const value = (layer) => {
      const found = (curve.measured(layer) || {}).y;
      return finite(found) ? found : (curve.theory(layer) || {}).y;
    };
    const known = shown.filter((layer) => finite(value(layer)));
    if (!known.length) return "";
    const [first, last] = [known[0], known[known.length - 1]];
    return `From ${number(value(first))} at ${first.name} to ${number(value(last))} at ${last.name}.`;
  }

  function addChart({title, name, table}, caption, draw, reads = true) {
    const chart = chartFigure({title, name, table});
    chart.isDescribed = true;
    byId("charts").append(chart.figure);
    chart.draw = () => {
      chart.caption.textContent = caption();
      draw(chart);
      fillChartTable(chart);
    };
    charts.push(chart);
    if (reads) listenFor(chart);
    return chart;
  }

  const layerRows = (cells) => shown.map((layer) => [`${layer.number}. ${layer.name}`, ...cells(layer)]);

  function curveTable(curve) {
    return {head: ["layer", "measured", "theory"], rows: layerRows((layer) =>
      [curve.measured(layer), curve.theory(layer)].map((point) => exactCell(point && point.y)))};
  }

  const shareTable = () => ({head: ["layer", ...SHARES.map(({id}) => id)],
    rows: layerRows((layer) => SHARES.map(({key}) => shareCell(layer[key])))});

  const spectrumTable = ({singular_values: values, predicted}) => ({head: ["largest first", "measured", "theory"],
    rows: values.map((value, i) => [String(i + 1), exactCell(value), exactCell((predicted || [])[i])])});

  function drawCharts() {
    LAYER_CURVES.forEach((curve) => {
      const chart = addChart({title: curve.title, name: curve.id, table: () => curveTable(curve)},
        () => `${curve.unit[0].toUpperCase()}${curve.unit.slice(1)}. ${says(curve)}`, drawCurve);
      chart.curve = curve;
    });
    if (SHARES.length) {
      addChart({title: "Shares", name: "shares", table: shareTable}, () => shareWords(SHARES), drawShares);
      byId("key").append(...SHARES.map((share) => element("span", {}, shareSample(share), share.id)));
    }
    if (check.jacobian && check.jacobian.singular_values.length) {
      addChart({title: "Singular values of the Jacobian of the hidden layers", name: "jacobian", table: () => spectrumTable(check.jacobian)},
        () => `${plural(check.jacobian.singular_values.length, "singular value")}, sorted; all equal would keep every direction alike. At most ten decades are shown. ${check.jacobian.remarks.join(" ")}`,
        drawSpectrum, false);
    }
  }

  const sampleSVG = () => d3.create("svg").attr("width", 26).attr("height", 14).attr("aria-hidden", "true").attr("class", "plot");

  function fillKey() {
    const entry = (text, draw) => { const svg = sampleSVG(); draw(svg); return element("span", {}, svg.node(), text); };
    const hasTheory = layers.some((layer) => layer.forward.predicted);
    byId("key").append(...listed([
      isMeasured && entry("measured, with 95\u00a0% interval", (svg) => {
        svg.append("path").attr("class", "interval").attr("d", "M13,0V14");
        svg.append("path").attr("class", "dots").attr("d", circles([[13, 7]], 3.5));
      }),
      hasTheory && entry("theory", (svg) => svg.append("path").attr("class", "theory").attr("d", "M0,7H26")),
      hasTheory && entry("19 of 20 draws at this width", (svg) => svg.append("path").attr("class", "typical").attr("d", "M0,0H26V14H0Z")),
      LAYER_CURVES.some((curve) => meanDiffers(curve, layers)) && entry("mean over draws", (svg) => svg.append("path").attr("class", "mean").attr("d", "M0,7H26")),
      marks.length > 0 && entry("finding", (svg) => svg.append("path").attr("class", `finding ${marks[0].finding.weight}`).attr("d", "M13,0V14")),
    ]));
  }

  // ---- Tables ----------------------------------------------------------------------------------

  const PAGE = 300;
  let limit = PAGE;

  const COLUMNS = [
    {title: "operator", text: true, cell: (l) => l.operator},
    {group: "signal E x²", title: "measured", measured: true, cell: (l) => number((l.forward.measured || {}).second_moment)},
    {group: "signal E x²", title: "theory", cell: (l) => number((l.forward.predicted || {}).second_moment)},
    {group: "mean E x", title: "measured", measured: true, cell: (l) => number(meanOf(l.forward.measured))},
    {group: "mean E x", title: "theory", cell: (l) => number(meanOf(l.forward.predicted))},
    {group: "cosine", title: "measured", measured: true, cell: (l) => cosine((l.forward.measured || {}).correlation)},
    {group: "cosine", title: "theory", cell: (l) => cosine((l.forward.predicted || {}).correlation)},
    {group: "gradient E g²", title: "measured", measured: true, cell: (l) => number((l.backward.measured || {}).second_moment)},
    {group: "gradient E g²", title: "theory", cell: (l) => number((l.backward.predicted || {}).second_moment)},
    ...SHARES.map((share) => ({title: share.id, measured: true, cell: (l) => (finite(l[share.key]) ? sharePercent(l[share.key]) : "–")})),
  ].filter((column) => (isMeasured || !column.measured)
    && (column.text || layers.some((layer) => column.cell(layer) !== "–")));

  function drawTable() {
    const head = byId("layer-table").tHead, groups = [];
    COLUMNS.forEach((column) => {
      const last = groups[groups.length - 1];
      if (last && column.group && last.group === column.group) last.span += 1;
      else groups.push({group: column.group, span: 1});
    });
    head.append(element("tr", {}, element("th", {class: "group"}),
      ...groups.map(({group, span}) => element("th", {class: "group", colspan: span, scope: "colgroup"}, group || ""))));
    head.append(element("tr", {}, element("th", {scope: "col", class: "text"}, "layer"),
      ...COLUMNS.map((column) => element("th", {scope: "col", class: column.text ? "text" : ""}, column.title))));
    byId("more").addEventListener("click", () => { limit += 10 * PAGE; fillTable(); });
  }

  function fillTable() {
    // What a finding points at is there, however far down.
    const rows = shown.filter((layer, place) => place < limit || weights.has(layer.index));
    byId("layer-table").tBodies[0].replaceChildren(...rows.map((layer) => element("tr",
      {id: anchor(layer), class: listed([weights.get(layer.index), hasTrunk && !layer.trunk && "inner"]).join(" ")},
      element("th", {scope: "row"}, layer.name),
      ...COLUMNS.map((column) => element("td", {class: column.text ? "text" : ""}, column.cell(layer))))));
    byId("more").hidden = rows.length === shown.length;
    byId("more").textContent = `Show more of the ${plural(shown.length, "layer")}`;
  }

  function goTo(layer) {
    if (!byId(anchor(layer))) { limit = Infinity; fillTable(); }
    const row = byId(anchor(layer));
    document.querySelectorAll(".pointed").forEach((node) => node.classList.remove("pointed"));
    row.classList.add("pointed");
    row.scrollIntoView({block: "center"});
  }

  function drawPlan() {
    if (!check.plan) return;
    byId("plan").hidden = false;
    byId("plan-title").textContent = `What ${check.recipe} draws`;
    const rows = new Map();
    check.plan.forEach((entry) => {
      const key = [entry.law, entry.spelling, entry.standard_deviation, entry.reason].join("\n");
      if (!rows.has(key)) rows.set(key, {...entry, count: 0});
      rows.get(key).count += 1;
    });
    byId("plan-table").tHead.append(element("tr", {}, ...["parameter", "law", "standard deviation", "as spelled", "reason"]
      .map((text, i) => element("th", {scope: "col", class: i === 2 ? "" : "text"}, text))));
    byId("plan-table").tBodies[0].append(...Array.from(rows.values()).map((entry) => element("tr", {},
      element("th", {scope: "row"}, entry.parameter, entry.count > 1 ? element("small", {}, `and ${entry.count - 1} more`) : null),
      element("td", {class: "text"}, entry.law), element("td", {}, finite(entry.standard_deviation) ? number(entry.standard_deviation, ",.4~r") : "–"),
      element("td", {class: "text"}, entry.spelling), element("td", {class: "text reason"}, entry.reason))));
  }

  function drawChanges() {
    const changes = check.adjustments || [];
    byId("changes").hidden = !changes.length;
    byId("changes-table").tHead.append(element("tr", {}, ...["parameter", "factor", "reason"]
      .map((text, i) => element("th", {scope: "col", class: i === 1 ? "" : "text"}, text))));
    byId("changes-table").tBodies[0].append(...changes.map((change) => element("tr", {},
      element("th", {scope: "row"}, change.parameter), element("td", {}, number(change.factor)),
      element("td", {class: "text reason"}, change.reason))));
  }

  // ---- Page ------------------------------------------------------------------------------------

  function fillSettings() {
    byId("method").textContent = data.method;
    const remarks = check.method.remarks.concat(
      check.jacobian && !check.jacobian.singular_values.length ? check.jacobian.remarks : []);
    byId("remarks").append(...remarks.map((text) => element("li", {}, text)));
    byId("remarks").hidden = !remarks.length;
    const entries = [["examples", check.method.examples], ["draws", check.method.draws], ["seed", check.method.seed],
      ["recipe", check.recipe], ["schema", data.schema], ["xavier", data.version]];
    byId("settings").append(...entries.filter(([, value]) => value != null && value !== "")
      .map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, String(value)))));
  }

  function choose() {
    const isWhole = !hasTrunk || byId("inner").checked;
    shown = isWhole ? layers : layers.filter((layer) => layer.trunk || weights.has(layer.index));
    if (shown.length) charts.forEach((chart) => chart.draw());
    fillTable();
  }

  function listen() {
    byId("scope").hidden = !hasTrunk || layers.every((layer) => layer.trunk);
    byId("inner").addEventListener("change", choose);
    window.addEventListener("hashchange", () => {
      const layer = layers.find((other) => `#${anchor(other)}` === location.hash);
      if (layer) goTo(layer);
    });
    listenForSize(charts, (chart) => chart.draw());
  }

  [listenForTheme, fillHeader, fillFindings, fillKey, drawCharts, drawTable, choose, drawPlan, drawChanges, fillSettings, listen]
    .forEach((part) => part());
  window.xavierReport = {ready: true, charts: charts.filter((chart) => chart.drawn).length};
}

window.addEventListener("error", (event) => event.error && showError(event.error));
try {
  drawCheck();
} catch (error) {
  showError(error);
}
