// Products of matrices.
#pragma once
#include <stddef.h>

/// C = op(A) op(B) + beta C for row-major float32 matrices, in the calling thread alone.
/// op(A) is `m` by `k`, op(B) `k` by `n`, C `m` by `n`; `lda`, `ldb`, `ldc` are the row lengths of the
/// matrices as stored. Returns 0, or oneDNN's status where it refuses the arguments.
int xv_matrix_product(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a,
                      size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc);
