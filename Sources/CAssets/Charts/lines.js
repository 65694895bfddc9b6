// Lines over epochs or layers, one for each recipe: bands, rules, marks at zero, labels at the ends.

const COLOURS = 7;
const DASHES = ["", "", "", "", "7 3", "7 3", "", "2 3", "2 3", "2 3", "2 3", "9 3 2 3", "9 3 2 3", "7 3"];
const SHAPES = [d3.symbolCircle, d3.symbolSquare, d3.symbolTriangle, d3.symbolDiamond,
  d3.symbolStar, d3.symbolCross, d3.symbolWye];

const tint = (index) => `var(--c${index % COLOURS})`;
const dash = (index) => DASHES[index % DASHES.length];
// The shape moves on by one each time the colours come round, so that colour and shape differ.
const shape = (index, area = 40) =>
  d3.symbol().type(SHAPES[(index + Math.floor(index / COLOURS)) % SHAPES.length]).size(area)();

/** The piece of line with its mark that stands for a recipe in legend, table and readings. */
function sample(index) {
  const svg = d3.create("svg").attr("class", "sample").attr("width", 30).attr("height", 12)
    .attr("aria-hidden", "true");
  svg.append("path").attr("d", "M0,6H30").attr("stroke-width", 2.25)
    .style("stroke", tint(index)).attr("stroke-dasharray", dash(index));
  svg.append("path").attr("d", shape(index, 34)).attr("transform", "translate(15,6)")
    .style("fill", tint(index)).style("stroke", "var(--page)");
  return svg.node();
}

/**
 * Charts in which a recipe has one style. `hidden` holds the indices of recipes that are not shown;
 * a series is `{index, name, points: [{x, y, low, high}]}`.
 */
