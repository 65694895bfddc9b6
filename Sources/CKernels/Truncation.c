// The mass, mean and deviation of the standard normal law on an interval, by Gauss-Legendre panels
// of the density relative to its largest value there: every sum has positive terms only, so that
// nothing cancels on narrow intervals and far out in a tail.
#include "Variants.h"

#include "ElementaryFunctions64.h"
#include "Random.h"

enum { panels = 8, half_nodes = 8, most_points = 2 * panels * 2 * half_nodes };

// Positive nodes on (-1, 1) and their weights.
static const double legendre[half_nodes][2] = {
    {0x1.852bd6676a9f9p-4, 0x1.83feae80e4dfcp-3}, {0x1.205cae642337cp-2, 0x1.75f8c77e0c00fp-3},
    {0x1.d50259a43a772p-2, 0x1.5a6ebbb5a75fcp-3}, {0x1.3c5a466d5e8b8p-1, 0x1.325f61bca3cbfp-3},
    {0x1.82c45dda4726bp-1, 0x1.fe7af2bad386ap-4}, {0x1.bb3403514e483p-1, 0x1.85c4ee79cc258p-4},
    {0x1.e39f56616f9b0p-1, 0x1.fdfb1a2c1265dp-5}, {0x1.fa92c264d787ep-1, 0x1.bcddab4b7c211p-6}};

#define INVERSE_ROOT_OF_2PI 0x1.9884533d43651p-2

// Points and weights of the density relative to the one at `anchor`, as offsets from it.
typedef struct {
  int count;
  double offset[most_points], weight[most_points];
} points;

// Adds the points of anchor + (0, width), mirrored if `sign` is -1; anchor >= 0. Beyond a density
// of e^-45 relative to the anchor's nothing is left to add.
static void add_points(points *all, double anchor, double width, double sign) {
  double root = xv_sqrt64(xv_fma64(anchor, anchor, 90));
  double reach = 90 / (root + anchor);
  double half = (width < reach ? width : reach) / (2 * panels);
  for (int i = 0; i < panels; i++)
    for (int k = 0; k < 2 * half_nodes; k++) {
      double node = k & 1 ? -legendre[k / 2][0] : legendre[k / 2][0];
      double offset = half * (2 * i + 1 + node), t = xv_fma64(0.5, offset, anchor);
      double exponent = offset * t;
      all->offset[all->count] = sign * offset;
      all->weight[all->count++] =
          half * legendre[k / 2][1] * xv_exp64(-exponent, -xv_fma64(offset, t, -exponent));
    }
}

// The sum of weight (offset - origin)^power, with the rounding errors of the additions added back.
static double moment(const points *all, double origin, int power) {
  double sum = 0, lost = 0;
  for (int i = 0; i < all->count; i++) {
    double distance = all->offset[i] - origin, term = all->weight[i];
    for (int j = 0; j < power; j++) term *= distance;
    double total = sum + term, part = total - sum;
    lost += (sum - (total - part)) + (term - part);
    sum = total;
  }
  return sum + lost;
}

// The density at x >= 0, or 0 where it is below 1e-304.
static double density(double x) {
  double square = x * x;
  if (!(square < 1400)) return 0;
  return INVERSE_ROOT_OF_2PI * xv_exp64(-0.5 * square, -0.5 * xv_fma64(x, x, -square));
}

// P(N(0, 1) > x)
static double upper_tail(double x) {
  if (x == 0) return 0.5;
  if (x < 0) return 1 - upper_tail(-x);
  if (!(density(x) > 0)) return 0;
  points all = {0};
  add_points(&all, x, __builtin_inf(), 1);
  return density(x) * moment(&all, 0, 0);
}

static xv_truncation mirrored(xv_truncation t) {
  return (xv_truncation){-t.upper, -t.lower, t.above, t.below, t.mass, -t.mean, t.deviation};
}

xv_truncation xv_truncated(double lower, double upper) {
  double nan = __builtin_nan("");
  if (!(lower < upper)) return (xv_truncation){lower, upper, nan, nan, nan, nan, nan};
  // The end that is nearer to 0, or the only one above it, is the lower one.
  if (lower + upper < 0) return mirrored(xv_truncated(-upper, -lower));

  xv_truncation t = {.lower = lower, .upper = upper};
  t.below = upper_tail(-lower), t.above = upper_tail(upper);
  points all = {0};
  if (lower >= 0) {
    add_points(&all, lower, upper - lower, 1);
    double relative = moment(&all, 0, 0), mean = moment(&all, 0, 1) / relative;
    t.mass = density(lower) * relative;
    t.mean = lower + mean;
    t.deviation = xv_sqrt64(moment(&all, mean, 2) / relative);
  } else {
    add_points(&all, 0, -lower, -1);
    add_points(&all, 0, upper, 1);
    double relative = moment(&all, 0, 0);
    double mass = INVERSE_ROOT_OF_2PI * relative;
    t.mass = mass < 1 ? mass : 1;
    // What lies between lower and -lower balances.
    if (-lower < upper) {
      points rest = {0};
      add_points(&rest, -lower, upper + lower, 1);
      double first = density(-lower) * (moment(&rest, 0, 1) - lower * moment(&rest, 0, 0));
      t.mean = first / t.mass;
    }
    t.deviation = xv_sqrt64(moment(&all, t.mean, 2) / relative);
  }
  return t;
}
