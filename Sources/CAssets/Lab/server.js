// Questions to the lab's server. It is lost when it does not answer at all.

const CLIENT = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What a failed question is about: `status` is 0 where the server did not answer. */
class LabError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

let returned = [];
let isServerLost = false;

/** Shows or hides the words about a lost server; calls who waits for it when it is back. */
function setServerLost(isLost) {
  byId("lost").hidden = !isLost;
  if (isLost) byId("lost-text").textContent = "The lab’s server does not answer. Is `xavier lab` still running?";
  const isBack = isServerLost && !isLost;
  isServerLost = isLost;
  if (isBack) returned.forEach((act) => act());
}

/** The JSON that the server answers to a question; throws a `LabError` with its sentence. */
async function ask(path, body, type = "application/json") {
  let response, answer;
  try {
    const isText = type === "application/json" && body !== undefined;
    response = await fetch(`/api/${path}`, body === undefined ? {} : {method: "POST",
      headers: {"Content-Type": type}, body: isText ? JSON.stringify(body) : body});
    answer = await response.json();
  } catch (error) {
    if (response) throw new LabError(`The server’s answer to ${path} could not be read: ${error.message}`, response.status);
    setServerLost(true);
    throw new LabError("The lab’s server does not answer.", 0);
  }
  setServerLost(false);
  if (!response.ok) throw new LabError(answer.error || `The server answered ${response.status}.`, response.status);
  return answer;
}

/**
 * Asks for the newest of what is wanted, one question at a time: while one is under way, later wishes replace
 * each other. `done(answer)` gets answers to the newest wish or on the way to it, `failed(error)` the rest.
 */
function newestFirst(send, done, failed) {
  let wanted = null, isBusy = false;
  const next = async () => {
    if (isBusy || wanted === null) return;
    const wish = wanted;
    wanted = null;
    isBusy = true;
    try {
      done(await send(wish), wish);
    } catch (error) {
      if (wanted === null) failed(error, wish);
    }
    isBusy = false;
    next();
  };
  return (wish) => {
    wanted = wish;
    next();
  };
}

function listenForReturn() {
  byId("retry").addEventListener("click", () => ask("catalog").catch(() => {}));
  setInterval(() => { if (isServerLost && !document.hidden) ask("catalog").catch(() => {}); }, 3000);
}
