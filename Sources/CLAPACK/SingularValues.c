#include "CLAPACK.h"

#include <stddef.h>
#include <stdlib.h>

/* Fortran's, as in OpenBLAS and Accelerate: 32-bit integers; the length of the string comes last. */
extern void dgesdd_(const char *job, const int *m, const int *n, double *a, const int *lda, double *s,
                    double *u, const int *ldu, double *vt, const int *ldvt, double *work,
                    const int *lwork, int *iwork, int *info, size_t job_length);

#ifdef __linux__
#include <pthread.h>
/* OpenBLAS built without threads shares its buffers between callers without a lock: two calls at a time
   spoil each other's numbers. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Threads of a library that has its own would wait in turn with those of the caller. */
extern int openblas_get_num_threads(void) __attribute__((weak));
extern void openblas_set_num_threads(int) __attribute__((weak));
static int enter(void) {
  pthread_mutex_lock(&lock);
  if (!openblas_get_num_threads || !openblas_set_num_threads) return 0;
  int before = openblas_get_num_threads();
  if (before > 1) openblas_set_num_threads(1);
  return before;
}
static void leave(int before) {
  if (before > 1) openblas_set_num_threads(before);
  pthread_mutex_unlock(&lock);
}
#else
static int enter(void) { return 0; }
static void leave(int before) { (void)before; }
#endif

int xv_singular_values(double *matrix, int rows, int columns, double *values) {
  /* Row-major is the transpose, which has the same values. */
  const int m = columns, n = rows, one = 1, query = -1;
  int info = 0, size = 0;
  double wanted = 0, none = 0;
  const int smallest = m < n ? m : n;
  int *integers = malloc(8 * (size_t)smallest * sizeof *integers);
  if (!integers) return -1;
  const int before = enter();
  dgesdd_("N", &m, &n, matrix, &m, values, &none, &one, &none, &one, &wanted, &query, integers,
          &info, 1);
  if (info == 0) {
    size = (int)wanted;
    double *work = malloc((size_t)size * sizeof *work);
    if (work) {
      dgesdd_("N", &m, &n, matrix, &m, values, &none, &one, &none, &one, work, &size, integers,
              &info, 1);
    } else {
      info = -1;
    }
    free(work);
  }
  leave(before);
  free(integers);
  return info;
}
