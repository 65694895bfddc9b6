#include "Sums.inc.h"

// Rows in each of which u is consecutive, and v and w are consecutive or repeated.
static void XV_VARIANT(local_rows)(const xv_rows *rows) {
  size_t n = rows->run;
  for (size_t r = 0; r < rows->rows; r++) {
    const float *restrict u = rows->inputs[0] + r * rows->strides[0];
    const float *restrict v = rows->inputs[1] + r * rows->strides[1];
    const float *restrict w = rows->inputs[2] + r * rows->strides[2];
    float *restrict y = rows->y + r * n;
#define XV_ROW(NAME, V, W) \
  for (size_t i = 0; i < n; i++) y[i] = xv_local_##NAME(u[i], V, W)
// Functions of u and v, and those of all three.
#define XV_OF_TWO(NAME)                      \
  if (rows->steps[1]) XV_ROW(NAME, v[i], 0); \
  else {                                     \
    float alone = v[0];                      \
    XV_ROW(NAME, alone, 0);                  \
  }                                          \
  break;
#define XV_OF_THREE(NAME)                                           \
  if (rows->steps[1] && rows->steps[2]) XV_ROW(NAME, v[i], w[i]);   \
  else if (rows->steps[1]) {                                        \
    float alone = w[0];                                             \
    XV_ROW(NAME, v[i], alone);                                      \
  } else if (rows->steps[2]) {                                      \
    float alone = v[0];                                             \
    XV_ROW(NAME, alone, w[i]);                                      \
  } else {                                                          \
    float first = v[0], second = w[0];                              \
    XV_ROW(NAME, first, second);                                    \
  }                                                                 \
  break;
    switch ((xv_local_function)rows->function) {
    case XV_LOCAL_FIRST: XV_OF_TWO(first)
    case XV_LOCAL_PRODUCT: XV_OF_TWO(product)
    case XV_LOCAL_TWICE_PRODUCT: XV_OF_TWO(twice_product)
    case XV_LOCAL_QUOTIENT: XV_OF_TWO(quotient)
    case XV_LOCAL_QUOTIENT_SLOPE: XV_OF_THREE(quotient_slope)
    case XV_LOCAL_POWER_BASE: XV_OF_THREE(power_base)
    case XV_LOCAL_POWER_EXPONENT: XV_OF_THREE(power_exponent)
    case XV_LOCAL_LARGER: XV_OF_THREE(larger)
    case XV_LOCAL_SMALLER: XV_OF_THREE(smaller)
    case XV_LOCAL_WHERE: XV_OF_TWO(where)
    case XV_LOCAL_WHERE_NOT: XV_OF_TWO(where_not)
    case XV_LOCAL_PRELU_INPUT: XV_OF_THREE(prelu_input)
    case XV_LOCAL_PRELU_SLOPE: XV_OF_TWO(prelu_slope)
    case XV_LOCAL_SIGN: XV_OF_TWO(sign)
    case XV_LOCAL_DIRECTION: XV_OF_THREE(direction)
    case XV_LOCAL_CHOSEN: XV_OF_THREE(chosen)
    case XV_LOCAL_EQUAL: XV_OF_TWO(equal)
    case XV_LOCAL_POWER_OF_E: XV_OF_TWO(power_of_e)
    case XV_LOCAL_SHARE: XV_OF_THREE(share)
    case XV_LOCAL_SECOND: XV_OF_TWO(second)
    case XV_LOCAL_SECOND_QUOTIENT: XV_OF_THREE(second_quotient)
    }
#undef XV_ROW
#undef XV_OF_TWO
#undef XV_OF_THREE
  }
}

// The function along a part of a run of at most XV_SIDE_BY_SIDE elements: in the buffer, save where
// it is u itself.
static const float *XV_VARIANT(local_part_of_run)(const xv_rows *rows) {
  if (rows->function == XV_LOCAL_FIRST) return rows->inputs[0];
  XV_VARIANT(local_rows)(rows);
  return rows->y;
}

// One output: the terms first ..< last, for arrays that start at `inputs`.
static double XV_VARIANT(local_runs)(xv_local_function f, const xv_local_sum *plan,
                                     const float *const *inputs, size_t first, size_t last) {
  double lanes[16] = {0};
  float buffer[XV_SIDE_BY_SIDE];
  xv_cursor cursor = xv_cursor_at(&plan->summed, first / plan->run);
  size_t column = first % plan->run;
  while (first < last) {
    xv_rows rows = {.y = buffer, .rows = 1, .function = (int)f};
    size_t left = plan->run - column;
    left = left < last - first ? left : last - first;
    rows.run = left < XV_SIDE_BY_SIDE ? left : XV_SIDE_BY_SIDE;
    for (size_t k = 0; k < 3; k++) {
      rows.inputs[k] = inputs[k] + cursor.offsets[k] + column * plan->steps[k];
      rows.steps[k] = plan->steps[k];
    }
    XV_VARIANT(sum_lanes)(XV_VARIANT(local_part_of_run)(&rows), rows.run, 0, lanes);
    first += rows.run, column += rows.run;
    if (column == plan->run) column = 0, xv_advance(&plan->summed, &cursor, 1);
  }
  return XV_VARIANT(sum_fold)(lanes);
}

// `width` outputs side by side, at most XV_SIDE_BY_SIDE of them: the rounds first ..< last.
static void XV_VARIANT(local_columns)(xv_local_function f, const xv_local_sum *plan,
                                      const float *const *inputs, size_t width, double *sums,
                                      size_t first, size_t last) {
  float buffer[XV_SIDE_BY_SIDE];
  for (size_t i = 0; i < width; i++) sums[i] = 0;
  xv_cursor cursor = xv_cursor_at(&plan->summed, first);
  for (; first < last; first++, xv_advance(&plan->summed, &cursor, 1)) {
    xv_rows rows = {.y = buffer, .rows = 1, .run = width, .function = (int)f};
    for (size_t k = 0; k < 3; k++) {
      rows.inputs[k] = inputs[k] + cursor.offsets[k];
      rows.steps[k] = plan->steps[k];
    }
    XV_VARIANT(sum_columns)(XV_VARIANT(local_part_of_run)(&rows), width, sums);
  }
}
