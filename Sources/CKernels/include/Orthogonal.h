// Householder reflections applied to a matrix, in an order that no vector width or thread count changes.
#pragma once
#include <stddef.h>

/// Overwrites `matrix` (row-major, `rows` by `columns`, rows >= columns) with the first `columns` columns of
/// H_0 H_1 ... H_{columns-1} D, where reflection k is made from `gaussians[k * rows + k ..< (k + 1) * rows]`
/// and D is the diagonal of signs that makes the law Haar's (Stewart 1980). The Gaussians are overwritten.
/// Every output element is one chain of fused multiply-adds in row order. `scale` multiplies the result.
void xv_orthogonal(float *gaussians, float *matrix, size_t rows, size_t columns, float scale);
