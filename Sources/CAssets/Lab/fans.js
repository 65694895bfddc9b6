// The fan calculator: sizes of a layer, its fans, and what the common laws draw for them.

const FAN_KINDS = {
  dense: {title: "Dense", fields: [["inputs", "Inputs", 64], ["outputs", "Outputs", 100]]},
  convolution: {title: "Convolution", fields: [["outputs", "Channels out", 64], ["inputs", "Channels in", 3],
    ["kernel", "Kernel", 3], ["groups", "Groups", 1]]},
  transposedConvolution: {title: "Transposed convolution", fields: [["inputs", "Channels in", 64], ["outputs", "Channels out", 32],
    ["kernel", "Kernel", 4], ["stride", "Stride", 2]]},
  embedding: {title: "Embedding", fields: [["vocabulary", "Vocabulary", 50257], ["dimension", "Dimension", 768]]},
  attention: {title: "Queries, keys and values in one", fields: [["inputs", "Inputs", 512], ["outputs", "Outputs of each", 512]]},
  recurrent: {title: "Gates of a recurrent layer", fields: [["gates", "Gates", 4], ["inputs", "Inputs", 128], ["outputs", "Units", 256]]},
};

let askForFans;

function showFanFields() {
  const {fields} = FAN_KINDS[byId("fan-kind").value];
  byId("fan-fields").replaceChildren(...fields.map(([key, label, value]) => element("label", {}, `${label} `,
    element("input", {type: "number", min: "1", step: "1", value, "data-key": key}))));
}

function askNowForFans() {
  const sizes = {};
  byId("fan-fields").querySelectorAll("input").forEach((field) => { sizes[field.dataset.key] = Number(field.value); });
  askForFans({kind: byId("fan-kind").value, ...sizes});
}

const LAW_NAMES = {glorotNormal: "Glorot", heNormal: "He", lecunNormal: "LeCun"};

function showFans(answer) {
  byId("fan-error").hidden = true;
  const facts = [["parameter", answer.name], ["shape", answer.shape.join(" × ")],
    ["fan in", plural(answer.fan_in, "number")], ["fan out", plural(answer.fan_out, "number")]];
  byId("fan-facts").replaceChildren(...[].concat(...facts.map(([term, text]) =>
    [element("dt", {}, term), element("dd", {}, text)])));
  const cell = (value) => element("td", {"data-value": String(value)}, finite(value) ? number(value, ",.4~r") : "–");
  byId("fan-laws").replaceChildren(...(answer.laws || []).map((law) => element("tr", {},
    element("th", {scope: "row"}, explainButton(law.name, LAW_NAMES[law.name] || law.name)),
    cell(law.deviation), cell(law.bound))));
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
        element("thead", {}, element("tr", {}, ...["law", "deviation of the normal law", "bound of the uniform law"]
          .map((text) => element("th", {scope: "col"}, text)))),
        element("tbody", {id: "fan-laws"}))));
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
