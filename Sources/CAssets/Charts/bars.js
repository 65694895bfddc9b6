// Bars of a few named numbers, one under the other.

const BAR_HEIGHT = 26;

/** Bars from 0, the name of each at its left and its number at its end; `bars` are `{name, value, tint}`. */
function drawBars(chart, bars, empty) {
  if (!measurePlot(chart)) return;
  clearPlot(chart);
  const known = bars.filter(({value}) => finite(value) && value >= 0);
  chart.drawn = known.length > 0;
  if (!chart.drawn) {
    chart.plot.prepend(element("p", {class: "empty"}, empty));
    return;
  }
  const left = 16 + 7 * d3.max(known, ({name}) => name.length), right = Math.max(left + 60, chart.width - 84);
  chart.height = 12 + BAR_HEIGHT * known.length;
  const x = d3.scaleLinear().domain([0, d3.max(known, ({value}) => value) || 1]).range([left, right]);
  const svg = d3.create("svg").attr("viewBox", `0 0 ${chart.width} ${chart.height}`);
  if (chart.isDescribed) describeDrawing(chart, svg);
  known.forEach(({name, value, tint: colour}, i) => {
    const row = svg.append("g").attr("class", "ridge").style("--tint", colour), top = 8 + BAR_HEIGHT * i;
    row.append("text").attr("x", left - 8).attr("y", top + 14).attr("text-anchor", "end").text(name);
    row.append("path").attr("class", "bar-path").attr("d", `M${left},${top}H${Math.max(left + 1, x(value))}V${top + BAR_HEIGHT - 8}H${left}Z`);
    row.append("text").attr("class", "reach").attr("x", Math.max(left + 1, x(value)) + 6).attr("y", top + 14).text(number(value, ",.4~r"));
  });
  chart.plot.prepend(svg.node());
}
