// Rows, groups and neighbourhoods brought to one size.
//
// Means and variances are taken in float64, the variance about the mean. Rows and groups do not
// depend on each other, so any of them may be computed by itself.
#pragma once
#include <stddef.h>

/// y = (x - mean) / sqrt(variance + epsilon) * scale + shift in each row. `scale` and `shift` have an
/// entry for each column; `shift`, or both, may be NULL; `means` and `inverse_deviations` get an entry for each row.
void xv_normalize_rows(const float *x, float *y, size_t rows, size_t columns, double epsilon,
                       const float *scale, const float *shift, double *means,
                       double *inverse_deviations);

/// y = x / sqrt(mean of x^2 + epsilon) * scale in each row. `scale` may be NULL; `inverse_sizes` get
/// 1 / sqrt(mean of x^2 + epsilon) for each row.
void xv_normalize_rows_by_root_mean_square(const float *x, float *y, size_t rows, size_t columns,
                                           double epsilon, const float *scale,
                                           double *inverse_sizes);

/// y = (x - mean) / sqrt(variance + epsilon) * scale + shift in each row of `segments` segments of
/// `length` numbers; scale and shift have an entry for each segment and may be NULL. The row's mean
/// and inverse deviation are left too.
void xv_normalize_segments(const float *x, float *y, size_t segments, size_t length, double epsilon,
                           const float *scale, const float *shift, double *mean,
                           double *inverse_deviation);

/// y = x / |x| in each column as in Softmax.h, |x| the sum of magnitudes for p = 1, the root of the sum
/// of squares for p = 2; 0 where that is 0.
void xv_normalize_columns(const float *x, float *y, size_t length, size_t inner, int p, size_t first,
                          size_t last);

/// y = x (bias + share * s)^-beta, s the sum of x^2 over the channels c - before ... c + after, for the
/// positions first ..< last of one example of `channels` rows of `positions` numbers.
void xv_normalize_across_channels(const float *x, float *y, size_t channels, size_t positions,
                                  size_t before, size_t after, float share, float beta, float bias,
                                  size_t first, size_t last);
