// The lab's state: one flat object, held by the page's address. Everybody who shows it listens.

const DEFAULT_STATE = Object.freeze({
  inputs: 64, outputs: 10, depth: 30, width: 100, activation: "tanh", residual: false, normalization: "none",
  bias: 0, model: null, recipes: ["auto", "pytorch"], seed: 0, draws: 1, data: "noise", optimizer: "adam",
  rate: 0.001, batch: 32, epochs: 10, step: null,
});

/** What training and the tour add to a state; a check does not depend on it. */
const NOT_CHECKED = new Set(["optimizer", "rate", "batch", "epochs", "step"]);

const isDefault = (key, value) => JSON.stringify(value) === JSON.stringify(DEFAULT_STATE[key]);

/** `#depth=50&recipes=auto;pytorch`: keys with default values are left out. */
function hashOf(state) {
  const text = (value) => (Array.isArray(value) ? value.map(encodeURIComponent).join(";") : encodeURIComponent(value));
  return Object.keys(DEFAULT_STATE).filter((key) => !isDefault(key, state[key]) && state[key] != null)
    .map((key) => `${key}=${text(state[key])}`).join("&");
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return text;
  }
}

/** The state of an address. A value that cannot be read stays a text, so that the server says what it is. */
function stateOf(hash) {
  const state = {...DEFAULT_STATE};
  hash.replace(/^#/, "").split("&").filter((part) => part.includes("=")).forEach((part) => {
    const key = part.slice(0, part.indexOf("=")), text = part.slice(key.length + 1);
    if (!(key in DEFAULT_STATE)) return;
    const value = decoded(text), standard = DEFAULT_STATE[key];
    if (Array.isArray(standard)) state[key] = text.split(";").map(decoded).filter(Boolean);
    else if (typeof standard === "boolean") state[key] = value === "true" || (value === "false" ? false : value);
    else if (typeof standard === "number" || key === "step") {
      state[key] = value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
    } else state[key] = value;
  });
  return state;
}

const lab = {
  state: stateOf(location.hash),
  catalog: null,
  answers: [],
  listeners: [],
  /** `act(changed keys)` after every change of the state. */
  listen(act) { this.listeners.push(act); },
};

const sameValue = (a, b) => JSON.stringify(a) === JSON.stringify(b);

const addressOf = (state) => (hashOf(state) ? `#${hashOf(state)}` : location.pathname);

/** Changes the state and the address; nothing happens where nothing changes. */
function setState(changes) {
  const changed = Object.keys(changes).filter((key) => !sameValue(lab.state[key], changes[key]));
  if (!changed.length) return;
  lab.state = {...lab.state, ...changes};
  history.replaceState(null, "", addressOf(lab.state));
  lab.listeners.forEach((act) => act(new Set(changed)));
}

// Another address in the same page: a link that was pasted, or the way back.
// The page's own anchors, such as #results, are no states.
window.addEventListener("hashchange", () => {
  const {hash} = location;
  if (hash.includes("=") || hash.length < 2) setState(stateOf(hash));
  else history.replaceState(null, "", addressOf(lab.state));
});
