// The product of Householder reflections, in an order that no vector width or thread count changes.
#pragma once
#include <stddef.h>

#include "Threads.h"

/// Writes the first `columns` columns of H_0 H_1 ... H_{columns-1} D, times `scale`, to `matrix`
/// (row-major, `rows` by `columns`, rows >= columns). Reflection k is made from
/// `gaussians[k * rows + k ..< (k + 1) * rows]`; D is the diagonal of signs that makes the law Haar's
/// (Stewart 1980). The Gaussians are overwritten; they and the matrix do not overlap.
/// The order of all operations is that of REPRODUCIBILITY.md, "Orthogonal": the bits are the same for
/// any pool and any instruction set. `pool` may be NULL: the calling thread alone.
/// Returns 0, or -1 where there is no memory, with nothing written.
int xv_orthogonal(float *gaussians, float *matrix, size_t rows, size_t columns, float scale,
                  xv_pool *pool);
