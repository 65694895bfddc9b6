// Reductions over any axes against a plain loop in long double.
#include "Check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { most_axes = 6, most = 6000 };

typedef struct {
  size_t rank, lengths[most_axes];
} shape;

static size_t count_of(shape s) {
  size_t count = 1;
  for (size_t axis = 0; axis < s.rank; axis++) count *= s.lengths[axis];
  return count;
}

// The output that element i belongs to.
static size_t output_of(shape s, uint64_t axes, size_t i) {
  size_t output = 0, step = 1;
  for (size_t axis = s.rank; axis-- > 0;) {
    size_t index = i % s.lengths[axis];
    i /= s.lengths[axis];
    if (axes >> axis & 1) continue;
    output += step * index;
    step *= s.lengths[axis];
  }
  return output;
}

static float x[most], y[most + 1];
static long double sums[most], sizes[most], largest[most], smallest[most], powers[most],
    product[most];
static size_t terms[most];

// The value, and at *m what its error is measured by.
static long double expected(xv_reducer reducer, size_t o, long double *m) {
  long double n = (long double)terms[o];
  *m = 0;
  switch (reducer) {
  case XV_SUM: *m = sizes[o]; return sums[o];
  case XV_MEAN: *m = sizes[o] / n; return sums[o] / n;
  case XV_SUM_OF_MAGNITUDES: return sizes[o];
  case XV_SUM_OF_SQUARES: return product[o];
  case XV_ROOT_OF_SQUARES: return sqrtl(product[o]);
  case XV_LOG_OF_SUM: *m = sums[o] > 0 ? sizes[o] / sums[o] : 0; return logl(sums[o]);
  case XV_LOG_OF_POWERS: {
    // A difference of exponents is rounded before its power is taken.
    *m = 2 + fabsl(largest[o]) / 8;
    return largest[o] + logl(powers[o]);
  }
  case XV_MAXIMUM: return largest[o];
  case XV_MINIMUM: return smallest[o];
  case XV_PRODUCT: return 0;
  }
  return 0;
}

static void check_shape(shape s, uint64_t axes) {
  size_t n = count_of(s), outputs = 1;
  for (size_t axis = 0; axis < s.rank; axis++) outputs *= axes >> axis & 1 ? 1 : s.lengths[axis];
  if (n > most || outputs > most) return;
  for (size_t i = 0; i < n; i++) x[i] = next_unit_float() * 20;
  for (size_t o = 0; o < outputs; o++)
    sums[o] = sizes[o] = product[o] = powers[o] = 0, terms[o] = 0, largest[o] = -INFINITY,
    smallest[o] = INFINITY;
  for (size_t i = 0; i < n; i++) {
    size_t o = output_of(s, axes, i);
    sums[o] += x[i], sizes[o] += fabsf(x[i]), product[o] += (long double)x[i] * x[i], terms[o]++;
    largest[o] = fmaxl(largest[o], x[i]), smallest[o] = fminl(smallest[o], x[i]);
  }
  for (size_t i = 0; i < n; i++) {
    size_t o = output_of(s, axes, i);
    powers[o] += expl(x[i] - largest[o]);
  }
  xv_reduction plan;
  check(xv_reduction_plan(&plan, s.rank, s.lengths, axes), "a plan");
  check(plan.outputs == outputs, "%zu outputs, %zu expected", plan.outputs, outputs);
  for (xv_reducer reducer = XV_SUM; reducer <= XV_MINIMUM; reducer++) {
    size_t cut = outputs ? next_word() % (outputs + 1) : 0;
    y[outputs] = 77;
    xv_reduce(reducer, &plan, x, y, cut, outputs);
    xv_reduce(reducer, &plan, x, y, 0, cut);
    check(y[outputs] == 77, "reducer %d writes its outputs only", reducer);
    if (reducer == XV_PRODUCT) continue;
    for (size_t o = 0; o < outputs; o++) {
      long double m, wanted = expected(reducer, o, &m);
      // One rounding, and what float64 loses.
      long double unit = reducer == XV_LOG_OF_POWERS ? 0x1p-22L : 0x1p-46L;
      bool fits = same_floats(y + o, &(float){(float)wanted}, 1) ||
                  fabsl(y[o] - wanted) <= fabsl(wanted) * 0x1.01p-24L + m * unit;
      check(fits, "reducer %d: %.9g, %.9Lg expected", reducer, y[o], wanted);
    }
  }
}

