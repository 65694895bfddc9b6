// The side panel that explains an initializer, an activation, a recipe or a verdict.

let explained = null;

/** Recipes with arguments are explained with them; a point of the phase diagram by what it is about. */
const explainable = (name) => (name.startsWith("sigma:") ? "correlation" : name);

async function explain(name) {
  const panel = byId("explanation");
  byId("explanation-title").textContent = name;
  byId("explanation-body").replaceChildren(element("p", {class: "note"}, "…"));
  byId("explanation-figure").replaceChildren();
  if (!panel.open) panel.showModal();
  explained = name;
  try {
    const answer = await ask(`explain?name=${encodeURIComponent(explainable(name))}`);
    if (explained !== name) return;
    byId("explanation-body").replaceChildren(element("pre", {tabindex: "0", role: "region", "aria-label": `Explanation of ${name}`}, answer.text));
    if (answer.kind === "activation") await drawActivation(answer.name, name);
  } catch (error) {
    if (explained === name) byId("explanation-body").replaceChildren(element("p", {class: "problem"}, error.message));
  }
}

/** What one layer with this activation makes of the length of its input, at the edge of chaos where there is one. */
async function drawActivation(activation, name) {
  const point = phasePoint();
  const answer = await ask("phase", {activation: name, ...PHASE_RANGE, width: 2, height: 2, at: point});
  if (explained !== name || !answer.at) return;
  const chart = chartFigure({title: `One layer of ${activation}`, name: "explained-map",
    table: () => ({head: ["q", "next q"], rows: d3.zip(answer.at.map.q, answer.at.map.next).map((pair) => pair.map(exactCell))})});
  chart.isDescribed = true;
  chart.caption.textContent = `Mean square that comes in and mean square that comes out, with σw ${number(point[0])} and σb ${number(point[1])}. Filled: attracting fixed point; ringed: repelling.`;
  byId("explanation-figure").replaceChildren(chart.figure);
  drawMapCurve(chart, {xs: answer.at.map.q, ys: answer.at.map.next, titles: {x: "q in", y: "q out"},
    points: answer.at.fixed_points.map(({variance, stability}) => ({at: variance, kind: stability}))});
}

function listenForExplanations() {
  const panel = byId("explanation");
  byId("explanation-close").addEventListener("click", () => panel.close());
  panel.addEventListener("close", () => { explained = null; });
  // A click beside the panel closes it.
  panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
}
