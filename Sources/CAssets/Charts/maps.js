// Heat maps of numbers over a plane, with lines and marks on top, and curves of a map with its diagonal.

/** A grid of numbers as one picture; `colour(value)` gives a CSS colour. Rows go upwards. */
function heatPicture(rows, colour) {
  const canvas = document.createElement("canvas");
  canvas.width = rows.length ? rows[0].length : 1;
  canvas.height = Math.max(1, rows.length);
  const context = canvas.getContext("2d"), image = context.createImageData(canvas.width, canvas.height);
  rows.forEach((row, i) => row.forEach((value, j) => {
    const {r, g, b} = d3.rgb(colour(value));
    const at = 4 * ((rows.length - 1 - i) * canvas.width + j);
    image.data.set([r, g, b, 255], at);
  }));
  context.putImageData(image, 0, 0);
  return canvas.toDataURL("image/png");
}

/** The value of a CSS variable as the page has it now. */
const themeColour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * A heat map with axes. `x` and `y` are `[low, high]`, `rows` go upwards; `isSmooth` blends the cells. Returns the
 * drawing for lines and marks on top, after setting `chart.x` and `chart.y`.
 */
function drawHeatMap(chart, {x: across, y: upwards, rows, colour, titles, isSmooth = true, isSquare = false, ticks = 8}) {
  if (!measurePlot(chart)) return null;
  const left = 52, top = 22, base0 = 46;
  const side = chart.width - left - 14;
  chart.height = isSquare ? Math.min(460, side) + top + base0 : chart.height || CHART_HEIGHT;
  clearPlot(chart);
  chart.drawn = true;
  const base = chart.height - base0, right = isSquare ? left + (base - top) : chart.width - 14;
  const x = d3.scaleLinear().domain(across).range([left, right]);
  const y = d3.scaleLinear().domain(upwards).range([base, top]);
  chart.isWhole = false;
  const svg = chartFrame(chart, x, y, {left, right, base, bottom: base}, titles, y.ticks(ticks), tickNumber);
  svg.select(".grid").remove();
  svg.insert("image", ":first-child").attr("href", heatPicture(rows, colour)).attr("x", left).attr("y", top)
    .attr("width", right - left).attr("height", base - top).attr("preserveAspectRatio", "none")
    .style("image-rendering", isSmooth ? "auto" : "pixelated");
  if (chart.isDescribed) describeDrawing(chart, svg);
  Object.assign(chart, {x, y, base, left, right, top});
  chart.plot.prepend(svg.node());
  return svg;
}

/** A map from a number to the next, with the diagonal, on which its fixed points lie. */
function drawMapCurve(chart, {xs, ys, titles, points = []}) {
  if (!measurePlot(chart)) return;
  chart.height = 260;
  clearPlot(chart);
  const pairs = d3.zip(xs, ys).filter(([a, b]) => finite(a) && finite(b));
  chart.drawn = pairs.length > 0;
  if (!chart.drawn) {
    chart.plot.prepend(element("p", {class: "empty"}, "There is no map here."));
    return;
  }
  const left = 52, base = chart.height - 46, right = chart.width - 14;
  const [low, high] = d3.extent(xs);
  const reach = [Math.min(low, 0), Math.max(high, Math.min(2 * high, d3.max(pairs, ([, b]) => b)))];
  const x = d3.scaleLinear().domain([low, high]).range([left, right]);
  const y = d3.scaleLinear().domain(reach).range([base, 20]).clamp(true);
  chart.isWhole = false;
  const svg = chartFrame(chart, x, y, {left, right, base, bottom: base}, titles, y.ticks(5), tickNumber, 6);
  if (chart.isDescribed) describeDrawing(chart, svg);
  svg.append("path").attr("class", "diagonal").attr("d", `M${x(low)},${y(low)}L${x(high)},${y(high)}`);
  svg.append("path").attr("class", "theory").attr("d", d3.line().x((d) => x(d[0])).y((d) => y(d[1]))(pairs));
  svg.selectAll(".fixed").data(points.filter(({at}) => at >= low && at <= high)).join("circle")
    .attr("class", ({kind}) => `fixed ${kind}`).attr("r", 5).attr("cx", ({at}) => x(at)).attr("cy", ({at}) => y(at));
  Object.assign(chart, {x, base});
  chart.plot.prepend(svg.node());
}
