#include "Variants.h"

#include "Examples.h"

#include <string.h>

#define XV_LOOPS "Variants/Examples.inc.h"
#include "EveryVariant.h"

void xv_add_moments(const float *x, size_t n, double *sum, double *square) {
  XV_SELECT(add_moments)(x, n, sum, square);
}

void xv_add_directions(const float *x, size_t n, size_t stride, size_t columns, const double *factors,
                       size_t groups, double *squares, double *sums) {
  if (groups == 0 || groups > XV_MOST_GROUPS) return;
  XV_SELECT(add_directions)(x, n, stride, columns, factors, groups, squares, sums);
}

void xv_mark_live(const float *x, size_t n, size_t start, size_t inner, size_t channels,
                  uint32_t *live) {
  if (channels > 0) XV_SELECT(mark_live)(x, n, start, inner, channels, live);
}

size_t xv_count_outside(const float *x, size_t n, float low, float high) {
  return XV_SELECT(count_outside)(x, n, low, high);
}

double xv_sum_of_squares64(const double *x, size_t n) { return XV_SELECT(sum_of_squares64)(x, n); }
