// Draws the report of `xavier audit` from the JSON block in the page (schema xavier.audit-report/1).
// Order: data, header and findings, charts, histograms, table, page.

function drawAudit() {
  const data = JSON.parse(byId("data").textContent);
  const {tensors} = data;
  const numbered = new Map(tensors.map((tensor) => [tensor.number, tensor]));
  const anchor = (tensor) => `tensor-${tensor.number}`;
  const isCompared = data.against != null;
  const severityOf = ({severity}) => SEVERITIES.findIndex(({id}) => id === severity);
  const counted = d3.format(",");

  // ---- Findings --------------------------------------------------------------------------------

  function fillHeader() {
    byId("title").textContent = data.checkpoint.split("/").filter(Boolean).pop() || data.checkpoint;
    byId("setting").textContent = data.summary;
    const worst = new Map();
    data.findings.forEach(({code, severity}) => { if (!worst.has(code)) worst.set(code, severity); });
    byId("verdict").append(element("span", {class: data.is_sound ? "words healthy" : "words"}, sentence(data.verdict)),
      ...Array.from(worst, ([code, severity]) => element("a", {href: "#found", class: severity}, code)));
  }

  const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}`;

  /** A sentence whose `commands` are set as code. */
  const marked = (text) => element("span", {}, ...text.split("`")
    .map((part, i) => (i % 2 ? element("code", {}, part) : part)));

  const FEW = 50;
  let findingLimit = FEW;

  function article(finding) {
    const group = ({name, number: at}) => element("li", {}, at == null ? name : element("a", {href: `#tensor-${at}`}, name));
    const names = element("ul", {}, ...finding.groups.map(group),
      finding.more ? element("li", {}, `and ${counted(finding.more)} more`) : null);
    return element("article", {class: `found ${finding.severity}`},
      element("h3", {}, element("span", {class: "code"}, `${finding.severity}: ${finding.code}`)),
      element("p", {}, marked(finding.message)),
      element("dl", {}, element("dt", {}, finding.tensor_count === 1 ? "tensor" : `${counted(finding.tensor_count)} tensors`),
        element("dd", {}, names), element("dt", {}, "remedy"), element("dd", {}, marked(finding.remedy))));
  }

  function fillFindings() {
    const {findings} = data;
    byId("found-list").replaceChildren(...findings.slice(0, findingLimit).map(article));
    if (!findings.length) byId("found-list").append(element("p", {}, "Nothing was found."));
    const left = findings.length - findingLimit;
    if (left <= 0 && data.finding_count > findings.length) {
      byId("found-list").append(element("p", {class: "note"},
        `${counted(data.finding_count - findings.length)} more are left out of this page; --json has all.`));
    }
    byId("more-findings").hidden = left <= 0;
    byId("more-findings").textContent = `Show more of the ${plural(data.finding_count, "finding")}`;
  }

  // ---- Charts ----------------------------------------------------------------------------------

  const charts = [];

  /** The tensors that the charts show: weights alone, unless all are wanted or there are no others. */
  const hasOthers = tensors.some((tensor) => tensor.is_weight) && tensors.some((tensor) => !tensor.is_weight && tensor.standard_deviation > 0);
  const charted = () => tensors.filter((tensor) => !hasOthers || tensor.is_weight || byId("every-kind").checked);

  const FIGURES = [
    {id: "deviation", title: "Standard deviation of each tensor", axis: "standard deviation",
      value: (tensor) => tensor.standard_deviation, expected: (tensor) => tensor.line_deviation,
      empty: "No tensor has numbers.",
      // A tensor of one number has no deviation to speak of.
      shows: (tensor) => tensor.standard_deviation > 0 || (tensor.is_weight && finite(tensor.standard_deviation))},
    {id: "change", title: "Change of each tensor", axis: "|a − b| / |a|",
      value: (tensor) => tensor.relative_change, expected: () => null,
      empty: "No tensor can be compared.", shows: (tensor) => finite(tensor.relative_change)},
  ];

  const rowsOf = (figure) => charted().filter(figure.shows).map((tensor, i) =>
    ({x: i + 1, y: figure.value(tensor), expected: figure.expected(tensor), severity: tensor.severity, tensor}));

  const lineWords = data.recipe != null ? `what ${data.recipe} draws` : "the initializer that the numbers fit";

  function says(figure, rows) {
    const known = rows.filter((row) => isDrawable(row.y));
    const smallest = d3.scan(known, (a, b) => a.y - b.y), largest = d3.scan(known, (a, b) => b.y - a.y);
    const range = known.length > 1
      ? ` From ${number(known[smallest].y)} (${known[smallest].tensor.name}) to ${number(known[largest].y)} (${known[largest].tensor.name}).` : "";
    const lined = rows.filter((row) => isDrawable(row.expected)).length;
    const points = figure.id === "change"
      ? `Points: |a − b| / |a| of all numbers of a tensor, a those of ${data.against}; ${counted(data.equal_count)} of ${counted(data.compared_count)} tensors are equal.`
      : `Points: measured, of ${plural(rows.length, "tensor")}. ${lined ? `Line: ${lineWords}, of ${counted(lined)} of them.` : `${sentence(lineWords)}: known of none of them.`}`;
    return points + range;
  }

  function drawFigure(chart) {
    const rows = rowsOf(chart.of);
    drawTensorFigures(chart, {rows, axis: chart.of.axis, empty: chart.of.empty});
    const isThinned = chart.rows && chart.rows.length < rows.filter((row) => finite(row.y)).length;
    chart.caption.textContent = says(chart.of, rows)
      + (isThinned ? ` ${counted(chart.rows.length)} of ${plural(rows.length, "tensor")} are drawn: findings first, the others evenly spread.` : "");
    fillChartTable(chart);
  }

  function figureTable(figure) {
    const rows = drawnRows(rowsOf(figure));
    return figure.id === "change"
      ? {head: ["tensor", "change", figure.axis, "cosine"], rows: rows.map(({tensor, y}) =>
        [tensor.name, tensor.change, exactCell(y), exactCell(tensor.correlation)])}
      : {head: ["tensor", "deviation", "expected", "by"], rows: rows.map(({tensor, y, expected}) =>
        [tensor.name, exactCell(y), exactCell(expected), tensor.expected || tensor.initializer || "–"])};
  }

  function showReading(chart, place) {
    const {x: at, tensor, y, expected} = chart.rows[place];
    const pairs = chart.of.id === "change"
      ? [["change", tensor.change], [chart.of.axis, number(y)], ["cosine", cosine(tensor.correlation)]]
      : [["deviation", deviation(y)], ["expected", deviation(expected)], ["law", tensor.law], ["initializer", tensor.initializer]];
    chart.box.replaceChildren(element("b", {}, `${tensor.number}. ${tensor.name}`), ` ${shapeText(tensor)}`,
      element("table", {}, element("tbody", {}, ...pairs.filter(([, text]) => text).map(([name, text]) =>
        element("tr", {}, element("td", {}, name), element("td", {}, text))))),
      ...listed(tensor.codes || []).map((code) => element("div", {}, code)));
    chart.box.hidden = false;
    chart.at = place;
    charts.filter((other) => other.drawn && other.places).forEach((other) => {
      const same = other.rows.findIndex((row) => row.tensor === tensor);
      other.move(same < 0 ? null : same);
    });
    placeReading(chart, chart.x(at));
  }

  function addFigure(figure) {
    const chart = chartFigure({title: figure.title, name: figure.id, table: () => figureTable(figure)});
    Object.assign(chart, {of: figure, isDescribed: true, rows: [], draw: () => drawFigure(chart)});
    byId("charts").append(chart.figure);
    charts.push(chart);
    listenForReading(chart, {
      places: () => (chart.places || []).map((x) => ({x})),
      show: (place) => { if (chart.places && chart.places.length) showReading(chart, place); },
      enter: (place) => goTo(chart.rows[place].tensor),
      close: () => {
        chart.box.hidden = true;
        chart.at = null;
        charts.filter((other) => other.drawn && other.places).forEach((other) => other.move(null));
      },
    });
  }

  function drawCharts() {
    byId("scope").hidden = !hasOthers;
    FIGURES.filter((figure) => figure.id !== "change" || isCompared).forEach(addFigure);
    byId("charts").classList.toggle("single", charts.length < 2);
    byId("charts-note").textContent = "Point at a tensor, or move by the left and right arrow keys, to read it; Enter goes to the table.";
    byId("every-kind").addEventListener("change", () => charts.forEach((chart) => chart.draw()));
    charts.forEach((chart) => chart.draw());
  }

  function fillKey() {
    const entry = (text, draw) => {
      const svg = d3.create("svg").attr("width", 26).attr("height", 14).attr("aria-hidden", "true").attr("class", "plot");
      draw(svg);
      return element("span", {}, svg.node(), text);
    };
    byId("key").append(...listed([
      entry("measured", (svg) => svg.append("path").attr("class", "dots").attr("d", circles([[13, 7]], 3.5))),
      tensors.some((tensor) => tensor.line_deviation > 0) && entry(`expected: ${lineWords}`, (svg) => svg.append("path").attr("class", "theory").attr("d", "M0,7H26")),
      ...SEVERITIES.filter(({id}) => tensors.some((tensor) => tensor.severity === id)).map((severity) =>
        entry(`with a ${severity.id}`, (svg) => svg.append("path").attr("class", severity.id).attr("d", severityMark(severity, 52))
          .attr("transform", `translate(13,7)rotate(${severity.turn})`))),
    ]));
  }

  // ---- Histograms ------------------------------------------------------------------------------

  const panels = [], withHistogram = tensors.filter((tensor) => tensor.histogram)
    .map((tensor) => ({tensor, rank: severityOf(tensor) < 0 ? SEVERITIES.length : severityOf(tensor)}))
    .sort((a, b) => a.rank - b.rank || b.tensor.is_weight - a.tensor.is_weight || a.tensor.number - b.tensor.number).map(({tensor}) => tensor);
  const SOME = 12;

  function drawPanel(chart) {
    const {tensor} = chart, {mean, standard_deviation: own, line_deviation: expected} = tensor;
    const span = (kind, size) => size > 0 && {kind, low: mean - size, high: mean + size};
    drawSmallHistogram(chart, tensor.histogram, listed([span("measured", own), span("expected", expected)]));
  }

  function addPanels(count) {
    const added = withHistogram.slice(panels.length, panels.length + count).map((tensor) => {
      const chart = chartFigure({title: tensor.name, name: `histogram-${tensor.number}`, table: () => histogramNumbers(tensor.histogram)});
      Object.assign(chart, {tensor, isDescribed: true});
      chart.plot.removeAttribute("tabindex");
      const beyond = beyondWords(tensor.histogram), {zeros} = tensor.histogram;
      chart.caption.textContent = listed([(tensor.codes || []).join(", "), tensor.law,
        `deviation ${deviation(tensor.standard_deviation)}`, zeros > 0 && `${roughPercent(zeros)} zero`,
        `outside the bins: ${beyond.join(", ") || "none"}`]).join("; ");
      return chart;
    });
    byId("histogram-list").append(...added.map((chart) => chart.figure));
    panels.push(...added);
    added.forEach(drawPanel);
    listenForSize(added, drawPanel);
    byId("more-histograms").hidden = panels.length >= withHistogram.length;
    byId("more-histograms").textContent = `Show more of the ${plural(withHistogram.length, "histogram")}`;
  }

  function drawHistograms() {
    byId("histograms").hidden = !withHistogram.length;
    const isPart = withHistogram.length < data.histogram_count;
    byId("histograms-note").textContent = `${isPart ? `Of ${counted(data.histogram_count)} tensors ${counted(withHistogram.length)} are here. ` : ""}`
      + "Tensors with findings come first. Under the bars: one deviation on either side of the mean, as measured (upper line)"
      + ` and as expected (lower line), where that is known.`;
    byId("more-histograms").addEventListener("click", () => addPanels(2 * SOME));
    addPanels(SOME);
  }

  // ---- Table -----------------------------------------------------------------------------------

  const PAGE = 300;
  let limit = PAGE, sorted = {column: null, sign: 1};

  /** Four digits, as the terminal has them. */
  const deviation = (value) => number(value, ",.4~r");
  const cosine = (value) => (finite(value) ? d3.format(".4f")(value).replace("-", "−") : "–");
  const shapeText = ({shape}) => (shape.length ? shape.join(" × ") : "scalar");
  const oddText = (tensor) => listed([tensor.nan_count && `${counted(tensor.nan_count)} NaN`,
    tensor.infinity_count && `${counted(tensor.infinity_count)} infinite`,
    tensor.denormal_count && `${counted(tensor.denormal_count)} denormal`]).join(", ");

  const COLUMNS = [
    {title: "tensor", value: (t) => t.name, isText: true},
    {title: "findings", value: (t) => (t.codes ? severityOf(t) : null), cell: (t) => (t.codes || []).join(", "), isText: true},
    {title: "shape", value: (t) => t.shape.reduce((a, b) => a * b, 1), cell: shapeText, isText: true},
    {title: "type", value: (t) => t.dtype, isText: true},
    {title: "role", value: (t) => t.role, isText: true},
    {title: "law", value: (t) => t.law, isText: true},
    {title: "deviation", value: (t) => t.standard_deviation, cell: (t) => deviation(t.standard_deviation)},
    {title: "expected", value: (t) => t.expected, cell: (t) => t.expected || "–", sortsBy: (t) => t.line_deviation},
    {title: "initializer", value: (t) => t.initializer, isText: true},
    {title: "change", value: (t) => t.change, isText: true},
    {title: "|a − b| / |a|", value: (t) => t.relative_change, cell: (t) => number(t.relative_change)},
    {title: "cosine", value: (t) => t.correlation, cell: (t) => cosine(t.correlation)},
    {title: "mean", value: (t) => t.mean, cell: (t) => number(t.mean)},
    {title: "smallest", value: (t) => t.minimum, cell: (t) => number(t.minimum)},
    {title: "largest", value: (t) => t.maximum, cell: (t) => number(t.maximum)},
    {title: "zeros", value: (t) => t.zero_count, cell: (t) => (t.zero_count ? counted(t.zero_count) : "–")},
    {title: "odd numbers", value: (t) => oddText(t) || null, isText: true},
  ].filter((column) => tensors.some((tensor) => column.value(tensor) != null));

  function drawTable() {
    const head = element("tr", {}, ...COLUMNS.map((column) => {
      const button = element("button", {type: "button"}, column.title);
      column.head = element("th", {scope: "col", class: column.isText ? "text" : ""}, button);
      button.addEventListener("click", () => {
        const isSame = sorted.column === column;
        // Up, down, and back to the file's order.
        sorted = isSame && sorted.sign < 0 ? {column: null, sign: 1} : {column, sign: isSame ? -1 : 1};
        fillTable();
      });
      return column.head;
    }));
    byId("tensor-table").tHead.append(head);
    const codes = Array.from(new Set([].concat(...tensors.map((tensor) => tensor.codes || []))));
    const option = (value, text) => element("option", {value}, text);
    byId("code-filter").append(option("", "all tensors"), ...(codes.length
      ? [option("*", "those with findings"), ...codes.map((code) => option(code, code))] : []));
    const again = () => { limit = PAGE; fillTable(); };
    byId("name-filter").addEventListener("input", again);
    byId("code-filter").addEventListener("change", again);
    byId("more").addEventListener("click", () => { limit += 10 * PAGE; fillTable(); });
  }

  function chosen() {
    const text = byId("name-filter").value.toLowerCase(), code = byId("code-filter").value;
    return tensors.filter((tensor) => (!text || tensor.name.toLowerCase().includes(text))
      && (!code || (code === "*" ? tensor.codes : (tensor.codes || []).includes(code))));
  }

  function ordered(rows) {
    const {column, sign} = sorted;
    if (!column) return rows;
    const value = column.sortsBy || column.value;
    const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b, "en", {numeric: true}) : a - b);
    // What is not known comes last either way.
    return rows.slice().sort((a, b) => {
      const [u, v] = [value(a), value(b)];
      return u == null || v == null ? (u == null) - (v == null) : sign * compare(u, v);
    });
  }

  function fillTable() {
    const rows = ordered(chosen()), shown = rows.slice(0, limit);
    COLUMNS.forEach((column) => {
      if (sorted.column === column) column.head.setAttribute("aria-sort", sorted.sign > 0 ? "ascending" : "descending");
      else column.head.removeAttribute("aria-sort");
    });
    const text = (column, tensor) => (column.cell ? column.cell(tensor) : column.value(tensor) || "–");
    byId("tensor-table").tBodies[0].replaceChildren(...shown.map((tensor) => element("tr",
      {id: anchor(tensor), class: tensor.severity || ""},
      ...COLUMNS.map((column, i) => (i === 0 ? element("th", {scope: "row"}, tensor.name)
        : element("td", {class: column.isText ? "text" : ""}, text(column, tensor)))))));
    const all = tensors.length < data.tensor_count
      ? `${counted(tensors.length)} of the file’s ${plural(data.tensor_count, "tensor")}, those with findings and others evenly spread; --json has all`
      : plural(tensors.length, "tensor");
    byId("shown-count").textContent = rows.length === tensors.length ? all : `${counted(rows.length)} of ${all}`;
    byId("more").hidden = shown.length === rows.length;
    byId("more").textContent = `Show more of the ${plural(rows.length, "tensor")}`;
  }

  function goTo(tensor) {
    if (!byId(anchor(tensor))) {
      byId("code-filter").value = "";
      byId("name-filter").value = tensor.name;
      fillTable();
    }
    const row = byId(anchor(tensor));
    if (!row) return;
    document.querySelectorAll(".pointed").forEach((node) => node.classList.remove("pointed"));
    row.classList.add("pointed");
    row.scrollIntoView({block: "center"});
  }

  // ---- Page ------------------------------------------------------------------------------------

  function fillSettings() {
    byId("expected-text").textContent = data.recipe != null
      ? `The deviation of what ${data.recipe} draws for the tensor.`
      : "Without a recipe: the deviation of the initializer that the numbers fit, where they fit one. A trained tensor fits none.";
    ["change-term", "change-text"].forEach((id) => { byId(id).hidden = !isCompared; });
    byId("remarks").append(...data.remarks.map((text) => element("li", {}, text)));
    byId("remarks").hidden = !data.remarks.length;
    const entries = [["checkpoint", data.checkpoint], ["recipe", data.recipe], ["against", data.against], ["schema", data.schema], ["xavier", data.version]];
    byId("settings").append(...entries.filter(([, value]) => value != null)
      .map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, value))));
  }

  function listen() {
    const follow = () => {
      const found = location.hash.match(/^#tensor-(\d+)$/), tensor = found && numbered.get(Number(found[1]));
      if (tensor) goTo(tensor);
    };
    window.addEventListener("hashchange", follow);
    follow();
    byId("more-findings").addEventListener("click", () => { findingLimit += 4 * FEW; fillFindings(); });
    listenForSize(charts, (chart) => chart.draw());
  }

  [listenForTheme, fillHeader, fillFindings, fillKey, drawCharts, drawHistograms, drawTable, fillTable, fillSettings, listen]
    .forEach((part) => part());
  window.xavierReport = {ready: true, charts: charts.concat(panels).filter((chart) => chart.drawn).length};
}

window.addEventListener("error", (event) => event.error && showError(event.error));
try {
  drawAudit();
} catch (error) {
  showError(error);
}
