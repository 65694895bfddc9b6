#include "Sums.inc.h"

static double XV_VARIANT(mean_of)(const float *x, size_t n) {
  double lanes[16] = {0};
  XV_VARIANT(sum_lanes)(x, n, 0, lanes);
  return XV_VARIANT(sum_fold)(lanes) / (double)n;
}

// The mean of (x - centre)^2
static double XV_VARIANT(spread_of)(const float *x, size_t n, double centre) {
  double lanes[16] = {0};
  XV_VARIANT(squares_lanes)(x, n, centre, lanes);
  return XV_VARIANT(sum_fold)(lanes) / (double)n;
}

// y = (x - mean) * factor * scale + shift with a scale and shift of its own for each number or, as
// `one_scale` and `one_shift`, for all. The mean comes in two floats: the difference is as good as
// one of float64.
static void XV_VARIANT(normalize)(const float *restrict x, float *restrict y, size_t n, double mean,
                                  double factor, const float *restrict scale,
                                  const float *restrict shift, float one_scale, float one_shift) {
  float high = (float)mean, low = (float)(mean - (double)high), f = (float)factor;
  if (scale && shift)
    for (size_t i = 0; i < n; i++) y[i] = xv_fma(((x[i] - high) - low) * f, scale[i], shift[i]);
  else if (scale)
    for (size_t i = 0; i < n; i++) y[i] = ((x[i] - high) - low) * f * scale[i];
  else
    for (size_t i = 0; i < n; i++) y[i] = xv_fma(((x[i] - high) - low) * f, one_scale, one_shift);
}

static void XV_VARIANT(normalize_rows)(const float *x, float *y, size_t rows, size_t columns,
                                       double epsilon, const float *scale, const float *shift,
                                       double *means, double *inverse_deviations) {
  for (size_t r = 0; r < rows; r++, x += columns, y += columns) {
    double mean = XV_VARIANT(mean_of)(x, columns);
    double factor = 1 / xv_sqrt64(XV_VARIANT(spread_of)(x, columns, mean) + epsilon);
    XV_VARIANT(normalize)(x, y, columns, mean, factor, scale, shift, 1, 0);
    means[r] = mean;
    inverse_deviations[r] = factor;
  }
}

static void XV_VARIANT(normalize_rows_by_size)(const float *x, float *y, size_t rows,
                                               size_t columns, double epsilon, const float *scale,
                                               double *inverse_sizes) {
  for (size_t r = 0; r < rows; r++, x += columns, y += columns) {
    double factor = 1 / xv_sqrt64(XV_VARIANT(spread_of)(x, columns, 0) + epsilon);
    XV_VARIANT(normalize)(x, y, columns, 0, factor, scale, NULL, 1, 0);
    inverse_sizes[r] = factor;
  }
}

static void XV_VARIANT(normalize_segments)(const float *x, float *y, size_t segments, size_t length,
                                           double epsilon, const float *scale, const float *shift,
                                           double *kept_mean, double *inverse_deviation) {
  size_t n = segments * length;
  double mean = XV_VARIANT(mean_of)(x, n);
  double factor = 1 / xv_sqrt64(XV_VARIANT(spread_of)(x, n, mean) + epsilon);
  for (size_t s = 0; s < segments; s++)
    XV_VARIANT(normalize)(x + s * length, y + s * length, length, mean, factor, NULL, NULL,
                          scale ? scale[s] : 1, shift ? shift[s] : 0);
  *kept_mean = mean, *inverse_deviation = factor;
}

static void XV_VARIANT(divide_by)(const float *restrict x, float *restrict y, size_t n,
                                  double divisor) {
  for (size_t i = 0; i < n; i++) y[i] = divisor == 0 ? 0 : (float)((double)x[i] / divisor);
}

static void XV_VARIANT(unit_rows)(const float *x, float *y, size_t rows, size_t columns, int p) {
  for (size_t r = 0; r < rows; r++, x += columns, y += columns) {
    double lanes[16] = {0};
    if (p == 1)
      XV_VARIANT(magnitudes_lanes)(x, columns, 0, lanes);
    else
      XV_VARIANT(squares_lanes)(x, columns, 0, lanes);
    double sum = XV_VARIANT(sum_fold)(lanes);
    XV_VARIANT(divide_by)(x, y, columns, p == 1 ? sum : xv_sqrt64(sum));
  }
}

static void XV_VARIANT(unit_columns)(const float *x, float *y, size_t length, size_t inner,
                                     size_t width, int p) {
  double sums[XV_SIDE_BY_SIDE] = {0};
  for (size_t r = 0; r < length; r++)
    if (p == 1)
      XV_VARIANT(magnitudes_columns)(x + r * inner, width, sums);
    else
      XV_VARIANT(squares_columns)(x + r * inner, width, sums);
  for (size_t i = 0; i < width; i++) sums[i] = p == 1 ? sums[i] : xv_sqrt64(sums[i]);
  for (size_t r = 0; r < length; r++) {
    const float *restrict from = x + r * inner;
    float *restrict to = y + r * inner;
    for (size_t i = 0; i < width; i++)
      to[i] = sums[i] == 0 ? 0 : (float)((double)from[i] / sums[i]);
  }
}

static void XV_VARIANT(across_channels)(const float *x, float *y, size_t channels, size_t positions,
                                        size_t before, size_t after, float share, float beta,
                                        float bias, size_t width) {
  float sums[XV_SIDE_BY_SIDE];
  for (size_t c = 0; c < channels; c++) {
    size_t low = c < before ? 0 : c - before;
    size_t high = after < channels - c ? c + after : channels - 1;
    for (size_t i = 0; i < width; i++) sums[i] = 0;
    for (size_t k = low; k <= high; k++) {
      const float *restrict row = x + k * positions;
      for (size_t i = 0; i < width; i++) sums[i] = xv_fma(row[i], row[i], sums[i]);
    }
    const float *restrict from = x + c * positions;
    float *restrict to = y + c * positions;
    for (size_t i = 0; i < width; i++) sums[i] = xv_fma(share, sums[i], bias);
    if (beta == 0.75f)
      for (size_t i = 0; i < width; i++) {
        float root = xv_sqrt(sums[i]);
        to[i] = from[i] / (root * xv_sqrt(root));
      }
    else
      for (size_t i = 0; i < width; i++) to[i] = from[i] / xv_pow(sums[i], beta);
  }
}
