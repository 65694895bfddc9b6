// The fan calculator: sizes of a layer, its fans, and what the common laws draw for them.

const FAN_KINDS = {
  dense: {title: "Dense", fields: [["in", "Inputs", 64], ["out", "Outputs", 100]]},
  convolution: {title: "Convolution", fields: [["in", "Channels in", 3], ["out", "Channels out", 64], ["kernel", "Kernel", 3],
    ["groups", "Groups", 1]]},
  depthwise: {title: "Depthwise convolution", fields: [["in", "Channels", 64], ["multiplier", "Multiplier", 1], ["kernel", "Kernel", 3]]},
  transposedConvolution: {title: "Transposed convolution", fields: [["in", "Channels in", 64], ["out", "Channels out", 32],
    ["kernel", "Kernel", 4], ["stride", "Stride", 2]]},
  embedding: {title: "Embedding", fields: [["vocabulary", "Vocabulary", 50257], ["dimension", "Dimension", 768]]},
  attention: {title: "Queries, keys and values in one", fields: [["in", "Inputs", 512], ["queries", "Queries", 512],
    ["keys", "Keys", 512], ["values", "Values", 512]]},
  recurrent: {title: "Gates of a recurrent layer", fields: [["gates", "Gates", 4], ["in", "Inputs", 128], ["out", "Units", 256]]},
};

let askForFans, fanAnswer = null, fanCharts = [];

function showFanFields() {
  const {fields} = FAN_KINDS[byId("fan-kind").value];
  byId("fan-fields").replaceChildren(...fields.map(([key, label, value]) => element("label", {}, `${label} `,
    element("input", {type: "number", min: "1", step: "1", value, "data-key": key}))));
}

function askNowForFans() {
  const sizes = {};
  byId("fan-fields").querySelectorAll("input").forEach((field) => {
    const value = Number(field.value), {key} = field.dataset;
    // Kernels and strides of images are square here.
    sizes[key] = key === "kernel" || key === "stride" ? [value, value] : value;
  });
  askForFans({kind: byId("fan-kind").value, ...sizes});
}

/** Fan in and fan out of the parameter, or of each of its sections where those differ. */
function fanBars({fan_in: fanIn, fan_out: fanOut, sections}) {
  const both = (name, values) => [{name: `fan in${name}`, value: values[0], tint: tint(0)}, {name: `fan out${name}`, value: values[1], tint: tint(1)}];
  if (finite(fanIn) && finite(fanOut)) return both("", [fanIn, fanOut]);
  return [].concat(...sections.map((section, i) => both(`, part ${i + 1}`, [section.fan_in, section.fan_out])));
}

const deviationBars = ({initializers}) => initializers.map(({name, deviation}) => ({name, value: deviation, tint: tint(2)}));

function drawFans() {
  if (!fanAnswer) return;
  const [fans, deviations] = fanCharts;
  drawBars(fans, fanBars(fanAnswer), "There are no fans here.");
  drawBars(deviations, deviationBars(fanAnswer), "The parts have fans of their own: give the size of one of them.");
  fanCharts.forEach(fillChartTable);
}

function buildFanCharts() {
  const chart = (title, name, caption, bars, head) => {
    const made = chartFigure({title, name, level: "h4",
      table: () => ({head, rows: fanAnswer ? bars(fanAnswer).map(({name: label, value}) => [label, exactCell(value)]) : []})});
    made.isDescribed = true;
    made.caption.textContent = caption;
    return made;
  };
  fanCharts = [
    chart("Fans", "fans", "Fan in: products summed into one output; fan out: outputs that one input enters.", fanBars, ["", "number"]),
    chart("Deviations", "deviations", "Standard deviation of one weight as each initializer draws it.", deviationBars, ["initializer", "deviation"])];
  byId("fans-place").append(element("div", {class: "pair", id: "fan-charts"}, ...fanCharts.map(({figure}) => figure)));
  listenForSize(fanCharts, drawFans);
}

function showFans(answer) {
  fanAnswer = answer;
  byId("fan-error").hidden = true;
  drawFans();
  const facts = [["parameter", answer.name], ["shape", answer.shape.join(" × ")],
    ["fan in", plural(answer.fan_in, "number")], ["fan out", plural(answer.fan_out, "number")]];
  byId("fan-facts").replaceChildren(...[].concat(...facts.map(([term, text]) =>
    [element("dt", {}, term), element("dd", {}, text)])));
  const cell = (value) => element("td", {"data-value": String(value)}, finite(value) ? number(value, ",.4~r") : "–");
  byId("fan-laws").replaceChildren(...answer.initializers.map(({name, law, deviation, bound}) => element("tr", {},
    element("th", {scope: "row"}, explainButton(name)), element("td", {}, law), cell(deviation), cell(bound))));
}

function startFans() {
  byId("fans-place").append(
    element("p", {class: "lead"}, "How many numbers feed one output (fan in) and how many outputs one input feeds (fan out), and how large the weights should be for it."),
    element("div", {class: "fan-controls"},
      element("label", {}, "Layer ", element("select", {id: "fan-kind"},
        ...Object.entries(FAN_KINDS).map(([value, {title}]) => element("option", {value}, title)))),
      element("div", {id: "fan-fields", class: "fan-fields", role: "group", "aria-label": "Sizes of the layer"})),
    element("p", {id: "fan-error", class: "problem", role: "alert", hidden: ""}),
    element("div", {class: "fan-answer"},
      element("dl", {class: "facts", id: "fan-facts"}),
      element("table", {class: "grid-table"},
        element("thead", {}, element("tr", {}, ...["initializer", "law", "deviation", "bound"]
          .map((text) => element("th", {scope: "col"}, text)))),
        element("tbody", {id: "fan-laws"}))));
  buildFanCharts();
  askForFans = newestFirst((wish) => ask("fans", wish), showFans, (error) => {
    byId("fan-error").hidden = error.status === 0;
    byId("fan-error").textContent = error.message;
  });
  byId("fan-kind").addEventListener("change", () => {
    showFanFields();
    askNowForFans();
  });
  byId("fan-fields").addEventListener("input", askNowForFans);
  returned.push(askNowForFans);
  showFanFields();
  askNowForFans();
}
