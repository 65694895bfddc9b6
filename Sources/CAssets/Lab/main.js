// Puts the page together: first what needs no answer, then what the server says.

async function startLab() {
  [listenForTheme, listenForReturn, listenForExplanations, listenForControls, startTour, startLive, startPhase,
    startTraining, startFans].forEach((part) => part());
  const askForCatalog = async () => {
    lab.catalog = await ask("catalog");
    fillLists();
    fillOptimizers();
    describeTraining();
    byId("about").textContent = `xavier ${lab.catalog.version}. Every number on this page is computed by the tool on this machine; nothing leaves it.`;
    showAnswers();
  };
  returned.push(() => { if (!lab.catalog) askForCatalog().catch(showLabError); });
  await askForCatalog();
  window.xavierLab = {ready: true};
}

function showLabError(error) {
  if (error && error.status === 0) return;
  const place = byId("error");
  place.textContent = `This page could not be drawn in full: ${error && error.message ? error.message : error}`;
  place.hidden = false;
}

window.addEventListener("error", (event) => event.error && showLabError(event.error));
window.addEventListener("unhandledrejection", (event) => showLabError(event.reason));
// Charts whose colours are numbers are drawn anew in the other theme.
new MutationObserver(() => {
  if (phaseAnswer) drawPhase(phaseChart);
  drawBoundaries();
}).observe(document.documentElement, {attributeFilter: ["data-theme"]});
startLab().catch(showLabError);
