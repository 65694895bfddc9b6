// What examples have in common, and what is said of their numbers. Every sum is one of float64.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// The most rows of which products are taken.
#define XV_MOST_EXAMPLES 128

/// products[i n + j] += sum over k of x_i[k] x_j[k] for j <= i, and sums[i] += sum over k of x_i[k],
/// of n <= XV_MOST_EXAMPLES rows that start `stride` elements apart, for k < columns. Products of floats
/// are exact.
void xv_add_products(const float *x, size_t n, size_t stride, size_t columns, double *products,
                     double *sums);

/// live[c] gets a bit where an element of channel c is neither 0 nor -0: element i < n is of channel
/// (start + i) / inner % channels.
void xv_mark_live(const float *x, size_t n, size_t start, size_t inner, size_t channels,
                  uint32_t *live);

/// How many elements are not within low and high; NaN is not.
size_t xv_count_outside(const float *x, size_t n, float low, float high);

/// sums[k] += factor x[k].
void xv_add_scaled(const float *x, size_t n, double factor, double *sums);

/// The sum of squares of doubles, in an order that no instruction set changes.
double xv_sum_of_squares64(const double *x, size_t n);
