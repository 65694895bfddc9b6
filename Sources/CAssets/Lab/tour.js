// A tour of eight steps. Each sets the controls, asks for a guess, then shows and answers with numbers of the page.

/** What the page knows of the recipe at `index`: ends of its curves, as words. */
function numbersOf(index) {
  const {answer} = slotAt(index);
  const layers = shownLayers(answer.check), last = layers.length - 1;
  const read = (curve, kind) => (place) => {
    const point = LAYER_CURVES[curve][kind](layers[place < 0 ? layers.length + place : place]) || {};
    return number(point.y);
  };
  const mean = (place) => {
    const {predicted} = layers[place < 0 ? layers.length + place : place].forward;
    return number(predicted ? predicted.second_moment : null);
  };
  return {verdict: answer.check.verdict, plan: answer.check.plan || [], layers, last, mean,
    signal: read(0, "measured"), signalTheory: read(0, "theory"), gradient: read(1, "measured"),
    gradientTheory: read(1, "theory"), difference: read(2, "measured"), differenceTheory: read(2, "theory")};
}

const TOUR = [
  {
    title: "Why not start from zero?",
    set: {depth: 3, width: 64, activation: "tanh", recipes: ["zeros", "glorotNormal"], data: "optdigits"},
    text: "Training changes each weight by its gradient. The simplest start would be zeros everywhere.",
    question: "All weights start at 0. What do the units of one layer learn?",
    choices: ["Different things: each finds its own job", "All the same thing", "They cannot be computed"], right: 1,
    answer: ([zeros, glorot]) => `The same thing, or nothing. Units with equal weights get equal gradients and stay twins: the verdict is ${zeros.verdict}. `
      + `Here even the gradient that reaches layer 1 is ${zeros.gradient(0)}. Random weights break the tie: with glorotNormal it is ${glorot.gradient(0)}, and the verdict is ${glorot.verdict}.`,
  },
  {
    title: "A factor, fifty times",
    set: {depth: 50, width: 256, activation: "identity",
      recipes: ["varianceScaling:0.9,fanIn,normal", "varianceScaling:1,fanIn,normal", "varianceScaling:1.1,fanIn,normal"]},
    text: "A layer multiplies the mean square of the signal by some factor. These layers have no activation, and the factors are 0.9, 1 and 1.1.",
    question: "After 50 layers with the factor 0.9, what is left of a mean square of 1?",
    choices: ["About one half", "About a tenth", "Less than a hundredth"], right: 2,
    answer: ([less, same, more]) => `0.9 to the 50th is ${less.mean(-2)}, and 1.1 to the 50th is ${more.mean(-2)}. Only the factor 1 stays at ${same.mean(-2)}. `
      + "On the log axis a factor at every layer is a slope. Gradients meet such a factor as well, on their way back.",
  },
  {
    title: "Where the factor comes from",
    set: {depth: 1, width: 256, activation: "identity", recipes: ["normal:1", "lecunNormal"]},
    text: "A unit adds up its inputs, each times a random weight. Independent terms add their variances: the factor is the number of inputs times the variance of a weight.",
    question: "A unit has 64 inputs of mean square 1, and weights from N(0, 1). What is the mean square of its sum?",
    choices: ["1", "8", "64"], right: 2,
    answer: ([wide, fitted]) => `${wide.mean(0)} by theory, ${wide.signal(0)} in this draw. lecunNormal divides the variance by the number of inputs, the fan in, `
      + `and gives ${fitted.mean(0)} (measured ${fitted.signal(0)}). The fan calculator below counts fans for other layers.`,
  },
  {
    title: "Two ways, one variance",
    set: {depth: 1, width: 512, activation: "identity", recipes: ["lecunNormal", "varianceScaling:1,fanOut,normal", "glorotNormal"]},
    text: "The signal goes forward and sums over the fan in. The gradient comes back and sums over the fan out. Here 64 inputs feed 512 units, and those feed 10 outputs.",
    question: "1/fan in keeps the signal. Can one variance keep signal and gradient when the fans differ?",
    choices: ["Yes, if it is chosen well", "No, one has to give"], right: 1,
    answer: ([forward, backward, both]) => `One has to give. At layer 1, 1/fan in has signal ${forward.mean(0)} and gradient ${forward.gradientTheory(0)}; `
      + `1/fan out has signal ${backward.mean(0)} and gradient ${backward.gradientTheory(0)}. Glorot and Bengio (2010) take 2/(fan in + fan out), `
      + `a compromise: ${both.mean(0)} and ${both.gradientTheory(0)}.`,
  },
  {
    title: "Why ReLU needs a 2",
    set: {depth: 30, width: 256, activation: "relu", recipes: ["lecunNormal", "heNormal"]},
    text: "ReLU sets negative values to 0. On average that is half of them, and with them half of the mean square.",
    question: "With variance 1/fan in, what happens to the signal over 30 ReLU layers?",
    choices: ["It halves once", "It falls to a few percent", "It falls below a millionth"], right: 2,
    answer: ([plain, he]) => `It halves in every layer: ${plain.mean(0)} behind the first, ${plain.mean(-2)} behind the last, and the verdict is ${plain.verdict}. `
      + `He and others (2015) double the variance: ${he.mean(0)} behind the first, ${he.mean(-2)} behind the last.`,
  },
  {
    title: "Right on average, gone in fact",
    set: {depth: 50, width: 1, activation: "identity", recipes: ["lecunNormal"]},
    text: "A chain of single units: each multiplies by one random weight of variance 1. On average over draws the mean square stays what it was.",
    question: "What does one draw do over 50 such layers?",
    choices: ["It stays near 1", "It nearly always vanishes", "It nearly always explodes"], right: 1,
    answer: ([chain]) => `It vanishes: theory’s mean over draws is ${chain.mean(-2)} (dashed), yet a typical draw ends at ${chain.signalTheory(-2)}, and this one at ${chain.signal(-2)}. `
      + "Rare huge draws hold the mean up. How much draws differ grows with depth over width: now raise the width and watch the band close.",
  },
  {
    title: "Healthy size, nothing to tell",
    set: {depth: 15, width: 256, activation: "relu", recipes: ["pytorch", "heNormal"]},
    text: "A layer can keep the size of its values and still give the same values for every input. The chart Difference of directions shows it.",
    question: "Which part of PyTorch’s default start makes all inputs look alike here?",
    choices: ["Its biases, the same for every input", "Its seed", "The ReLU alone"], right: 0,
    answer: ([torch, he]) => `Its biases. The weights shrink what differs between inputs, the biases do not shrink: the difference falls to ${torch.differenceTheory(-2)}, and the verdicts begin with ${torch.verdict}. `
      + `With heNormal, which has no biases, it is ${he.differenceTheory(-2)}.`,
  },
  {
    title: "What auto does",
    set: {depth: 30, width: 256, activation: "gelu", recipes: ["auto", "heNormal", "pytorch"]},
    text: "For ReLU the 2 is known. GELU, SiLU and the others have other numbers, which Xavier computes: each layer gets the variance that its own activation needs.",
    question: "GELU looks like ReLU. Is He’s 2 good enough over 30 layers?",
    choices: ["Yes, nearly the same", "No, the signal drifts away"], right: 1,
    answer: ([auto, he, torch]) => `It drifts: with heNormal theory falls to ${he.mean(-2)} (${he.verdict}), with pytorch the difference of inputs falls to ${torch.differenceTheory(-2)} (${torch.verdict}). `
      + `auto stays at ${auto.mean(-2)} (${auto.verdict}). Its reason for layer 2: ${(auto.plan.find(({parameter}) => parameter === "layers.1.weight") || {reason: "–"}).reason}.`,
  },
];

