// The controls at the left: each shows a key of the state and sets it.

/** Says something in words to those who hear the page, and nothing to the others. */
const announce = (text) => { byId("status").textContent = text; };

/** Puts a value into a field; a field of numbers stays empty for what is none. */
function fill(field, value) {
  field.value = value == null || (field.type !== "text" && field.tagName === "INPUT" && !finite(value)) ? "" : value;
}

/** A slider with a number beside it. */
function listenForSlider(key) {
  const slider = byId(key), field = byId(`${key}-number`);
  slider.addEventListener("input", () => setState({[key]: Number(slider.value)}));
  field.addEventListener("change", () => { if (field.value !== "") setState({[key]: Number(field.value)}); });
  return () => {
    if (finite(lab.state[key])) slider.value = lab.state[key];
    if (document.activeElement !== field || Number(field.value) !== lab.state[key]) fill(field, lab.state[key]);
  };
}

/** A field whose value is a key of the state, once it is entered. */
function listenForField(id, key, read = (value) => value) {
  const field = byId(id);
  field.addEventListener("change", () => { if (field.value !== "") setState({[key]: read(field.value)}); });
  return () => fill(field, lab.state[key]);
}

function listenForBox(id, key) {
  const box = byId(id);
  box.addEventListener("change", () => setState({[key]: box.checked}));
  return () => { box.checked = lab.state[key] === true; };
}

// ---- Recipes ---------------------------------------------------------------------------------

const MOST_RECIPES = 4;

/** Puts a recipe at a place of the list; `null` takes it away. */
function setRecipe(index, recipe) {
  const recipes = lab.state.recipes.slice();
  if (recipe === null) recipes.splice(index, 1);
  else recipes[index] = recipe;
  setState({recipes});
}

/** The recipe that a new row starts with: the first well-known one that is not there. */
const nextRecipe = () => ["glorotUniform", "heNormal", "pytorch", "auto", "lecunNormal"]
  .find((name) => !lab.state.recipes.includes(name));

function recipeRow(recipe, index) {
  const field = element("input", {type: "text", list: "recipe-names", autocomplete: "off", spellcheck: "false",
    "aria-label": `Recipe ${index + 1}`, id: `recipe-${index}`});
  field.value = recipe;
  field.addEventListener("change", () => {
    if (field.value.trim()) setRecipe(index, field.value.trim());
    else field.value = recipe;
  });
  const button = (text, label, act) => {
    const node = element("button", {type: "button", "aria-label": label}, text);
    node.addEventListener("click", act);
    return node;
  };
  const remove = button("×", `Remove recipe ${index + 1}`, () => {
    setRecipe(index, null);
    byId("add-recipe").focus();
  });
  remove.disabled = lab.state.recipes.length === 1;
  return element("li", {style: `--tint:${tint(index)}`}, sample(index), field,
    button("?", `Explain recipe ${index + 1}`, () => explain(lab.state.recipes[index])), remove);
}

function showRecipes() {
  const shown = Array.from(byId("recipes").querySelectorAll("input"));
  if (shown.length === lab.state.recipes.length) {
    shown.forEach((field, index) => { field.value = lab.state.recipes[index]; });
  } else {
    byId("recipes").replaceChildren(...lab.state.recipes.map(recipeRow));
  }
  byId("add-recipe").disabled = lab.state.recipes.length >= MOST_RECIPES;
}

// ---- A model from a file ---------------------------------------------------------------------

const LARGEST_MODEL = 256 * 1024 * 1024;
let modelName = null;

function showModel() {
  const {model} = lab.state;
  byId("forget-file").hidden = !model;
  byId("built").hidden = Boolean(model);
  byId("drop-text").textContent = model ? modelName || "A model from a file." : "Drop an .onnx file here, or";
}

async function takeModel(file) {
  const problem = byId("drop-error");
  const refuse = (text) => {
    problem.textContent = text;
    problem.hidden = false;
    byId("drop-text").textContent = "Drop an .onnx file here, or";
    showModel();
  };
  problem.hidden = true;
  if (file.size > LARGEST_MODEL) {
    refuse(`${file.name}: ${d3.format(",")(file.size)} bytes, at most ${d3.format(",")(LARGEST_MODEL)} are taken`);
    return;
  }
  byId("drop-text").textContent = `Reading ${file.name} …`;
  try {
    const answer = await ask(`model?name=${encodeURIComponent(file.name)}`, file, "application/octet-stream");
    modelName = `${answer.name}: ${plural(answer.layers, "layer")}, ${plural(answer.parameters, "parameter")}.`;
    setState({model: answer.id});
    showModel();
    announce(`${file.name} was read.`);
  } catch (error) {
    refuse(error.message);
  }
}

