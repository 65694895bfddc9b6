#define _GNU_SOURCE
#include "include/CDNNL.h"

#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>

// Debian's oneDNN runs on OpenMP, whose threads spin while they wait and stall for a scheduler's slice
// whenever another process holds a core. The package shares work with its own pool, so inside a product
// OpenMP is told to use the calling thread alone. The setting belongs to the thread, and is put back.
typedef int (*get_threads)(void);
typedef void (*set_threads)(int);

int xv_matrix_product(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a,
                      size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc) {
  static get_threads get;
  static set_threads set;
  static _Thread_local int looked_up;
  if (!looked_up) {
    // Every thread finds the same addresses, so the race is harmless.
    __atomic_store_n(&get, (get_threads)dlsym(RTLD_DEFAULT, "omp_get_max_threads"), __ATOMIC_RELAXED);
    __atomic_store_n(&set, (set_threads)dlsym(RTLD_DEFAULT, "omp_set_num_threads"), __ATOMIC_RELAXED);
    looked_up = 1;
  }
  get_threads get_now = __atomic_load_n(&get, __ATOMIC_RELAXED);
  set_threads set_now = __atomic_load_n(&set, __ATOMIC_RELAXED);
  int before = get_now && set_now ? get_now() : 1;
  if (before != 1) set_now(1);
  dnnl_status_t status = dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', (dnnl_dim_t)m,
                                    (dnnl_dim_t)n, (dnnl_dim_t)k, 1.0f, a, (dnnl_dim_t)lda, b,
                                    (dnnl_dim_t)ldb, beta, c, (dnnl_dim_t)ldc);
  if (before != 1) set_now(before);
  return (int)status;
}
