// What every chart of the pages has in common: its figure, scales, axes, readings by pointer and keys,
// a table of its numbers, and its export. Kinds of charts follow in files of their own.

const CHART_HEIGHT = 330;

/** Full circles of one radius as one path. */
const circles = (points, radius) => points.map(([px, py]) =>
  `M${px - radius},${py}a${radius},${radius} 0 1,0 ${2 * radius},0a${radius},${radius} 0 1,0 ${-2 * radius},0`).join("");

const isDrawable = (value) => finite(value) && value > 0;

/** A log scale for all values, which a band far beyond the inner ones does not flatten. */
function fittingLogScale(values, inner) {
  const positive = values.filter(isDrawable);
  const [low, high] = positive.length ? d3.extent(positive) : [1, 1];
  const margin = Math.max(1.5, Math.sqrt(10 * low / high)); // at least one decade in all
  const reach = inner.filter(isDrawable);
  const clip = reach.length ? [d3.min(reach) / 100, d3.max(reach) * 100] : [0, Infinity];
  return d3.scaleLog().domain([Math.max(low / margin, clip[0]), Math.min(high * margin, clip[1])]).clamp(true);
}

/** Ends of an axis of layers or epochs; a lone place gets room on both sides. */
const placeEnds = (places) => (places.length > 1 ? d3.extent(places) : [places[0] - 0.5, places[0] + 0.5]);

/** A drawing of the width of its plot with grid, two axes and their titles. */
function chartFrame({width, height, isWhole}, x, y, {left, right, base, bottom}, titles, ticks, format, count = 10) {
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("aria-hidden", "true");
  svg.append("g").attr("class", "grid").selectAll("line").data(ticks).join("line")
    .attr("x1", left).attr("x2", right).attr("y1", y).attr("y2", y);
  const axis = (side) => svg.append("g").attr("class", "axis").call(side.tickSizeOuter(0))
    .attr("font-size", null).attr("font-family", null);
  axis(d3.axisLeft(y).tickValues(ticks).tickFormat(format).tickSize(4)).attr("transform", `translate(${left},0)`);
  axis(d3.axisBottom(x).tickValues(x.ticks(Math.min(count, width / 60)).filter(isWhole ? Number.isInteger : () => true))
    .tickFormat(isWhole ? d3.format("d") : tickNumber)).attr("transform", `translate(0,${base})`);
  const title = (text, px, py, anchor) => svg.append("text").attr("class", "axis-title")
    .attr("x", px).attr("y", py).attr("text-anchor", anchor).text(text);
  title(titles.y, 0, 11, "start");
  title(titles.x, (left + right) / 2, height - 8, "middle");
  if (bottom < base) title("0", left - 9, titles.zero == null ? base - 5 : titles.zero, "end");
  return svg;
}

/** The upright line that follows the reading; `chart.move(null)` takes it away. */
function addCursor(chart, svg, position) {
  const cursor = svg.append("line").attr("class", "cursor").attr("y1", 16).attr("y2", chart.base)
    .attr("visibility", "hidden");
  chart.move = (place) => {
    const at = place == null ? 0 : position(place);
    cursor.attr("visibility", place == null ? "hidden" : "visible").attr("x1", at).attr("x2", at);
  };
}

/** Takes the width of a plot. Without one, as while it is hidden, nothing can be drawn; it is when it gets one. */
function measurePlot(chart) {
  chart.width = chart.plot.clientWidth;
  chart.drawn = chart.drawn && chart.width > 0;
  return chart.width > 0;
}

/** Empties a plot for the next drawing. */
function clearPlot({plot}) {
  plot.querySelectorAll("svg, .empty").forEach((node) => node.remove());
}

/** Puts the reading beside the cursor, under the chart where that is narrow. */
function placeReading({plot, box, width, base}, at) {
  if (width < 520) {
    Object.assign(box.style, {left: "0", top: `${base + 46}px`});
    return;
  }
  const aside = at + 14 + box.offsetWidth > plot.clientWidth ? at - 14 - box.offsetWidth : at + 14;
  Object.assign(box.style, {left: `${Math.max(0, aside)}px`, top: "20px"});
}

