// More elementwise functions and their derivatives, called as those in Activations.h are.
//
// NaN passes through every one. a and b are attributes.
#pragma once
#include <stddef.h>

#define XV_DECLARE_MAP(NAME)                                                                        \
  void xv_##NAME##_forward(const float *x, float *y, size_t n);                                     \
  void xv_##NAME##_backward(const float *x, const float *y, const float *dy, float *dx, size_t n);

#define XV_DECLARE_MAP_1(NAME)                                                                      \
  void xv_##NAME##_forward(const float *x, float *y, size_t n, float a);                            \
  void xv_##NAME##_backward(const float *x, const float *y, const float *dy, float *dx, size_t n,   \
                            float a);

#define XV_DECLARE_MAP_2(NAME)                                                                      \
  void xv_##NAME##_forward(const float *x, float *y, size_t n, float a, float b);                   \
  void xv_##NAME##_backward(const float *x, const float *y, const float *dy, float *dx, size_t n,   \
                            float a, float b);

XV_DECLARE_MAP_1(celu)              // x for x > 0, else a (exp(x / a) - 1); a > 0
XV_DECLARE_MAP_2(scaled_elu)        // b x for x > 0, else b a (exp(x) - 1)
XV_DECLARE_MAP_2(hard_sigmoid)      // a x + b, cut at 0 and 1
XV_DECLARE_MAP(hard_swish)          // x (x + 3) / 6 between -3 and 3; 0 below, x above
XV_DECLARE_MAP(mish)                // x tanh(log(1 + exp(x)))
XV_DECLARE_MAP_1(thresholded_relu)  // x for x > a, else 0
XV_DECLARE_MAP_2(shrink)            // x + b for x < -a, x - b for x > a, else 0
XV_DECLARE_MAP_1(swish)             // x sigmoid(a x)
XV_DECLARE_MAP(erf)
XV_DECLARE_MAP_2(clip)              // min(max(x, a), b); slope 1 at both ends
XV_DECLARE_MAP(sin)                 // NaN at infinities
XV_DECLARE_MAP(cos)
XV_DECLARE_MAP(abs)                 // slope 0 at 0
XV_DECLARE_MAP(exp)
XV_DECLARE_MAP(log)                 // -infinity at 0, NaN below
XV_DECLARE_MAP(sqrt)
XV_DECLARE_MAP(reciprocal)
XV_DECLARE_MAP(negate)
XV_DECLARE_MAP(floor)
XV_DECLARE_MAP(ceil)
XV_DECLARE_MAP(round)               // to the nearest integer, ties to even
XV_DECLARE_MAP(sign)                // -1, 0 or 1
