// Local gradients, their sums and gradients of products against plain loops over indices.
#include "Check.h"

#include <math.h>
#include <string.h>

enum { most_axes = 6, most = 4000 };

typedef struct {
  size_t rank, lengths[most_axes];
} shape;

static float u[most], v[most], w[most], y[most + 1];
static double sums[most], parts[most];
static long double wanted[most];

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

// PReLU's gradient needs all three.
static float local(size_t i, shape output, const shape inputs[3]) {
  float x = v[element_of(inputs[1], output, i)];
  return x > 0 ? u[i] : u[i] * w[element_of(inputs[2], output, i)];
}

static void check_sums(shape output, const shape inputs[3], const xv_broadcast *plan,
                       size_t target) {
  size_t n = count_of(output), outputs = count_of(inputs[target]);
  xv_local_sum sum;
  xv_local_sum_plan(&sum, plan, target);
  check(sum.outputs == outputs && sum.terms * outputs == n, "as many sums as elements");
  memset(wanted, 0, sizeof wanted);
  for (size_t i = 0; i < n; i++)
    wanted[element_of(inputs[target], output, i)] += (long double)local(i, output, inputs);
  size_t cut = next_word() % (outputs + 1), span = next_word() % (sum.spans + 1);
  xv_local_function f = XV_LOCAL_PRELU_INPUT;
  xv_local_part(f, &sum, u, v, w, sums, 0, cut, 0, span);
  xv_local_part(f, &sum, u, v, w, sums + cut, cut, outputs, 0, span);
  xv_local_part(f, &sum, u, v, w, parts, 0, outputs, span, sum.spans);
  y[outputs] = 77;
  xv_local_sums(f, &sum, -2, u, v, w, y, cut, outputs);
  xv_local_sums(f, &sum, -2, u, v, w, y, 0, cut);
  size_t wrong = 0;
  for (size_t o = 0; o < outputs; o++) {
    long double bound = 1e-12L * (long double)sum.terms;
    wrong += !(fabsl((long double)sums[o] + (long double)parts[o] - wanted[o]) <= bound);
    wrong += !(fabsl((long double)y[o] * -2 - wanted[o]) <= bound + 1e-7L * fabsl(wanted[o]));
  }
  check(wrong == 0 && y[outputs] == 77, "%zu of %zu sums are wrong", wrong, outputs);
}

static void check_products(shape output) {
  size_t n = count_of(output);
  uint64_t axes = next_word() % (1u << output.rank);
  xv_reduction plan;
  check(xv_reduction_plan(&plan, output.rank, output.lengths, axes), "a reduction's plan");
  shape kept = output;
  for (size_t axis = 0; axis < output.rank; axis++)
    if (axes >> axis & 1) kept.lengths[axis] = 1;
  // Numbers near 1, and now and then 0.
  for (size_t i = 0; i < n; i++) v[i] = next_word() % 8 ? 1 + next_unit_float() / 64 : 0;
  size_t outputs = count_of(kept), cut = next_word() % (outputs + 1);
  for (size_t i = 0; i <= n; i++) y[i] = 77;
  xv_product_backward(&plan, v, u, y, cut, outputs);
  xv_product_backward(&plan, v, u, y, 0, cut);
  size_t wrong = 0;
  for (size_t o = 0; o < outputs; o++) wanted[o] = (long double)u[o];
  double zeros[most] = {0};
  for (size_t i = 0; i < n; i++) {
    size_t o = element_of(kept, output, i);
    if (v[i] == 0) zeros[o]++;
    else wanted[o] *= (long double)v[i];
  }
  for (size_t i = 0; i < n; i++) {
    size_t o = element_of(kept, output, i);
    long double others = zeros[o] - (v[i] == 0) > 0 ? 0 : wanted[o] / (v[i] == 0 ? 1 : v[i]);
    wrong += !(fabsl((long double)y[i] - others) <= 1e-7L * fabsl(others));
  }
  check(wrong == 0 && y[n] == 77, "%zu of %zu gradients of products are wrong", wrong, n);
}

void check_local_gradients(void) {
  static const size_t lengths[] = {1, 2, 3, 5, 1, 7, 17, 1500};
  for (int round = 0; round < 3000; round++) {
    for (int i = 0; i < most; i++)
      u[i] = next_unit_float(), v[i] = next_unit_float(), w[i] = next_unit_float();
    shape output = {.rank = next_word() % (most_axes + 1)};
    for (size_t axis = 0; axis < output.rank; axis++)
      output.lengths[axis] = lengths[next_word() % 8];
    if (count_of(output) > most) continue;
    shape inputs[3];
    for (int k = 0; k < 3; k++) {
      inputs[k] = output;
      if (k == 0) continue;
      for (size_t axis = 0; axis < output.rank; axis++)
        if (next_word() % 3 == 0) inputs[k].lengths[axis] = 1;
      size_t missing = next_word() % 2 ? 0 : next_word() % (output.rank + 1);
      inputs[k].rank -= missing;
      memmove(inputs[k].lengths, inputs[k].lengths + missing, inputs[k].rank * sizeof(size_t));
    }
    const size_t *of[3];
    size_t ranks[3], n = count_of(output), cut = next_word() % (n + 1), wrong = 0;
    for (int k = 0; k < 3; k++) of[k] = inputs[k].lengths, ranks[k] = inputs[k].rank;
    xv_broadcast plan;
    check(xv_broadcast_plan(&plan, output.rank, output.lengths, 3, of, ranks), "a plan");
    y[n] = 77;
    xv_local(XV_LOCAL_PRELU_INPUT, &plan, u, v, w, y, cut, n);
    xv_local(XV_LOCAL_PRELU_INPUT, &plan, u, v, w, y, 0, cut);
    for (size_t i = 0; i < n; i++) wrong += y[i] != local(i, output, inputs);
    check(wrong == 0 && y[n] == 77, "%zu of %zu local gradients are wrong", wrong, n);
    check_sums(output, inputs, &plan, 1);
    check_sums(output, inputs, &plan, 2);
    check_products(output);
  }
}
