"use strict";

// What the report pages share: words and numbers, axes, the theme, the place for errors.
// Inlined before the script of each page. Text from the data reaches a page as text nodes only.

function showError(error) {
  const place = document.getElementById("error");
  place.textContent = `This report could not be drawn in full: ${error && error.message ? error.message : error}`;
  place.hidden = false;
  window.xavierReport = {ready: false, charts: 0, error: String(error)};
}

const byId = (id) => document.getElementById(id);

// ---- Words and numbers ---------------------------------------------------------------------

const finite = (value) => typeof value === "number" && Number.isFinite(value);
const superscript = (n) => String(n).replace(/-/, "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]);
const plural = (n, noun) => `${d3.format(",")(n)} ${noun}${n === 1 ? "" : "s"}`;
const listed = (items) => items.filter((item) => item || item === 0);

/** Three significant digits; a power of ten where plain digits would need many zeros. */
function number(value, plain = ",.3r") {
  if (!finite(value)) return "–";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e4)) return d3.format(size ? plain : "d")(value).replace("-", "−");
  const [mantissa, exponent] = value.toExponential(plain.includes("~") ? 0 : 2).split("e");
  return `${mantissa.replace("-", "−")}\u00a0×\u00a010${superscript(Number(exponent))}`;
}

const tickNumber = (value) => number(value, ",.3~r");

const percent = (share, digits = 1) => (finite(share) ? `${(100 * share).toFixed(digits)}\u00a0%` : "–");

/** A share for a small space; never says 0 of something that is there, nor 100 of what is not all. */
function roughPercent(share) {
  if (share > 0 && share < 0.001) return "<0.1\u00a0%";
  if (share < 1 && share > 0.999) return ">99.9\u00a0%";
  return percent(share, share < 0.1 || (share > 0.99 && share < 1) ? 1 : 0);
}

/** An HTML element; strings among the children become text nodes. */
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  node.append(...children.filter((child) => child != null));
  return node;
}

// ---- Axes and theme ------------------------------------------------------------------------

/** Ticks at whole powers of ten, at most about seven; 1-2-5 ticks where there are too few. */
function logTicks(scale) {
  const [low, high] = scale.domain().map(Math.log10);
  const powers = d3.range(Math.ceil(low - 1e-9), Math.floor(high + 1e-9) + 1);
  const step = Math.max(1, Math.ceil(powers.length / 7));
  if (powers.length > 2) return powers.filter((p) => p % step === 0).map((p) => Math.pow(10, p));
  return scale.ticks(6).filter((value) => /^[125]/.test(value.toExponential()));
}

/** Ticks far from 1 are written as powers of ten, and then all on that axis. */
function logFormat(ticks) {
  const whole = (value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6;
  if (!ticks.every(whole) || ticks.every((value) => value > 5e-4 && value < 2e3)) return tickNumber;
  return (value) => (value === 1 ? "1" : `10${superscript(Math.round(Math.log10(value)))}`);
}

function listenForTheme() {
  const root = document.documentElement, button = byId("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = (theme) => {
    root.dataset.theme = theme;
    button.textContent = theme === "dark" ? "Light theme" : "Dark theme";
  };
  button.addEventListener("click", () => set(root.dataset.theme === "dark" ? "light" : "dark"));
  dark.addEventListener("change", (event) => set(event.matches ? "dark" : "light"));
  set(root.dataset.theme);
}
