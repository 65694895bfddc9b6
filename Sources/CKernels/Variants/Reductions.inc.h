#include "Sums.inc.h"

// The loop over the reduced axes around a pass over runs, `x` being the current run.
#define XV_EACH_RUN                                                       \
  for (xv_cursor cursor = xv_cursor_at(&plan->reduced, 0), *once = &cursor; once; once = NULL) \
    for (size_t round = 0; round < rounds; round++, xv_advance(&plan->reduced, &cursor, 1))

// One output: all reduced runs that start at `from`.
static double XV_VARIANT(reduced_runs)(xv_reducer reducer, const xv_reduction *plan,
                                       const float *from, size_t rounds) {
  size_t n = plan->run;
  double lanes[16];
  float best[16];
  bool multiplies = reducer == XV_PRODUCT;
  for (int l = 0; l < 16; l++) lanes[l] = multiplies;
  for (int l = 0; l < 16; l++)
    best[l] = reducer == XV_MINIMUM ? __builtin_inff() : -__builtin_inff();
#define XV_RUNS(CALL)     \
  XV_EACH_RUN {           \
    const float *x = from + cursor.offsets[0]; \
    CALL;                 \
  }
  switch (reducer) {
  case XV_SUM:
  case XV_MEAN:
  case XV_LOG_OF_SUM: XV_RUNS(XV_VARIANT(sum_lanes)(x, n, 0, lanes)) break;
  case XV_SUM_OF_SQUARES:
  case XV_ROOT_OF_SQUARES: XV_RUNS(XV_VARIANT(squares_lanes)(x, n, 0, lanes)) break;
  case XV_SUM_OF_MAGNITUDES: XV_RUNS(XV_VARIANT(magnitudes_lanes)(x, n, 0, lanes)) break;
  case XV_PRODUCT:
    XV_RUNS(XV_VARIANT(product_lanes)(x, n, 0, lanes))
    return XV_VARIANT(product_fold)(lanes);
  case XV_MAXIMUM:
    XV_RUNS(XV_VARIANT(maximum_lanes)(x, n, best))
    return XV_VARIANT(maximum_fold)(best);
  case XV_MINIMUM:
    XV_RUNS(XV_VARIANT(minimum_lanes)(x, n, best))
    return XV_VARIANT(minimum_fold)(best);
  case XV_LOG_OF_POWERS: {
    XV_RUNS(XV_VARIANT(maximum_lanes)(x, n, best))
    float shift = XV_VARIANT(maximum_fold)(best);
    if (!(xv_abs(shift) < __builtin_inff())) return (double)shift;
    XV_RUNS(XV_VARIANT(powers_lanes)(x, n, shift, lanes))
    return (double)shift + xv_log64(XV_VARIANT(sum_fold)(lanes));
  }
  }
  return XV_VARIANT(sum_fold)(lanes);
}

// `width` outputs side by side, at most XV_SIDE_BY_SIDE of them.
static void XV_VARIANT(reduced_columns)(xv_reducer reducer, const xv_reduction *plan,
                                        const float *from, size_t rounds, size_t width,
                                        double *sums) {
  float best[XV_SIDE_BY_SIDE];
  for (size_t i = 0; i < width; i++) sums[i] = reducer == XV_PRODUCT;
  for (size_t i = 0; i < width; i++)
    best[i] = reducer == XV_MINIMUM ? __builtin_inff() : -__builtin_inff();
  switch (reducer) {
  case XV_SUM:
  case XV_MEAN:
  case XV_LOG_OF_SUM: XV_RUNS(XV_VARIANT(sum_columns)(x, width, sums)) break;
  case XV_SUM_OF_SQUARES:
  case XV_ROOT_OF_SQUARES: XV_RUNS(XV_VARIANT(squares_columns)(x, width, sums)) break;
  case XV_SUM_OF_MAGNITUDES: XV_RUNS(XV_VARIANT(magnitudes_columns)(x, width, sums)) break;
  case XV_PRODUCT: XV_RUNS(XV_VARIANT(product_columns)(x, width, sums)) break;
  case XV_MAXIMUM:
    XV_RUNS(XV_VARIANT(maximum_columns)(x, width, best))
    for (size_t i = 0; i < width; i++) sums[i] = (double)best[i];
    break;
  case XV_MINIMUM:
    XV_RUNS(XV_VARIANT(minimum_columns)(x, width, best))
    for (size_t i = 0; i < width; i++) sums[i] = (double)best[i];
    break;
  case XV_LOG_OF_POWERS:
    XV_RUNS(XV_VARIANT(maximum_columns)(x, width, best))
    XV_RUNS(XV_VARIANT(powers_columns)(x, width, best, sums))
    for (size_t i = 0; i < width; i++) {
      bool is_finite = xv_abs(best[i]) < __builtin_inff();
      sums[i] = is_finite ? (double)best[i] + xv_log64(sums[i]) : (double)best[i];
    }
    break;
  }
}
#undef XV_RUNS
#undef XV_EACH_RUN
