#include "Sums.inc.h"

static void XV_VARIANT(softmax_side_by_side)(const float *x, float *y, size_t length, size_t inner,
                                             size_t width) {
  float largest[XV_SIDE_BY_SIDE];
  double sums[XV_SIDE_BY_SIDE];
  for (size_t i = 0; i < width; i++) largest[i] = -__builtin_inff(), sums[i] = 0;
  for (size_t r = 0; r < length; r++) XV_VARIANT(maximum_columns)(x + r * inner, width, largest);
  for (size_t r = 0; r < length; r++) {
    const float *restrict from = x + r * inner;
    float *restrict to = y + r * inner;
    for (size_t i = 0; i < width; i++) {
      float power = xv_exp(from[i] - largest[i]);
      to[i] = power;
      sums[i] += (double)power;
    }
  }
  for (size_t r = 0; r < length; r++) {
    float *restrict to = y + r * inner;
    for (size_t i = 0; i < width; i++) to[i] /= (float)sums[i];
  }
}

static void XV_VARIANT(less)(const float *restrict x, float *restrict y, size_t n, double shift) {
  for (size_t i = 0; i < n; i++) y[i] = (float)((double)x[i] - shift);
}

static double XV_VARIANT(log_of_powers)(const float *x, size_t n) {
  float best[16];
  double lanes[16] = {0};
  for (int l = 0; l < 16; l++) best[l] = -__builtin_inff();
  XV_VARIANT(maximum_lanes)(x, n, best);
  float shift = XV_VARIANT(maximum_fold)(best);
  // Infinite rows give NaN, as their softmax does.
  if (!(xv_abs(shift) < __builtin_inff())) return __builtin_nan("");
  XV_VARIANT(powers_lanes)(x, n, shift, lanes);
  return (double)shift + xv_log64(XV_VARIANT(sum_fold)(lanes));
}

static void XV_VARIANT(log_softmax_rows)(const float *x, float *y, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++, x += columns, y += columns)
    XV_VARIANT(less)(x, y, columns, XV_VARIANT(log_of_powers)(x, columns));
}

static void XV_VARIANT(log_softmax_side_by_side)(const float *x, float *y, size_t length,
                                                 size_t inner, size_t width) {
  float largest[XV_SIDE_BY_SIDE];
  double sums[XV_SIDE_BY_SIDE];
  for (size_t i = 0; i < width; i++) largest[i] = -__builtin_inff(), sums[i] = 0;
  for (size_t r = 0; r < length; r++) XV_VARIANT(maximum_columns)(x + r * inner, width, largest);
  for (size_t r = 0; r < length; r++)
    XV_VARIANT(powers_columns)(x + r * inner, width, largest, sums);
  for (size_t i = 0; i < width; i++) {
    bool is_finite = xv_abs(largest[i]) < __builtin_inff();
    sums[i] = is_finite ? (double)largest[i] + xv_log64(sums[i]) : __builtin_nan("");
  }
  for (size_t r = 0; r < length; r++) {
    const float *restrict from = x + r * inner;
    float *restrict to = y + r * inner;
    for (size_t i = 0; i < width; i++) to[i] = (float)((double)from[i] - sums[i]);
  }
}
