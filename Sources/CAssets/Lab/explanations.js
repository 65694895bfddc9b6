// The side panel that explains an initializer, an activation, a recipe or a verdict, and the words that open it.

let explained = null;

async function explain(name) {
  const panel = byId("explanation");
  byId("explanation-title").textContent = name;
  byId("explanation-body").replaceChildren(element("p", {class: "note"}, "…"));
  byId("explanation-figure").replaceChildren();
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  explained = name;
  try {
    const answer = await ask(`explain?name=${encodeURIComponent(name)}`);
    if (explained !== name) return;
    byId("explanation-body").replaceChildren(element("pre", {tabindex: "0", role: "region", "aria-label": `Explanation of ${name}`}, answer.text));
    if (answer.figure) drawExplanation(answer.figure);
    if (answer.kind === "activation" && answer.figure) await drawLengthMap(answer.name, name);
  } catch (error) {
    if (explained === name) byId("explanation-body").replaceChildren(element("p", {class: "problem"}, error.message));
  }
}

function listenForExplanations() {
  const panel = byId("explanation");
  byId("explanation-close").addEventListener("click", () => panel.close());
  // The event comes later than the closing, when another explanation may be open already.
  panel.addEventListener("close", () => { if (!panel.open) explained = null; });
  // A click beside the panel closes it.
  panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
}

// ---- Words that open it ----------------------------------------------------------------------

function explainButton(name, text = name) {
  const button = element("button", {type: "button", class: "link"}, text);
  button.addEventListener("click", () => explain(name));
  return button;
}

/** Names of activations that are words of English too; in a sentence they need not mean the activation. */
const PLAIN_WORDS = new Set(["identity", "square", "exponential", "abs", "sin", "cos"]);

/** Whether there is an explanation of a name, with arguments or without. */
function isExplained(name) {
  const {recipes, activations, verdicts} = lab.catalog || {recipes: [], activations: [], verdicts: []};
  const head = name.split(":")[0];
  return name !== "as-is" && [recipes, activations, verdicts].some((list) => list.some((entry) => entry.name === head));
}

const isActivation = (name) => lab.catalog !== null && !PLAIN_WORDS.has(name)
  && lab.catalog.activations.some((entry) => entry.name === name.split(":")[0]);

/** A sentence whose `commands` are set as code; names of recipes, initializers and activations in it open what explains them. */
function withExplanations(text) {
  const linked = (part, isKnown) => part.split(/([A-Za-z][\w-]*(?::[\d.,-]*\d)?)/)
    .map((word, i) => (i % 2 && isKnown(word) ? explainButton(word) : word)).filter((word) => word !== "");
  return element("span", {}, ...[].concat(...text.split("`")
    .map((part, i) => (i % 2 ? element("code", {}, ...linked(part, isExplained)) : linked(part, isActivation)))));
}
