// Row-wise helpers of the affine operator, and sums for statistics.
#pragma once
#include <stddef.h>

/// y[r, c] += bias[c].
void xv_add_bias(float *y, const float *bias, size_t rows, size_t columns);

/// out[c] = sum over r of x[r, c], rows being row_length apart: in row order, where there are more than
/// 256 in groups of as many, whose sums are added in float64.
void xv_column_sums(const float *x, float *out, size_t rows, size_t row_length, size_t columns);

/// Sum of squares, accumulated in double in an order that no instruction set changes.
double xv_sum_of_squares(const float *x, size_t n);