function lineCharts(hidden) {
  const charts = [];
  const LABEL_GAP = 14;

  /** Moves labels apart by the gap: those that touch form a cluster about their common middle. */
  function spread(labels, top, bottom) {
    const gap = Math.min(LABEL_GAP, (bottom - top) / Math.max(1, labels.length - 1));
    const first = (cluster) => {
      const length = gap * (cluster.length - 1);
      return Math.max(top, Math.min(bottom - length, d3.mean(cluster, (label) => label.y) - length / 2));
    };
    const clusters = [];
    labels.sort((a, b) => a.y - b.y).forEach((label) => {
      let cluster = [label], above = clusters[clusters.length - 1];
      while (above && first(above) + gap * above.length > first(cluster)) {
        cluster = clusters.pop().concat(cluster);
        above = clusters[clusters.length - 1];
      }
      clusters.push(cluster);
    });
    clusters.forEach((cluster) => cluster.forEach((label, i) => { label.at = first(cluster) + i * gap; }));
    return gap >= 11;
  }

  function lineScale(spec, points, bottom) {
    const marks = points.map((p) => p.y).concat((spec.rules || []).map((rule) => rule.y));
    const positive = marks.filter((y) => y > 0);
    const decades = positive.length ? Math.log10(d3.max(positive) / d3.min(positive)) : 0;
    if (spec.log === true || (spec.log === "if wide" && decades >= 2)) {
      const [low, high] = positive.length ? d3.extent(positive) : [1, 1];
      const margin = Math.max(1.5, Math.sqrt(10 * low / high)); // at least one decade in all
      return {y: d3.scaleLog().domain([low / margin, high * margin]).range([bottom, 20]).clamp(true), log: true};
    }
    const domain = spec.domain || [0, 1.05 * d3.max(marks) || 1];
    return {y: d3.scaleLinear().domain(domain).range([bottom, 20]).clamp(true), log: false};
  }

  /** One chart of lines over epochs or layers: bands, rules, marks at zero, labels at the ends. */
  function draw(chart) {
    const {spec, plot} = chart;
    const shown = spec.series.filter((series) => !hidden.has(series.index));
    const points = [].concat(...shown.map((series) => series.points.filter((p) => finite(p.y))));
    chart.width = plot.clientWidth;
    chart.close();
    clearPlot(chart);
    chart.drawn = points.length > 0;
    if (!chart.drawn) {
      plot.prepend(element("p", {class: "empty"}, spec.series.some((s) => s.points.some((p) => finite(p.y)))
        ? "No recipe is shown. Switch one on in the legend." : spec.empty));
      return;
    }

    const longest = d3.max(shown, (series) => Math.min(24, series.name.length));
    const width = chart.width, height = spec.height || 360, labelled = width >= 520;
    const left = 58, right = width - (labelled ? 30 + 6.9 * longest : 12), base = height - 46;
    const zeros = spec.log === true && points.some((p) => p.y <= 0);
    const inset = zeros ? 7 * shown.filter((series) => series.points.some((p) => p.y === 0)).length + 2 : 0;
    const bottom = zeros ? base - 26 : base, floor = base - 9;
    const x = d3.scaleLinear().domain(spec.ends || placeEnds(spec.xs)).range([left + inset, right - inset]);
    const {y, log} = lineScale(spec, points, bottom);
    const yAt = (value) => (zeros && value <= 0 ? floor : y(value));
    Object.assign(chart, {x, yAt, shown, base});

    const ticks = log ? logTicks(y) : y.ticks(6);
    const svg = chartFrame({width, height, isWhole: true}, x, y, {left, right, base, bottom},
      {x: spec.xTitle, y: `${spec.yTitle}${log ? ", log scale" : ""}`, zero: floor + 4}, ticks,
      log ? logFormat(ticks) : spec.format, 12);
    if (chart.isDescribed) describeDrawing(chart, svg);
    addCursor(chart, svg, (place) => x(spec.xs[place]));
    const labels = shown.map((series) => drawSeries(svg, series, shown, {x, y, yAt, zeros, spec}))
      .filter((label) => label);
    drawRules(svg, spec.rules || [], y, left, right);
    if (labelled && spread(labels, 24, base - 2)) drawLabels(labels, right);
    plot.prepend(svg.node());
  }

  function drawRules(svg, rules, y, left, right) {
    const rule = svg.append("g").attr("class", "rule").selectAll("g").data(rules).join("g")
      .attr("transform", (d) => `translate(0,${y(d.y)})`);
    rule.append("line").attr("x1", left).attr("x2", right);
    rule.append("text").attr("x", right - 4).attr("y", 14).attr("text-anchor", "end").text((d) => d.name);
  }

  /** Draws one recipe and returns where its label belongs, or null if it has nothing to label. */
  function drawSeries(svg, series, shown, {x, y, yAt, zeros, spec}) {
    const known = series.points.filter((p) => finite(p.y));
    if (!known.length) return null;
    const group = svg.append("g").attr("class", "series").style("--tint", tint(series.index))
      .attr("data-recipe", series.index);
    const drawable = (p) => finite(p.y) && !(zeros && p.y <= 0);
    group.append("path").attr("class", "band").attr("d", d3.area()
      .defined((p) => drawable(p) && finite(p.low) && finite(p.high))
      .x((p) => x(p.x)).y0((p) => y(p.low)).y1((p) => y(p.high))(series.points));
    group.append("path").attr("class", "line").attr("stroke-dasharray", dash(series.index))
      .attr("d", d3.line().defined(drawable).x((p) => x(p.x)).y((p) => y(p.y))(series.points));

    const alone = series.points.filter((p, i, all) => drawable(p)
      && !(all[i - 1] && drawable(all[i - 1])) && !(all[i + 1] && drawable(all[i + 1])));
    const last = known[known.length - 1];
    const stops = last !== series.points[series.points.length - 1] && spec.mayStop;
    const marks = drawable(last) && !stops ? alone.concat(last) : alone;
    group.selectAll(".point").data(marks).join("path").attr("class", "point")
      .attr("d", shape(series.index)).attr("transform", (p) => `translate(${x(p.x)},${y(p.y)})`);
    if (stops) {
      group.append("path").attr("class", "stop").attr("d", "M-5,-5L5,5M-5,5L5,-5")
        .attr("transform", `translate(${x(last.x)},${yAt(last.y)})`);
    }
    if (zeros) drawZeros(group, series, shown, x, yAt(0));
    const name = stops ? `${series.name} ✕` : series.name;
    return {group, name, x: stops ? null : x(last.x), y: yAt(last.y)};
  }

  /** A ringed 0 at the floor, since a log axis has no place for zero; recipes stand side by side. */
  function drawZeros(group, series, shown, x, floor) {
    const sharing = shown.filter((other) => other.points.some((p) => p.y === 0));
    const shift = 13 * (sharing.indexOf(series) - (sharing.length - 1) / 2);
    const zero = series.points.filter((p) => p.y === 0);
    const room = zero.length > 1 ? Math.abs(x(zero[1].x) - x(zero[0].x)) : Infinity;
    const step = Math.max(1, Math.ceil((13 * sharing.length + 2) / Math.max(1, room)));
    const mark = group.selectAll(".zero").data(zero.filter((p, i) => i % step === 0)).join("g")
      .attr("class", "zero").attr("transform", (p) => `translate(${x(p.x) + shift},${floor})`);
    mark.append("circle").attr("r", 6);
    mark.append("text").attr("y", 3.5).text("0");
  }

  function drawLabels(labels, right) {
    labels.forEach((label) => {
      const from = label.x == null ? "" : `${label.x + 6},${label.y}L`; // a stopped curve ends far away
      label.group.append("path").attr("class", "leader").attr("d", `M${from}${right + 10},${label.at}H${right + 16}`);
      label.group.append("text").attr("class", "halo").attr("x", right + 20).attr("y", label.at + 4)
        .text(label.name.length > 24 ? `${label.name.slice(0, 23)}…` : label.name);
    });
  }

  function highlight(index) {
    document.querySelectorAll(".series").forEach((node) => {
      const same = Number(node.getAttribute("data-recipe")) === index;
      node.classList.toggle("strong", same);
      node.classList.toggle("faded", index != null && !same && !hidden.has(index));
      if (same) node.parentNode.append(node);
    });
  }

  /** Values at one place along the axis, largest first; the nearest line is lifted out. */
  function showReading(chart, place, pointer) {
    const {spec, box} = chart, at = spec.xs[place];
    const read = listed(chart.shown.map((series) => {
      const point = series.points.find((p) => p.x === at);
      return point && finite(point.y) ? {series, point} : null;
    })).sort((a, b) => b.point.y - a.point.y);
    const distance = (entry) => Math.abs(chart.yAt(entry.point.y) - pointer);
    const near = pointer == null || !read.length ? null : read[d3.scan(read, (a, b) => distance(a) - distance(b))];
    const rows = read.map((entry) => element("tr", entry === near ? {class: "near"} : {},
      element("td", {}, sample(entry.series.index)), element("td", {}, entry.series.name),
      element("td", {}, spec.read(entry.point.y)),
      element("td", {}, finite(entry.point.low) && finite(entry.point.high) && entry.point.high > entry.point.low
        ? spec.readInterval(entry.point) : "")));
    box.replaceChildren(element("b", {}, spec.place(at)), element("table", {}, element("tbody", {}, ...rows)));
    box.hidden = false;
    chart.at = place;
    chart.move(place);
    highlight(near && distance(near) < 30 ? near.series.index : null);
    placeReading(chart, chart.x(at));
  }

  /** Makes a plot with its reading box a chart of lines. */
  function attach(chart, spec) {
    chart.spec = spec;
    chart.close = () => {
      if (!chart.box.hidden) highlight(null);
      chart.box.hidden = true;
      chart.at = null;
      chart.move(null);
    };
    charts.push(chart);
    draw(chart);
    listenForReading(chart, {places: () => chart.spec.xs.map((x) => ({x})), close: chart.close,
      show: (place, pointer) => showReading(chart, place, pointer)});
    return chart;
  }

  return {charts, attach, draw, highlight};
}
