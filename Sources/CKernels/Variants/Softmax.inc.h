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

static void XV_VARIANT(softmax_backward_side_by_side)(const float *y, const float *dy, float *dx,
                                                      size_t length, size_t inner, size_t width) {
  double means[XV_SIDE_BY_SIDE] = {0};
  for (size_t r = 0; r < length; r++)
    for (size_t i = 0; i < width; i++)
      means[i] += (double)dy[r * inner + i] * (double)y[r * inner + i];
  for (size_t r = 0; r < length; r++) {
    const float *restrict value = y + r * inner, *restrict gradient = dy + r * inner;
    float *restrict to = dx + r * inner;
    for (size_t i = 0; i < width; i++) to[i] = value[i] * (gradient[i] - (float)means[i]);
  }
}

static void XV_VARIANT(log_softmax_backward_rows)(const float *y, const float *dy, float *dx,
                                                  size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++, y += columns, dy += columns, dx += columns) {
    double lanes[16] = {0};
    XV_VARIANT(sum_lanes)(dy, columns, 0, lanes);
    float sum = (float)XV_VARIANT(sum_fold)(lanes);
    for (size_t i = 0; i < columns; i++) dx[i] = xv_fma(-xv_exp(y[i]), sum, dy[i]);
  }
}

static void XV_VARIANT(log_softmax_backward_side_by_side)(const float *y, const float *dy,
                                                          float *dx, size_t length, size_t inner,
                                                          size_t width) {
  double sums[XV_SIDE_BY_SIDE] = {0};
  for (size_t r = 0; r < length; r++) XV_VARIANT(sum_columns)(dy + r * inner, width, sums);
  for (size_t r = 0; r < length; r++) {
    const float *restrict value = y + r * inner, *restrict gradient = dy + r * inner;
    float *restrict to = dx + r * inner;
    for (size_t i = 0; i < width; i++)
      to[i] = xv_fma(-xv_exp(value[i]), (float)sums[i], gradient[i]);
  }
}