let guess = null;
let tourStep = null;

const stepNow = () => (Number.isInteger(lab.state.step) && TOUR[lab.state.step - 1] ? lab.state.step : null);
const isOnStep = (step) => Object.entries(TOUR[step - 1].set).every(([key, value]) => sameValue(lab.state[key], value));

/** Opens a step: its controls and no guess yet. */
function goToStep(step) {
  guess = null;
  tourStep = null;
  if (step === null) setState({step: null});
  else setState({...DEFAULT_STATE, ...TOUR[step - 1].set, step});
  showTour();
  const focus = step === null ? byId("tour-open") : byId("tour-title");
  focus.focus();
  if (step !== null) byId("tour").scrollIntoView({block: "nearest"});
}

function tourButton(text, act, attributes = {}) {
  const button = element("button", {type: "button", ...attributes}, text);
  button.addEventListener("click", act);
  return button;
}

/** Builds the step that the state names; the charts stay covered until there is a guess. */
function showTour() {
  const step = stepNow();
  document.body.classList.toggle("covered-charts", step !== null && guess === null);
  byId("covered").hidden = step === null || guess !== null;
  byId("shown").inert = step !== null && guess === null;
  byId("tour").hidden = step === null;
  byId("tour-open").hidden = step !== null;
  if (step === null || tourStep === step) return;
  tourStep = step;
  const {title, text, question, choices} = TOUR[step - 1];
  byId("tour").replaceChildren(
    element("p", {class: "tour-place"}, `Step ${step} of ${TOUR.length}`),
    element("h2", {id: "tour-title", tabindex: "-1"}, title),
    element("p", {}, text),
    element("p", {class: "question", id: "tour-question"}, question),
    element("div", {class: "tour-choices", role: "group", "aria-labelledby": "tour-question"},
      ...choices.map((choice, i) => tourButton(choice, () => takeGuess(i), {"aria-pressed": "false"}))),
    element("div", {id: "tour-answer", role: "status"}),
    element("div", {class: "tour-ways"},
      tourButton("Back", () => goToStep(step - 1), step === 1 ? {disabled: ""} : {}),
      tourButton(step === TOUR.length ? "End the tour" : "Next", () => goToStep(step === TOUR.length ? null : step + 1), {id: "tour-next"}),
      step === TOUR.length ? null : tourButton("Leave the tour", () => goToStep(null), {class: "link"})));
}

