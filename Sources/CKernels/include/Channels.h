// Loops over the channels of images, and the two arrangements of their elements.
#pragma once
#include <stddef.h>

/// y[r, c] = (x[r, c] - mean[c]) factor[c] + shift[c]: positions channels-last.
void xv_normalize_channels(const float *x, float *y, const float *mean, const float *factor,
                       const float *shift, size_t rows, size_t channels);

/// y[i] = (x[i] - mean) factor + shift: one channel of one image, row-major.
void xv_normalize_plane(const float *x, float *y, float mean, float factor, float shift, size_t n);

/// Sums of `columns` columns over rows that start `row_length` elements apart, added in row order.
void xv_add_column_sums(const float *x, size_t rows, size_t row_length, size_t columns, double *sums);

/// The largest of each column; NaN where there is one.
void xv_column_maxima(const float *x, size_t rows, size_t row_length, size_t columns, float *maxima);

/// The sum of elements and the sum of their squared distances from `mean`, in an order that no
/// instruction set changes.
double xv_sum(const float *x, size_t n);
double xv_sum_of_squared_distances(const float *x, double mean, size_t n);

/// The largest element; NaN where there is one; -infinity of none.
float xv_maximum(const float *x, size_t n);

/// to[c, r] = from[r, c] for rows `first` up to `end` of `rows`.
void xv_transpose(const float *from, float *to, size_t rows, size_t columns, size_t first, size_t end);
