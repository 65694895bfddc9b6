// Local gradients: functions of up to three arrays whose sums are the gradients of combinations and
// of reductions.
//
// u has the full shape; v and w are repeated to it as NumPy does it. No result depends on how the
// elements are shared out.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "Broadcasting.h"

typedef enum {
  XV_LOCAL_FIRST = 0,       // u
  XV_LOCAL_PRODUCT,         // u v
  XV_LOCAL_TWICE_PRODUCT,   // 2 u v
  XV_LOCAL_QUOTIENT,        // u / v
  XV_LOCAL_QUOTIENT_SLOPE,  // -u (v / w) / w
  XV_LOCAL_POWER_BASE,      // u w v^(w - 1); 0 for w = 0
  XV_LOCAL_POWER_EXPONENT,  // u v^w log(v); 0 for v = 0 and w >= 0
  XV_LOCAL_LARGER,          // u for v > w, u / 2 for v = w, 0 for v < w
  XV_LOCAL_SMALLER,         // u for v < w, u / 2 for v = w, 0 for v > w
  XV_LOCAL_WHERE,           // u where v is not 0, else 0
  XV_LOCAL_WHERE_NOT,       // u where v is 0, else 0
  XV_LOCAL_PRELU_INPUT,     // u for v > 0, else u w
  XV_LOCAL_PRELU_SLOPE,     // 0 for v > 0, else u v
  XV_LOCAL_SIGN,            // v with the sign of u; 0 for u = 0
  XV_LOCAL_DIRECTION,       // v (u / w); 0 for w = 0
  XV_LOCAL_CHOSEN,          // v where u = w, else 0; NaN where w is
  XV_LOCAL_EQUAL,           // 1 where u = v, else 0
  XV_LOCAL_POWER_OF_E,      // e^(u - v); 1 for v = -infinity
  XV_LOCAL_SHARE,           // v e^(u - w); 0 for w = -infinity
  XV_LOCAL_SECOND,          // v
  XV_LOCAL_SECOND_QUOTIENT  // v / w
} xv_local_function;

/// How a function is summed along the axes along which one of its arrays is repeated: an innermost
/// run, loops over the other kept axes and loops over the other summed axes.
typedef struct {
  xv_walk kept;
  xv_walk summed;
  size_t run;
  size_t steps[3];
  bool runs_are_summed;
  size_t outputs;
  size_t terms;
  /// The number of steps that a sum may be cut at: its terms, or where sums lie side by side, the
  /// rounds of the loops over summed axes.
  size_t spans;
} xv_local_sum;

/// Plans the sums that belong to the elements of array `target`, 1 or 2, of a walk over u, v and w,
/// none of which is empty.
void xv_local_sum_plan(xv_local_sum *plan, const xv_broadcast *broadcast, size_t target);

/// y = f(u, v, w): elements first ..< last of the full shape. y overlaps none of them.
void xv_local(xv_local_function f, const xv_broadcast *plan, const float *u, const float *v,
              const float *w, float *y, size_t first, size_t last);

/// Sums, in float64, of spans first_span ..< last_span for the elements first ..< last of the target.
void xv_local_part(xv_local_function f, const xv_local_sum *plan, const float *u, const float *v,
                   const float *w, double *sums, size_t first, size_t last, size_t first_span,
                   size_t last_span);

/// y = the whole sums divided by `divisor`, each rounded once.
void xv_local_sums(xv_local_function f, const xv_local_sum *plan, double divisor, const float *u,
                   const float *v, const float *w, float *y, size_t first, size_t last);