/**
 * Reads a chart by pointer and by arrow keys. Of `reader`: `places()` in order, `show(place, pointerHeight)`,
 * `close()`, and `enter(place)` for the Enter key and a double click where there is somewhere to go.
 */
function listenForReading(chart, reader) {
  const {plot} = chart;
  const nearest = (event) => {
    const frame = plot.getBoundingClientRect(), scale = chart.width / frame.width;
    const value = chart.x.invert((event.clientX - frame.left) * scale), places = reader.places();
    const found = d3.scan(places, (a, b) => Math.abs(a.x - value) - Math.abs(b.x - value));
    return {place: found, height: (event.clientY - frame.top) * scale};
  };
  const read = (event) => {
    if (!chart.drawn || !chart.x) return;
    const {place, height} = nearest(event);
    if (place != null) reader.show(place, height);
  };
  plot.addEventListener("pointermove", read);
  plot.addEventListener("pointerdown", read);
  plot.addEventListener("pointerleave", reader.close);
  plot.addEventListener("blur", reader.close);
  plot.addEventListener("keydown", (event) => {
    if (event.target !== plot) return;
    if (event.key === "Escape") reader.close();
    if (event.key === "Enter" && reader.enter && chart.at != null) reader.enter(chart.at);
    const step = {ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity}[event.key];
    if (!step || !chart.drawn) return;
    event.preventDefault();
    const last = reader.places().length - 1;
    const now = chart.at == null ? (step > 0 ? -1 : last + 1) : chart.at;
    reader.show(Math.max(0, Math.min(last, now + step)), null);
  });
  if (reader.enter) {
    plot.addEventListener("dblclick", (event) => { if (chart.drawn) reader.enter(nearest(event).place); });
  }
}

/** Draws a chart again when its width changes. */
function listenForSize(charts, draw) {
  const resized = new ResizeObserver(() => requestAnimationFrame(() =>
    charts.filter(({plot, width}) => plot.clientWidth && plot.clientWidth !== width).forEach(draw)));
  charts.forEach((chart) => resized.observe(chart.plot));
}

// ---- A figure with a table and an export ---------------------------------------------------

let figureCount = 0;

/**
 * A figure with a title, a sentence, a plot, and buttons for its table and its export.
 * `table()` gives `{head: [...], rows: [[...]]}`; a cell is a text or `{text, value}` with the exact number.
 */
function chartFigure({title, name, table, level = "h3"}) {
  figureCount += 1;
  const id = `figure-${figureCount}`;
  const box = element("div", {class: "reading-box", role: "status", hidden: ""});
  const caption = element("figcaption", {id: `${id}-says`});
  const plot = element("div", {class: "plot", tabindex: "0", role: "group", "aria-labelledby": `${id}-title`,
    "aria-describedby": `${id}-says`}, box);
  const held = element("div", {class: "scroll chart-table", id: `${id}-table`, role: "region", tabindex: "0",
    "aria-label": `Numbers of: ${title}`, hidden: ""});
  const chart = {plot, box, caption, held, title, name, table, at: null, drawn: false, move: () => {}, id};
  const tools = element("div", {class: "tools", role: "group", "aria-label": `Numbers and export of: ${title}`});
  const tool = (text, label, act) => {
    const button = element("button", {type: "button", "aria-label": label}, text);
    button.addEventListener("click", () => act(button));
    tools.append(button);
    return button;
  };
  if (table) {
    const button = tool("Numbers", `Numbers of ${title}`, () => {
      held.hidden = !held.hidden;
      button.setAttribute("aria-expanded", String(!held.hidden));
      fillChartTable(chart);
    });
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", held.id);
  }
  tool("SVG", `Save ${title} as SVG`, () => saveChart(chart, "svg"));
  tool("PNG", `Save ${title} as PNG`, () => saveChart(chart, "png"));
  chart.figure = element("figure", {class: "chart", "data-chart": name},
    element("div", {class: "figure-head"}, element(level, {id: `${id}-title`}, title), tools), caption, plot, held);
  return chart;
}