function listenForModel() {
  const drop = byId("drop"), file = byId("file");
  byId("choose-file").addEventListener("click", () => file.click());
  byId("forget-file").addEventListener("click", () => {
    setState({model: null});
    byId("choose-file").focus();
  });
  file.addEventListener("change", () => {
    if (file.files[0]) takeModel(file.files[0]);
    file.value = "";
  });
  // Anywhere on the page, so that a file that misses does not replace the page.
  ["dragenter", "dragover"].forEach((kind) => document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  }));
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files[0]) takeModel(event.dataTransfer.files[0]);
  });
  return showModel;
}

// ---- Lists from the catalog ------------------------------------------------------------------

function fillLists() {
  const {activations, recipes, normalizations, data} = lab.catalog;
  const names = (list) => list.map((entry) => element("option", {value: entry.name || entry}, entry.summary || ""));
  byId("activations").replaceChildren(...names(activations));
  byId("recipe-names").replaceChildren(...recipes.map((entry) => element("option",
    {value: entry.needs_arguments ? `${entry.name}:` : entry.name}, entry.summary || entry.spelling || "")));
  byId("normalization").replaceChildren(...normalizations.map((entry) => {
    const name = entry.name || entry;
    return element("option", {value: name}, {none: "none", batch: "batch", layer: "layer", rms: "root mean square"}[name] || name);
  }));
  byId("data-set").replaceChildren(...data.map((entry) => {
    const option = element("option", {value: entry.name},
      `${entry.name}: ${entry.available ? entry.title : entry.reason || "not installed"}`);
    option.disabled = !entry.available;
    return option;
  }));
  showControls.forEach((show) => show());
}

function showSizes() {
  const set = lab.catalog && lab.catalog.data.find((entry) => entry.name === lab.state.data);
  const isGiven = Boolean(set && set.inputs);
  ["inputs", "outputs"].forEach((key) => {
    const field = byId(key);
    field.disabled = isGiven;
    fill(field, isGiven ? set[key] : lab.state[key]);
  });
}

// ---- Copying ---------------------------------------------------------------------------------

async function copy(text, what) {
  byId("copied").hidden = false;
  byId("copied").textContent = text;
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied.`);
    return true;
  } catch (error) {
    // Without the clipboard the text itself is there to be taken.
    getSelection().selectAllChildren(byId("copied"));
    announce(`${what} is selected for copying.`);
    return false;
  }
}

function listenForCopies() {
  const listen = (id, what, text) => byId(id).addEventListener("click", async () => {
    const button = byId(id), words = button.textContent;
    try {
      button.textContent = (await copy(await text(), what)) ? "Copied" : "Selected";
    } catch (error) {
      byId("copied").hidden = false;
      byId("copied").textContent = error.message;
    }
    setTimeout(() => { button.textContent = words; }, 1500);
  });
  listen("copy-link", "The link", async () => location.href);
  listen("copy-command", "The command", async () => (await ask("command", {state: lab.state})).commands);
  listen("copy-swift", "The program", async () => (await ask("command", {state: lab.state})).swift);
  lab.listen(() => { byId("copied").hidden = true; });
}

// ---- All controls ----------------------------------------------------------------------------

let showControls = [];

function listenForControls() {
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  byId("add-recipe").addEventListener("click", () => {
    setState({recipes: lab.state.recipes.concat(nextRecipe())});
    byId(`recipe-${lab.state.recipes.length - 1}`).focus();
  });
  // The next whole number keeps links short and draws apart.
  byId("new-seed").addEventListener("click", () => setState({seed: Number(lab.state.seed) + 1}));
  byId("explain-activation").addEventListener("click", () => explain(lab.state.activation));
  showControls = [
    ...["depth", "width", "bias"].map(listenForSlider),
    listenForField("activation", "activation", (value) => value.trim()),
    listenForField("normalization", "normalization"), listenForBox("residual", "residual"),
    ...["inputs", "outputs", "seed", "draws"].map((key) => listenForField(key, key, Number)),
    listenForField("data-set", "data"), listenForModel(), showRecipes, showSizes,
  ];
  listenForCopies();
  lab.listen(() => showControls.forEach((show) => show()));
  showControls.forEach((show) => show());
}