function takeGuess(choice) {
  guess = choice;
  byId("tour").querySelectorAll(".tour-choices button").forEach((button, i) => {
    button.setAttribute("aria-pressed", String(i === choice));
    button.classList.toggle("right", i === TOUR[stepNow() - 1].right);
  });
  showTour();
  // What was drawn under the cover has its place only now.
  showAnswers();
  showTourAnswer();
}

let answered = "";

/** Answers the guess with the numbers of the page, once they are there. */
function showTourAnswer() {
  const step = stepNow(), place = byId("tour-answer");
  if (step === null || guess === null || !place) {
    answered = "";
    return;
  }
  const {right, answer, choices} = TOUR[step - 1];
  const isKnown = lab.state.recipes.every((recipe, index) => slotAt(index).answer && slotAt(index).recipe === recipe);
  let text = "Computing …", again = null;
  if (!isOnStep(step)) {
    text = "You have moved the controls: the charts below are of your own network.";
    again = tourButton("Set the controls of this step", () => setState({...DEFAULT_STATE, ...TOUR[step - 1].set, step}));
  } else if (isKnown && isSettled()) {
    text = `${guess === right ? "Right." : `Not quite: ${choices[right][0].toLowerCase()}${choices[right].slice(1)}.`} ${answer(lab.state.recipes.map((recipe, index) => numbersOf(index)))}`;
  } else if (lab.state.recipes.some((recipe, index) => slotAt(index).error)) {
    text = lab.state.recipes.map((recipe, index) => slotAt(index).error).find(Boolean);
  } else if (answered) return;
  if (text === answered) return;
  answered = text;
  place.replaceChildren(element("p", {}, text), again || "");
}

function startTour() {
  byId("tour-open").addEventListener("click", () => goToStep(1));
  lab.listen((changed) => {
    if (changed.has("step")) {
      guess = null;
      answered = "";
    }
    showTour();
  });
  showTour();
}
