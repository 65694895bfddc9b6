#include "Variants.h"

#include "Channels.h"

#define XV_LOOPS "Variants/Channels.inc.h"
#include "EveryVariant.h"

void xv_normalize_channels(const float *x, float *y, const float *mean, const float *factor,
                       const float *shift, size_t rows, size_t channels) {
  XV_SELECT(normalize_channels)(x, y, mean, factor, shift, rows, channels);
}

void xv_normalize_plane(const float *x, float *y, float mean, float factor, float shift, size_t n) {
  XV_SELECT(normalize_plane)(x, y, mean, factor, shift, n);
}

void xv_add_column_sums(const float *x, size_t rows, size_t row_length, size_t columns, double *sums) {
  XV_SELECT(add_column_sums)(x, rows, row_length, columns, sums);
}

void xv_column_maxima(const float *x, size_t rows, size_t row_length, size_t columns, float *maxima) {
  XV_SELECT(column_maxima)(x, rows, row_length, columns, maxima);
}

double xv_sum(const float *x, size_t n) { return XV_SELECT(sum)(x, n); }

double xv_sum_of_squared_distances(const float *x, double mean, size_t n) {
  return XV_SELECT(sum_of_squared_distances)(x, mean, n);
}

float xv_maximum(const float *x, size_t n) { return XV_SELECT(maximum)(x, n); }

void xv_transpose(const float *from, float *to, size_t rows, size_t columns, size_t first, size_t end) {
  XV_SELECT(transpose)(from, to, rows, columns, first, end);
}
