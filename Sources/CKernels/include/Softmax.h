// Softmax over any axis: an array is `outer` blocks of `length` rows of `inner` numbers, and each of
// the outer * inner columns sums to 1. Every call computes the columns first ..< last; no result
// depends on how they are shared out.
#pragma once
#include <stddef.h>

/// y = exp(x) / sum exp(x) in each column, shifted by the column's maximum; with inner 1 the bits of
/// xv_softmax_forward.
void xv_softmax_columns(const float *x, float *y, size_t length, size_t inner, size_t first,
                        size_t last);

/// y = x - log(sum exp(x)) in each column.
void xv_log_softmax_columns(const float *x, float *y, size_t length, size_t inner, size_t first,
                            size_t last);

/// dx = y (dy - sum dy y) in each column of y = softmax(x).
void xv_softmax_columns_backward(const float *y, const float *dy, float *dx, size_t length,
                                 size_t inner, size_t first, size_t last);

/// dx = dy - exp(y) sum dy in each column of y = log(softmax(x)).
void xv_log_softmax_columns_backward(const float *y, const float *dy, float *dx, size_t length,
                                     size_t inner, size_t first, size_t last);