static float reduced(xv_reducer reducer, const float *values, size_t n, bool side_by_side) {
  // As columns, each number stands beside another.
  float pairs[2 * 40], results[2];
  size_t lengths[2] = {n, 2};
  for (size_t i = 0; i < n; i++) pairs[2 * i] = pairs[2 * i + 1] = values[i];
  xv_reduction plan;
  xv_reduction_plan(&plan, side_by_side ? 2 : 1, lengths, 1);
  xv_reduce(reducer, &plan, side_by_side ? pairs : values, results, 0, side_by_side ? 2 : 1);
  return results[0];
}

static void check_extremes(bool columns) {
  float none[1] = {0};
  check(reduced(XV_SUM, none, 0, columns) == 0, "the sum of nothing");
  check(isnan(reduced(XV_MEAN, none, 0, columns)), "the mean of nothing");
  check(reduced(XV_PRODUCT, none, 0, columns) == 1, "the product of nothing");
  check(reduced(XV_MAXIMUM, none, 0, columns) == -INFINITY, "the maximum of nothing");
  check(reduced(XV_MINIMUM, none, 0, columns) == INFINITY, "the minimum of nothing");
  check(reduced(XV_LOG_OF_SUM, none, 0, columns) == -INFINITY, "the log of no sum");
  check(reduced(XV_LOG_OF_POWERS, none, 0, columns) == -INFINITY, "the log of no powers");
  for (size_t place = 0; place < 40; place++) {
    float values[40];
    for (int i = 0; i < 40; i++) values[i] = next_unit_float();
    values[place] = NAN;
    for (xv_reducer r = XV_SUM; r <= XV_MINIMUM; r++)
      check(isnan(reduced(r, values, 40, columns)), "reducer %d passes NaN at %zu", r, place);
    values[place] = -INFINITY;
    check(reduced(XV_MINIMUM, values, 40, columns) == -INFINITY, "minimum of infinity");
    check(isfinite(reduced(XV_LOG_OF_POWERS, values, 40, columns)), "a power of 0");
    values[place] = INFINITY;
    check(reduced(XV_LOG_OF_POWERS, values, 40, columns) == INFINITY, "an infinite power");
  }
  float large[3] = {3e38f, 3e38f, -3e38f}, huge[2] = {1e30f, 2e30f};
  check(reduced(XV_SUM, large, 3, columns) == 3e38f, "a sum of large numbers does not overflow");
  float root = reduced(XV_ROOT_OF_SQUARES, huge, 2, columns);
  check(fabsf(root / 2.236068e30f - 1) < 1e-6f, "nor squares");
  float factors[3] = {1e30f, 3, 1e-30f}, negative[2] = {-2, 1}, shifted[2] = {1000, 1000};
  check(fabsf(reduced(XV_PRODUCT, factors, 3, columns) - 3) < 1e-6f, "a product of large numbers");
  check(isnan(reduced(XV_LOG_OF_SUM, negative, 2, columns)), "the log of a negative sum");
  check(reduced(XV_LOG_OF_POWERS, shifted, 2, columns) == 1000.6931472f, "powers are shifted");
  float low[2] = {-INFINITY, -INFINITY};
  check(reduced(XV_LOG_OF_POWERS, low, 2, columns) == -INFINITY, "powers of 0");
}

void check_reductions(void) {
  static const size_t lengths[] = {1, 2, 3, 5, 1, 37, 19};
  for (int round = 0; round < 4000; round++) {
    shape s = {.rank = next_word() % (most_axes + 1)};
    for (size_t axis = 0; axis < s.rank; axis++) s.lengths[axis] = lengths[next_word() % 7];
    if (s.rank > 0 && round % 50 == 0) s.lengths[next_word() % s.rank] = 0;
    check_shape(s, next_word() % (1u << s.rank));
  }
  for (size_t n = 0; n <= 70; n++) check_shape((shape){1, {n}}, 1);
  check_shape((shape){2, {7, 700}}, 1), check_shape((shape){2, {7, 700}}, 2);
  check_extremes(false), check_extremes(true);
  size_t many[40];
  for (int i = 0; i < 40; i++) many[i] = 1 + i % 2;
  xv_reduction plan;
  for (int i = 0; i < 40; i++) many[i] = 2;
  check(!xv_reduction_plan(&plan, 40, many, 0x5555555555), "too many loops are refused");
  check(xv_reduction_plan(&plan, 33, many, 0x55555555), "33 with the innermost run are not");
  check(!xv_reduction_plan(&plan, 65, many, 0), "and more than 64 axes");
}
