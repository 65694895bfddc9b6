#include "Variants.h"

#include "NormalizationGradients.h"
#include "Powers.h"

#include <string.h>

#define XV_SIDE_BY_SIDE 256

// What a row's gradient is made of: dx = a g + (b x + c), and z = a x + shift.
typedef struct {
  double a, b, c, shift;
} xv_row_line;

#define XV_LOOPS "Variants/NormalizationGradients.inc.h"
#include "EveryVariant.h"

void xv_centred_sums(const float *x, const float *dy, float *dx, double factor, size_t n, double mean,
                     double *sum, double *product) {
  XV_SELECT(centred_sums)(x, dy, NULL, dx, factor, n, mean, sum, product);
}

void xv_add_line(const float *x, const float *dy, float *dx, size_t n, double a, double b, double c) {
  XV_SELECT(add_line)(x, dy, dx, n, a, b, c);
}

void xv_add_centred_channel_sums(const float *x, const float *dy, float *dx, const double *factors,
                                 size_t rows, size_t channels, const double *means, double *sums,
                                 double *products) {
  XV_SELECT(add_centred_channel_sums)(x, dy, dx, factors, rows, channels, means, sums, products);
}

void xv_add_channel_lines(const float *x, const float *dy, float *dx, size_t rows, size_t channels,
                          const double *a, const double *b, const double *c) {
  XV_SELECT(add_channel_lines)(x, dy, dx, rows, channels, a, b, c);
}

void xv_normalize_rows_backward(const float *x, const float *dy, const float *scale, float *dx,
                                size_t rows, size_t columns, const double *means,
                                const double *inverse_deviations, const float *mean_gradients,
                                const float *inverse_gradients, double *scale_sums,
                                double *shift_sums) {
  XV_SELECT(normalize_rows_backward)(x, dy, scale, dx, rows, columns, means, inverse_deviations,
                                     mean_gradients, inverse_gradients, scale_sums, shift_sums);
}

void xv_add_normalized_row_sums(const float *x, const float *dy, size_t rows, size_t row_length,
                                size_t columns, const double *means,
                                const double *inverse_deviations, double *scale_sums,
                                double *shift_sums) {
  XV_SELECT(add_normalized_row_sums)(x, dy, rows, row_length, columns, means, inverse_deviations,
                                     scale_sums, shift_sums);
}

void xv_normalized_products(const float *x, const float *dy, float *products, size_t rows,
                            size_t columns, const double *means, const double *inverse_deviations) {
  XV_SELECT(normalized_products)(x, dy, products, rows, columns, means, inverse_deviations);
}

void xv_fold(double *sums, size_t parts, size_t n) { XV_SELECT(fold_parts)(sums, parts, n); }

void xv_normalize_columns_backward(const float *x, const float *dy, float *dx, size_t length,
                                   size_t inner, int p, size_t first, size_t last) {
  if (length == 0 || first >= last) return;
  if (inner == 1) {
    size_t start = first * length;
    XV_SELECT(unit_rows_backward)(x + start, dy + start, dx + start, last - first, length, p);
    return;
  }
  while (first < last) {
    size_t column = first % inner, width = inner - column;
    width = width < last - first ? width : last - first;
    width = width < XV_SIDE_BY_SIDE ? width : XV_SIDE_BY_SIDE;
    size_t start = first / inner * length * inner + column;
    XV_SELECT(unit_columns_backward)(x + start, dy + start, dx + start, length, inner, width, p);
    first += width;
  }
}

void xv_normalize_across_channels_backward(const float *x, const float *dy, float *dx,
                                           size_t channels, size_t positions, size_t before,
                                           size_t after, float share, float beta, float bias,
                                           size_t first, size_t last, float *memory) {
  XV_SELECT(across_channels_backward)(x + first, dy + first, dx + first, channels, positions, before,
                                      after, share, beta, bias, last - first, memory);
}
