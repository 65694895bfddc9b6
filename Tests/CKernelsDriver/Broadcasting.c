// Elementwise functions of repeated arrays against a plain loop over indices, and powers against
// libm.
#include "Check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { most_axes = 6, most = 4000 };

typedef struct {
  size_t rank, lengths[most_axes];
} shape;

static size_t count_of(shape s) {
  size_t count = 1;
  for (size_t axis = 0; axis < s.rank; axis++) count *= s.lengths[axis];
  return count;
}

// The element of an input that belongs to element i of the output.
static size_t element_of(shape input, shape output, size_t i) {
  size_t element = 0, step = 1;
  for (size_t back = 1; back <= output.rank; back++) {
    size_t length = output.lengths[output.rank - back], index = i % length;
    i /= length;
    if (back > input.rank) continue;
    size_t own = input.lengths[input.rank - back];
    element += own == 1 ? 0 : step * index;
    step *= own;
  }
  return element;
}

static float expected(xv_binary_function f, float a, float b) {
  switch (f) {
  case XV_ADD: return a + b;
  case XV_SUBTRACT: return a - b;
  case XV_MULTIPLY: return a * b;
  case XV_DIVIDE: return a / b;
  case XV_MAXIMUM_OF_TWO: return isnan(a) || isnan(b) ? NAN : a < b ? b : a;
  case XV_MINIMUM_OF_TWO: return isnan(a) || isnan(b) ? NAN : a > b ? b : a;
  case XV_POWER: return (float)pow(a, b);
  case XV_PRELU: return a < 0 ? b * a : a;
  }
  return NAN;
}

static float a[most], b[most], c[most], y[most + 1], z[most + 1];

static bool plan_of(xv_broadcast *plan, shape output, size_t inputs, const shape *of) {
  const size_t *lengths[3];
  size_t ranks[3];
  for (size_t k = 0; k < inputs; k++) lengths[k] = of[k].lengths, ranks[k] = of[k].rank;
  return xv_broadcast_plan(plan, output.rank, output.lengths, inputs, lengths, ranks);
}

static void check_shapes(shape output, const shape inputs[3]) {
  size_t n = count_of(output), cut = n ? next_word() % (n + 1) : 0;
  size_t second = n ? cut + next_word() % (n - cut + 1) : 0;
  xv_broadcast plan;
  for (xv_binary_function f = XV_ADD; f <= XV_PRELU; f++) {
    check(plan_of(&plan, output, 2, inputs), "a plan");
    y[n] = 77;
    xv_binary(f, &plan, a, b, y, cut, second);
    xv_binary(f, &plan, a, b, y, 0, cut);
    xv_binary(f, &plan, a, b, y, second, n);
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
      float left = a[element_of(inputs[0], output, i)], right = b[element_of(inputs[1], output, i)];
      float wanted = expected(f, left, right);
      wrong += !same_floats(&wanted, y + i, 1) && fabsf(wanted - y[i]) > 1e-6f * fabsf(wanted);
    }
    check(wrong == 0 && y[n] == 77, "function %d: %zu of %zu elements are wrong", f, wrong, n);
    // The same in two steps.
    check(plan_of(&plan, output, 1, inputs), "a plan of one");
    xv_repeat(&plan, a, z, cut, n);
    xv_repeat(&plan, a, z, 0, cut);
    plan_of(&plan, output, 1, inputs + 1);
    xv_binary_into(f, &plan, b, z, second, n);
    xv_binary_into(f, &plan, b, z, 0, second);
    check(same_floats(y, z, n), "function %d into one of its arguments", f);
  }
  check(plan_of(&plan, output, 3, inputs), "a plan of three");
  xv_where(&plan, a, b, c, y, cut, n);
  xv_where(&plan, a, b, c, y, 0, cut);
  size_t wrong = 0;
  for (size_t i = 0; i < n; i++) {
    float wanted = a[element_of(inputs[0], output, i)] != 0 ? b[element_of(inputs[1], output, i)]
                                                            : c[element_of(inputs[2], output, i)];
    wrong += !same_floats(&wanted, y + i, 1);
  }
  check(wrong == 0, "where: %zu of %zu elements are wrong", wrong, n);
}

