#include "include/MatrixProduct.h"

#include "CallingThread.h"

int xv_matrix_product(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a,
                      size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc) {
  int before = xv_enter_calling_thread();
  dnnl_status_t status = dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', (dnnl_dim_t)m,
                                    (dnnl_dim_t)n, (dnnl_dim_t)k, 1.0f, a, (dnnl_dim_t)lda, b,
                                    (dnnl_dim_t)ldb, beta, c, (dnnl_dim_t)ldc);
  xv_leave_calling_thread(before);
  return (int)status;
}
