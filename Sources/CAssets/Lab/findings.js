// The verdict on each recipe in words: what, why, what to do, and where it is written.

/** Where a layer of the network begins: at its weights, or at the sum that ends a residual branch. */
const beginsLayer = ({operator, parameters}) =>
  operator === "add" || (parameters.length > 0 && !/norm/i.test(operator));

/** The values that the curves show: what each layer of the trunk gives in the end, and the last before a softmax. */
function shownLayers(check) {
  const all = check.layers.filter((layer) => layer.operator !== "softmax");
  const hasTrunk = all.filter((layer) => layer.trunk).length > 1;
  const layers = [];
  all.filter((layer, i) => !hasTrunk || layer.trunk || i === all.length - 1).forEach((layer) => {
    if (layers.length && !beginsLayer(layer)) layers[layers.length - 1] = layer;
    else layers.push(layer);
  });
  return layers.map((layer, i) => ({...layer, number: i + 1}));
}

/** A text in which addresses are links. */
const withLinks = (text) => element("span", {}, ...text.split(/(https?:\/\/[^\s,;)]+)/)
  .map((part, i) => (i % 2 ? element("a", {href: part, rel: "noopener noreferrer", target: "_blank"}, part.replace(/^https?:\/\//, "")) : part)));

/** "Signal 0.92 → 0.0031, gradient 1.4 → 0.87." */
function travelOf(check) {
  const layers = shownLayers(check), ends = (curve) => {
    const values = layers.map((layer) => {
      const measured = (curve.measured(layer) || {}).y;
      return finite(measured) ? measured : (curve.theory(layer) || {}).y;
    }).filter(finite);
    return values.length ? `${number(values[0])} → ${number(values[values.length - 1])}` : "unknown";
  };
  return `Signal ${ends(LAYER_CURVES[0])}, gradient ${ends(LAYER_CURVES[1])}, first to last layer.`;
}

function findingParts({check, equation}) {
  const deciding = check.findings.find((finding) => finding.weight === "verdict");
  const notes = check.findings.filter((finding) => finding !== deciding);
  const parts = [element("p", {class: "travel"}, travelOf(check))];
  if (!deciding) {
    parts.push(element("p", {}, !isJudged(check)
      ? "Nothing is judged here: no layer lies between the input and the output."
      : check.method.measured
      ? "Nothing was found: signal and gradient travel through the network."
      : "Theory finds nothing: signal and gradient travel through the network."));
  } else {
    const more = [["Cause", deciding.cause], ["Remedy", deciding.remedy]].filter(([, text]) => text);
    parts.push(
      element("p", {class: "message"}, withExplanations(deciding.message), deciding.layer ? ` (at ${deciding.layer})` : ""),
      element("dl", {class: "why"}, ...[].concat(...more.map(([term, text]) =>
        [element("dt", {}, term), element("dd", {}, withExplanations(text))]))));
  }
  if (equation) {
    parts.push(element("p", {class: "equation"}, element("span", {class: "formula"}, equation.text),
      element("small", {}, withLinks(equation.source || ""))));
  }
  if (notes.length) {
    parts.push(element("details", {}, element("summary", {}, `${plural(notes.length, "further finding")}`),
      element("ul", {}, ...notes.map((finding) => element("li", {}, explainButton(finding.code),
        `${finding.weight === "verdict" ? "" : " (note)"}: `, withExplanations(finding.message))))));
  }
  if (check.limits.length) {
    parts.push(element("details", {}, element("summary", {}, "What no weights can mend"),
      element("ul", {}, ...check.limits.map((text) => element("li", {}, text)))));
  }
  return parts;
}

/** Whether there is a layer that verdicts are taken on; without one, healthy means nothing. */
const isJudged = (check) => check.verdict !== "healthy" || check.layers.some((layer) => layer.trunk);

/** The verdict, explained by a click. */
function verdictBadge(check) {
  const {verdict} = check;
  if (!isJudged(check)) return element("span", {class: "badge-verdict"}, "not judged");
  const tone = verdict === "healthy" ? "good" : "bad";
  const badge = element("button", {type: "button", class: `badge-verdict ${tone}`, "aria-label": `${verdict}: explain`}, verdict);
  badge.addEventListener("click", () => explain(verdict));
  return badge;
}

function verdictCard(recipe, index) {
  const slot = lab.answers[index] || {};
  const name = slot.answer && slot.answer.check.recipe === null ? "the file’s own weights" : recipe;
  const head = element("h3", {}, sample(index), element("span", {class: "name"}, name));
  const card = element("article", {class: "card", style: `--tint:${tint(index)}`, "data-recipe": index}, head);
  if (slot.error) card.append(element("p", {class: "problem"}, slot.error));
  else if (!slot.answer) card.append(element("p", {class: "note"}, "…"));
  else {
    const {verdict} = slot.answer.check;
    card.dataset.verdict = verdict;
    head.append(verdictBadge(slot.answer.check));
    card.append(...findingParts(slot.answer));
  }
  return card;
}

let spoken = "";

/** Says the verdicts once things are at rest; a slider that moves stays silent. */
function speakVerdicts() {
  const words = lab.state.recipes.map((recipe, index) => {
    const slot = lab.answers[index] || {};
    return slot.answer ? `${recipe}: ${slot.answer.check.verdict}` : `${recipe}: ${slot.error || "unknown"}`;
  }).join("; ");
  if (words !== spoken) announce(words);
  spoken = words;
}

let cards = [];

/** Makes the cards anew whose answer changed, and leaves the others with the focus they may hold. */
function showVerdicts() {
  cards = lab.state.recipes.map((recipe, index) => {
    const {answer, error} = lab.answers[index] || {}, old = cards[index];
    if (old && old.recipe === recipe && old.answer === answer && old.error === error) return old;
    const node = verdictCard(recipe, index);
    if (old) {
      const isOpen = Array.from(old.node.querySelectorAll("details"), (details) => details.open);
      node.querySelectorAll("details").forEach((details, i) => { details.open = Boolean(isOpen[i]); });
    }
    return {recipe, answer, error, node};
  });
  const place = byId("verdicts");
  cards.forEach(({node}, index) => {
    if (place.children[index] !== node) place.insertBefore(node, place.children[index] || null);
  });
  while (place.children.length > cards.length) place.lastChild.remove();
  byId("strip").replaceChildren(...lab.state.recipes.map((recipe, index) => {
    const {answer} = lab.answers[index] || {}, verdict = answer ? answer.check.verdict : "–";
    const isPlain = !answer || !isJudged(answer.check);
    return element("span", {class: isPlain ? "" : verdict === "healthy" ? "good" : "bad"}, sample(index),
      answer && isPlain ? "not judged" : verdict);
  }));
  cards.forEach(({node}, index) => node.setAttribute("aria-busy", String(Boolean((lab.answers[index] || {}).busy))));
}