/** Names a drawing for those who do not see it; the figure's sentence describes it. */
const describeDrawing = (chart, svg) => svg.attr("aria-hidden", null).attr("role", "img")
  .attr("aria-labelledby", `${chart.id}-title`).attr("aria-describedby", `${chart.id}-says`);

/** Fills the table of a chart, where it is open. */
function fillChartTable(chart) {
  if (!chart.table || chart.held.hidden) return;
  const {head, rows} = chart.table();
  const cell = (tag, content, attributes = {}) => (content && typeof content === "object"
    ? element(tag, {...attributes, "data-value": content.value}, content.text) : element(tag, attributes, content));
  chart.held.replaceChildren(element("table", {class: "grid-table"},
    element("thead", {}, element("tr", {}, ...head.map((text) => element("th", {scope: "col"}, text)))),
    element("tbody", {}, ...rows.map(([first, ...rest]) => element("tr", {},
      cell("th", first, {scope: "row"}), ...rest.map((content) => cell("td", content)))))));
}

/** A number for a chart's table: short to read, exact in the cell's `data-value`. */
const exactCell = (value) => (finite(value) ? {text: number(value), value: String(value)} : "–");

// ---- Export --------------------------------------------------------------------------------

const DRAWN_STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin",
  "stroke-linecap", "opacity", "visibility", "font-size", "font-weight", "font-family", "text-anchor", "paint-order"];

/** The chart's drawings as one SVG file that needs no style sheet. */
function chartSVG(chart) {
  const drawings = Array.from(chart.plot.querySelectorAll("svg"));
  if (!drawings.length) return null;
  const namespace = "http://www.w3.org/2000/svg";
  const page = getComputedStyle(document.body);
  const frame = chart.plot.getBoundingClientRect();
  const width = Math.ceil(frame.width), height = Math.ceil(frame.height) + 34;
  const root = document.createElementNS(namespace, "svg");
  Object.entries({xmlns: namespace, width, height, viewBox: `0 0 ${width} ${height}`})
    .forEach(([key, value]) => root.setAttribute(key, value));
  const add = (tag, attributes, text) => {
    const node = document.createElementNS(namespace, tag);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    if (text) node.textContent = text;
    root.append(node);
  };
  add("title", {}, chart.title);
  add("desc", {}, chart.caption.textContent);
  add("rect", {width, height, fill: page.backgroundColor});
  add("text", {x: 4, y: 20, fill: page.color, "font-size": 15, "font-weight": 600, "font-family": page.fontFamily}, chart.title);
  drawings.forEach((drawing) => {
    const copy = drawing.cloneNode(true), place = drawing.getBoundingClientRect();
    Object.entries({x: place.left - frame.left, y: place.top - frame.top + 34, width: place.width, height: place.height})
      .forEach(([key, value]) => copy.setAttribute(key, value));
    ["role", "class", "aria-labelledby", "aria-describedby", "aria-label"].forEach((key) => copy.removeAttribute(key));
    const originals = drawing.querySelectorAll("*");
    copy.querySelectorAll("*").forEach((node, i) => {
      const style = getComputedStyle(originals[i]);
      node.setAttribute("style", DRAWN_STYLES.map((key) => `${key}:${style.getPropertyValue(key)}`).join(";"));
    });
    root.append(copy);
  });
  return new XMLSerializer().serializeToString(root);
}

function download(blob, name) {
  const link = element("a", {href: URL.createObjectURL(blob), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** Saves a chart as it stands; a picture has twice the page's dots. */
function saveChart(chart, kind) {
  const text = chartSVG(chart), name = `xavier-${chart.name}`;
  if (!text) return;
  if (kind === "svg") {
    download(new Blob([text], {type: "image/svg+xml"}), `${name}.svg`);
    return;
  }
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = 2 * image.width;
    canvas.height = 2 * image.height;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => download(blob, `${name}.png`), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}
