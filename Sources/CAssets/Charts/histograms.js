// Histograms: bars of one, and ridges of the layers of a network above each other.

/** Shares of one histogram's values, and its tallest bin. */
function histogramShares(histogram) {
  const counts = histogram.counts || [];
  const {below = 0, above = 0, zero = 0, nonfinite = 0} = histogram;
  const total = d3.sum(counts) + below + above + zero + nonfinite;
  const of = (count) => (total ? count / total : 0);
  const ends = (counts[0] || 0) + (counts.length > 1 ? counts[counts.length - 1] : 0);
  return {total, bins: counts.map(of), tallest: of(d3.max(counts) || 0), zero: of(zero),
    saturated: of(ends + below + above), below: of(below), above: of(above), nonfinite: of(nonfinite)};
}

/** Bars of shares as one path in units of bins and of the tallest bar. */
const barsPath = (bins, tallest) => bins.map((value, i) =>
  (value ? `M${i},1V${1 - value / tallest}H${i + 1}V1Z` : "")).join("");
