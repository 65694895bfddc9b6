#include "Variants.h"

#include "Broadcasting.h"
#include "BroadcastRows.h"
#include "Powers.h"

XV_INLINE float xv_binary_add(float a, float b) { return a + b; }
XV_INLINE float xv_binary_subtract(float a, float b) { return a - b; }
XV_INLINE float xv_binary_multiply(float a, float b) { return a * b; }
XV_INLINE float xv_binary_divide(float a, float b) { return a / b; }
XV_INLINE float xv_binary_maximum(float a, float b) { return a >= b || a != a ? a : b; }
XV_INLINE float xv_binary_minimum(float a, float b) { return a <= b || a != a ? a : b; }
XV_INLINE float xv_binary_power(float a, float b) { return xv_pow(a, b); }
XV_INLINE float xv_binary_prelu(float a, float b) { return a < 0 ? a * b : a; }

#define XV_LOOPS "Variants/Broadcasting.inc.h"
#include "EveryVariant.h"

bool xv_broadcast_plan(xv_broadcast *plan, size_t rank, const size_t *lengths, size_t inputs,
                       const size_t *const *input_lengths, const size_t *input_ranks) {
  // Innermost first; turned round at the end.
  size_t axes = 0, merged[XV_MOST_AXES + 1], steps[XV_MOST_AXES + 1][3];
  size_t sizes[3] = {1, 1, 1};
  for (size_t k = 0; k < inputs; k++)
    if (input_ranks[k] > rank) return false;
  for (size_t back = 1; back <= rank; back++) {
    size_t length = lengths[rank - back], step[3] = {0, 0, 0};
    for (size_t k = 0; k < inputs; k++) {
      size_t own = back <= input_ranks[k] ? input_lengths[k][input_ranks[k] - back] : 1;
      if (own != length && own != 1) return false;
      step[k] = own == 1 ? 0 : sizes[k];
      sizes[k] *= own;
    }
    if (length == 1) continue;
    bool continues = axes > 0;
    for (size_t k = 0; k < inputs && continues; k++)
      continues = step[k] == steps[axes - 1][k] * merged[axes - 1];
    if (continues) {
      merged[axes - 1] *= length;
      continue;
    }
    if (axes == XV_MOST_AXES + 1) return false;
    merged[axes] = length;
    for (size_t k = 0; k < 3; k++) steps[axes][k] = step[k];
    axes++;
  }
  *plan = (xv_broadcast){.run = axes > 0 ? merged[0] : 1};
  for (size_t k = 0; k < 3; k++) plan->steps[k] = axes > 0 ? steps[0][k] : 0;
  for (size_t axis = axes; axis-- > 1;) {
    size_t place = plan->outer.axes++;
    plan->outer.lengths[place] = merged[axis];
    for (size_t k = 0; k < 3; k++) plan->outer.steps[place][k] = steps[axis][k];
  }
  return true;
}

#define XV_KERNELS(SUFFIX)                                                              \
  static void (*kernel_##SUFFIX(xv_binary_function f))(const xv_rows *) {               \
    switch (f) {                                                                        \
    case XV_ADD: return XV_SELECT(add_##SUFFIX);                                        \
    case XV_SUBTRACT: return XV_SELECT(subtract_##SUFFIX);                              \
    case XV_MULTIPLY: return XV_SELECT(multiply_##SUFFIX);                              \
    case XV_DIVIDE: return XV_SELECT(divide_##SUFFIX);                                  \
    case XV_MAXIMUM_OF_TWO: return XV_SELECT(maximum_##SUFFIX);                         \
    case XV_MINIMUM_OF_TWO: return XV_SELECT(minimum_##SUFFIX);                         \
    case XV_POWER: return XV_SELECT(power_##SUFFIX);                                    \
    case XV_PRELU: return XV_SELECT(prelu_##SUFFIX);                                    \
    }                                                                                   \
    return XV_SELECT(add_##SUFFIX);                                                     \
  }
XV_KERNELS(of_two)
XV_KERNELS(into)

// Whether one number stands for the whole of an input.
static bool is_one_number(const xv_broadcast *plan, size_t input) {
  size_t steps = plan->steps[input];
  for (size_t axis = 0; axis < plan->outer.axes; axis++) steps |= plan->outer.steps[axis][input];
  return steps == 0;
}

void xv_binary(xv_binary_function f, const xv_broadcast *plan, const float *a, const float *b,
               float *y, size_t first, size_t last) {
  if (f == XV_POWER && first < last && is_one_number(plan, 1) && b[0] == 2) {
    // Squares are common, and their bits are those of powers.
    xv_broadcast square = *plan;
    square.steps[1] = square.steps[0];
    for (size_t axis = 0; axis < square.outer.axes; axis++)
      square.outer.steps[axis][1] = square.outer.steps[axis][0];
    return xv_binary(XV_MULTIPLY, &square, a, a, y, first, last);
  }
  xv_walk_rows(plan, kernel_of_two(f), 0, (const float *[]){a, b}, 2, y, first, last);
}

void xv_binary_into(xv_binary_function f, const xv_broadcast *plan, const float *b, float *y,
                    size_t first, size_t last) {
  xv_walk_rows(plan, kernel_into(f), 0, (const float *[]){b}, 1, y, first, last);
}

void xv_where(const xv_broadcast *plan, const float *condition, const float *a, const float *b,
              float *y, size_t first, size_t last) {
  xv_walk_rows(plan, XV_SELECT(choose), 0, (const float *[]){condition, a, b}, 3, y, first, last);
}

void xv_repeat(const xv_broadcast *plan, const float *a, float *y, size_t first, size_t last) {
  xv_walk_rows(plan, XV_SELECT(repeat), 0, (const float *[]){a}, 1, y, first, last);
}
