#include "Variants.h"

#include "Normalizations.h"
#include "Powers.h"

#define XV_SIDE_BY_SIDE 256

#define XV_LOOPS "Variants/Normalizations.inc.h"
#include "EveryVariant.h"

void xv_normalize_rows(const float *x, float *y, size_t rows, size_t columns, double epsilon,
                       const float *scale, const float *shift, double *means,
                       double *inverse_deviations) {
  XV_SELECT(normalize_rows)(x, y, rows, columns, epsilon, scale, shift, means, inverse_deviations);
}

void xv_normalize_rows_by_root_mean_square(const float *x, float *y, size_t rows, size_t columns,
                                           double epsilon, const float *scale,
                                           double *inverse_sizes) {
  XV_SELECT(normalize_rows_by_size)(x, y, rows, columns, epsilon, scale, inverse_sizes);
}

void xv_normalize_segments(const float *x, float *y, size_t segments, size_t length, double epsilon,
                           const float *scale, const float *shift, double *mean,
                           double *inverse_deviation) {
  XV_SELECT(normalize_segments)(x, y, segments, length, epsilon, scale, shift, mean,
                                inverse_deviation);
}

void xv_normalize_columns(const float *x, float *y, size_t length, size_t inner, int p,
                          size_t first, size_t last) {
  if (length == 0 || first >= last) return;
  if (inner == 1) {
    XV_SELECT(unit_rows)(x + first * length, y + first * length, last - first, length, p);
    return;
  }
  while (first < last) {
    size_t column = first % inner, width = inner - column;
    width = width < last - first ? width : last - first;
    width = width < XV_SIDE_BY_SIDE ? width : XV_SIDE_BY_SIDE;
    size_t start = first / inner * length * inner + column;
    XV_SELECT(unit_columns)(x + start, y + start, length, inner, width, p);
    first += width;
  }
}

void xv_normalize_across_channels(const float *x, float *y, size_t channels, size_t positions,
                                  size_t before, size_t after, float share, float beta, float bias,
                                  size_t first, size_t last) {
  while (first < last) {
    size_t width = last - first < XV_SIDE_BY_SIDE ? last - first : XV_SIDE_BY_SIDE;
    XV_SELECT(across_channels)(x + first, y + first, channels, positions, before, after, share,
                               beta, bias, width);
    first += width;
  }
}