void check_broadcasting(void) {
  static const size_t lengths[] = {1, 2, 3, 5, 1, 7, 17};
  for (int round = 0; round < 3000; round++) {
    for (int i = 0; i < most; i++)
      a[i] = next_any_float(), b[i] = next_any_float(), c[i] = next_any_float();
    shape output = {.rank = next_word() % (most_axes + 1)};
    for (size_t axis = 0; axis < output.rank; axis++)
      output.lengths[axis] = lengths[next_word() % 7];
    if (output.rank > 0 && round % 50 == 0) output.lengths[next_word() % output.rank] = 0;
    if (count_of(output) > most) continue;
    shape inputs[3];
    for (int k = 0; k < 3; k++) {
      inputs[k] = output;
      for (size_t axis = 0; axis < output.rank; axis++)
        if (next_word() % 3 == 0) inputs[k].lengths[axis] = 1;
      size_t missing = next_word() % 2 ? 0 : next_word() % (output.rank + 1);
      inputs[k].rank -= missing;
      memmove(inputs[k].lengths, inputs[k].lengths + missing, inputs[k].rank * sizeof(size_t));
    }
    check_shapes(output, inputs);
  }
  xv_broadcast plan;
  shape three = {1, {3}}, two = {1, {2}}, deep = {2, {1, 3}};
  check(!plan_of(&plan, three, 1, &two), "2 does not repeat to 3");
  check(!plan_of(&plan, three, 1, &deep), "an output has all axes of its inputs");
  // Every other axis repeated: as many loops as there are axes.
  size_t many[18], other[18];
  for (int i = 0; i < 18; i++) many[i] = 2, other[i] = i % 2 ? 1 : 2;
  check(!xv_broadcast_plan(&plan, 18, many, 1, (const size_t *[]){other}, (size_t[]){18}),
        "too many loops are refused");
  check(xv_broadcast_plan(&plan, 17, many, 1, (const size_t *[]){other}, (size_t[]){17}),
        "17 loops with the innermost run are not");
}

static float power(float x, float exponent) {
  size_t one = 1;
  xv_broadcast plan;
  xv_broadcast_plan(&plan, 1, &one, 2, (const size_t *[]){&one, &one}, (size_t[]){1, 1});
  float result;
  xv_binary(XV_POWER, &plan, &x, &exponent, &result, 0, 1);
  return result;
}

void check_powers(void) {
  static const float special[] = {
      0.0f,   -0.0f,  1,      -1,       2,        -2,         3,         -3,       0.5f,
      -0.5f,  1.5f,   -2.5f,  1e-45f,   -1e-45f,  1e-40f,     3e38f,     -3e38f,   8388607,
      -8388607, 8388608.f, 8388609.f, 16777215, 16777216.f, -16777217.f, 33554432.f, 1e30f,
      0.99999994f, 1.0000001f, INFINITY, -INFINITY, NAN};
  enum { count = sizeof special / sizeof *special };
  double worst = 0;
  float where[2] = {0, 0};
  for (int i = 0; i < 2000000; i++) {
    float x = i < count * count ? special[i / count] : next_any_float();
    float e = i < count * count ? special[i % count] : next_any_float();
    if (i % 3 == 1 && i >= count * count) x = fabsf(x), e = next_unit_float() * 60;
    float got = power(x, e);
    double wanted = pow(x, e), error = ulps(got, wanted, wanted);
    bool same_sign = wanted != 0 || !signbit(got) == !signbit(wanted);
    check(same_sign, "the sign of %g to the power %g", x, e);
    if (error > worst) worst = error, where[0] = x, where[1] = e;
  }
  printf("%-18s %6.3f   (at %a, %a)\n", "pow", worst, where[0], where[1]);
  check(worst <= 0.51, "pow: %g ulp at %a, %a", worst, where[0], where[1]);
}
