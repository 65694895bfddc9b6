// What examples have in common, and what is said of their numbers. Every sum is one of float64, in an
// order that no instruction set changes.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// sum += sum over k of x[k], square += sum over k of x[k]^2.
void xv_add_moments(const float *x, size_t n, double *sum, double *square);

/// The most groups that examples are in.
#define XV_MOST_GROUPS 8

/// Of n rows that start `stride` elements apart, in `groups` groups of neighbours, with s_k the sum
/// over rows i of factors[i] x_i[k] and t_k the same over the rows of group g:
/// squares[0] += sum over k of s_k^2, squares[1 + g] += sum over k of (s_k - t_k)^2, and where sums is
/// not NULL sums[k] += s_k. Group g has the rows from g n / groups up to (g + 1) n / groups.
void xv_add_directions(const float *x, size_t n, size_t stride, size_t columns, const double *factors,
                       size_t groups, double *squares, double *sums);

/// live[c] gets a bit where an element of channel c is neither 0 nor -0: element i < n is of channel
/// (start + i) / inner % channels.
void xv_mark_live(const float *x, size_t n, size_t start, size_t inner, size_t channels,
                  uint32_t *live);

/// How many elements are not within low and high; NaN is not.
size_t xv_count_outside(const float *x, size_t n, float low, float high);

/// The sum of squares of doubles.
double xv_sum_of_squares64(const double *x, size_t n);
