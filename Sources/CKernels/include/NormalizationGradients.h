// Gradients of normalizations, in float64 up to the last rounding: sums over positions are accurate,
// and what cancels in a gradient cancels exactly.
//
// Sums are of numbers in an order that no instruction set changes. Those that say "adds" add to what
// is there, row by row, so that parts of a batch may be summed by themselves and folded.
#pragma once
#include <stddef.h>

/// Sums of dy and of dy (x - mean) over one run of numbers; dx = factor dy unless it is NULL.
void xv_centred_sums(const float *x, const float *dy, float *dx, double factor, size_t n, double mean,
                     double *sum, double *product);

/// dx = a dy + (b x + c); dx may be dy.
void xv_add_line(const float *x, const float *dy, float *dx, size_t n, double a, double b, double c);

/// Adds dy and dy (x - means[c]) over the rows of channels-last positions to entry c of `sums` and of
/// `products`; dx[r, c] = factors[c] dy[r, c] unless it is NULL.
void xv_add_centred_channel_sums(const float *x, const float *dy, float *dx, const double *factors,
                                 size_t rows, size_t channels, const double *means, double *sums,
                                 double *products);

/// dx[r, c] = a[c] dy[r, c] + (b[c] x[r, c] + c[c]), channels-last.
void xv_add_channel_lines(const float *x, const float *dy, float *dx, size_t rows, size_t channels,
                          const double *a, const double *b, const double *c);

/// The gradient of rows z scale, z = (x - mean) inverse deviation, or without `means` z = x inverse
/// deviation where that is of the mean square. `scale` has an entry for each column; NULL is 1. dx may
/// be dy. The gradients of a row's mean and inverse deviation, unless NULL, are added to that of x.
/// Adds dy z and dy over the rows to `scale_sums` and `shift_sums`, unless both are NULL.
void xv_normalize_rows_backward(const float *x, const float *dy, const float *scale, float *dx,
                                size_t rows, size_t columns, const double *means,
                                const double *inverse_deviations, const float *mean_gradients,
                                const float *inverse_gradients, double *scale_sums,
                                double *shift_sums);

/// The sums alone, of `columns` columns of rows that start `row_length` elements apart.
void xv_add_normalized_row_sums(const float *x, const float *dy, size_t rows, size_t row_length,
                                size_t columns, const double *means,
                                const double *inverse_deviations, double *scale_sums,
                                double *shift_sums);

/// products = dy z of each element.
void xv_normalized_products(const float *x, const float *dy, float *products, size_t rows,
                            size_t columns, const double *means, const double *inverse_deviations);

/// The first of `parts` arrays of n numbers, one behind the other, becomes the sum of all.
void xv_fold(double *sums, size_t parts, size_t n);

/// The gradient of xv_normalize_columns; 0 in columns of size 0, and that of |x| is 0 at 0.
void xv_normalize_columns_backward(const float *x, const float *dy, float *dx, size_t length,
                                   size_t inner, int p, size_t first, size_t last);

/// The most positions that xv_normalize_across_channels_backward takes at once.
#define XV_MOST_POSITIONS 256

/// The gradient of xv_normalize_across_channels at the positions first ..< last, at most
/// XV_MOST_POSITIONS; `memory` is for channels * (last - first) numbers.
void xv_normalize_across_channels_backward(const float *x, const float *dy, float *dx,
                                           size_t channels, size_t positions, size_t before,
                                           size_t after, float share, float beta, float bias,
                                           size_t first, size_t last, float *memory);
