// Largest errors of the maps and of their slopes against double libm, and their kinks.
#include "Check.h"

#include <math.h>

#define FORWARD(NAME, SUFFIX, ...)                                               \
  static void forward_##NAME##SUFFIX(const float *x, float *y, size_t n) {       \
    xv_##NAME##_forward(x, y, n __VA_OPT__(, ) __VA_ARGS__);                     \
  }
#define BOTH(NAME, SUFFIX, ...)                                                  \
  FORWARD(NAME, SUFFIX __VA_OPT__(, ) __VA_ARGS__)                               \
  static void slope_##NAME##SUFFIX(const float *x, float *y, size_t n) {         \
    float ones[1024];                                                            \
    for (size_t i = 0; i < 1024; i++) ones[i] = 1;                               \
    xv_##NAME##_backward(x, x, ones, y, n __VA_OPT__(, ) __VA_ARGS__);           \
  }
BOTH(celu, , 1.5f)
BOTH(scaled_elu, , 1.5f, 3)
FORWARD(hard_sigmoid, , 0.2f, 0.5f)
BOTH(hard_swish, )
BOTH(mish, )
BOTH(swish, , 1.702f)
BOTH(swish, _steep, 1000)
BOTH(swish, _flat, 1e-3f)
BOTH(swish, _falling, -0.7f)
BOTH(swish, _even, 0)
BOTH(erf, )
BOTH(sin, )
BOTH(cos, )
BOTH(exp, )
BOTH(log, )
BOTH(sqrt, )
BOTH(reciprocal, )
FORWARD(floor, )
FORWARD(ceil, )
FORWARD(round, )

#define REFERENCE(NAME, VALUE) \
  static double NAME(double x, double *m) { double y = VALUE; *m = fabs(y); return y; }
static double two_terms(double a, double b, double *m) {
  *m = fabs(a) + fabs(b);
  return a + b;
}
static double sigmoid(double x) { return 1 / (1 + exp(-x)); }
static double gated(double x, double a) {
  // The limits where the product of 0 and infinity is NaN.
  if (isinf(x)) return a * x > 0 ? x : 0;
  return x * sigmoid(a * x);
}
static double gated_slope(double z, double *m) {
  double s = sigmoid(z);
  return two_terms(s, isinf(z) ? 0 : z * s * sigmoid(-z), m);
}
// The float attributes as they are.
static const double narrow = 1.702f, flat = 1e-3f, falling = -0.7f, fifth = 0.2f;

// tanh(log(1 + e^x)) without cancellation
static double mish_gate(double x) {
  double e = exp(-fabs(x));
  return x < 0 ? e * (e + 2) / (e * (e + 2) + 2) : (1 + 2 * e) / (1 + 2 * e + 2 * e * e);
}
static double mish_slope(double x, double *m) {
  // The slope of tanh is 1 / cosh^2.
  double c = cosh(log1p(exp(x))), gate = mish_gate(x);
  if (x > 300 || x < -300) return *m = x > 0, x > 0;
  return two_terms(gate, x * sigmoid(x) / (c * c), m);
}

REFERENCE(r_celu, x > 0 ? x : 1.5 * expm1(x / 1.5))
REFERENCE(s_celu, x > 0 ? 1 : exp(x / 1.5))
REFERENCE(r_scaled_elu, x > 0 ? 3 * x : 4.5 * expm1(x))
REFERENCE(s_scaled_elu, x > 0 ? 3 : 4.5 * exp(x))
REFERENCE(r_hard_swish, x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6)
static double s_hard_swish(double x, double *m) {
  return x <= -3 || x > 3 ? (*m = 1, x > 3) : two_terms(x / 3, 0.5, m);
}
REFERENCE(r_mish, x == -INFINITY ? -0.0 : x == INFINITY ? x : x * mish_gate(x))
REFERENCE(r_swish, gated(x, narrow))
REFERENCE(r_swish_steep, gated(x, 1000))
REFERENCE(r_swish_flat, gated(x, flat))
REFERENCE(r_swish_falling, gated(x, falling))
REFERENCE(r_swish_even, x / 2)
static double s_swish(double x, double *m) { return gated_slope(narrow * x, m); }
static double s_swish_steep(double x, double *m) { return gated_slope(1000 * x, m); }
static double s_swish_flat(double x, double *m) { return gated_slope(flat * x, m); }
static double s_swish_falling(double x, double *m) { return gated_slope(falling * x, m); }
REFERENCE(s_swish_even, 0.5 + 0 * (isnan(x) ? x : 0))
REFERENCE(r_erf, erf(x))
REFERENCE(s_erf, M_2_SQRTPI *exp(-x * x))
REFERENCE(r_sin, sin(x))
REFERENCE(r_cos, cos(x))
REFERENCE(s_cos, -sin(x))
REFERENCE(r_exp, exp(x))
REFERENCE(r_log, log(x))
REFERENCE(r_sqrt, sqrt(x))
REFERENCE(s_sqrt, 0.5 / sqrt(x))
REFERENCE(r_reciprocal, 1 / x)
REFERENCE(s_reciprocal, -1 / x / x)
REFERENCE(r_floor, floor(x))
REFERENCE(r_ceil, ceil(x))
REFERENCE(r_round, nearbyint(x))

// Sums that may cancel are measured by their terms.
static double r_hard_sigmoid(double x, double *m) {
  double y = two_terms(fifth * x, 0.5, m);
  if (y <= 0 || y >= 1) *m = 1;
  return isnan(x) ? x : fmin(fmax(y, 0), 1);
}

static void check_map_kinks(void) {
  enum { count = 9 };
  const float x[count] = {-INFINITY, -2, -1, -0.0f, 0, 1, 2, INFINITY, NAN};
  float one[count], y[count], dx[count];
  for (int i = 0; i < count; i++) one[i] = 1;
#define EXPECT(NAME, VALUES, SLOPES, ...)                                            \
  {                                                                                  \
    const float values[count] = VALUES, slopes[count] = SLOPES;                      \
    xv_##NAME##_forward(x, y, count __VA_OPT__(, ) __VA_ARGS__);                     \
    xv_##NAME##_backward(x, y, one, dx, count __VA_OPT__(, ) __VA_ARGS__);           \
    for (int i = 0; i < count; i++) {                                                \
      bool same = y[i] == values[i] || (isnan(y[i]) && isnan(values[i]));            \
      bool same_slope = dx[i] == slopes[i] || (isnan(dx[i]) && isnan(slopes[i]));    \
      check(same, #NAME " of %g: %g", x[i], y[i]);                                   \
      check(same_slope, #NAME " slope at %g: %g", x[i], dx[i]);                      \
    }                                                                                \
  }
#define LIST(...) {__VA_ARGS__, NAN}
  EXPECT(thresholded_relu, LIST(0, 0, 0, 0, 0, 0, 2, INFINITY),
         LIST(0, 0, 0, 0, 0, 0, 1, 1), 1)
  EXPECT(thresholded_relu, LIST(0, 0, 0, 0, 0, 1, 2, INFINITY),
         LIST(0, 0, 0, 1, 1, 1, 1, 1), -1)
  EXPECT(shrink, LIST(-INFINITY, -1.5f, 0, 0, 0, 0, 1.5f, INFINITY),
         LIST(1, 1, 0, 0, 0, 0, 1, 1), 1, 0.5f)
  EXPECT(shrink, LIST(-INFINITY, -2, 0, 0, 0, 0, 2, INFINITY),
         LIST(1, 1, 0, 0, 0, 0, 1, 1), 1, 0)
  EXPECT(clip, LIST(-1, -1, -1, 0, 0, 1, 1, 1),
         LIST(0, 0, 1, 1, 1, 1, 0, 0), -1, 1)
  EXPECT(clip, LIST(-1, -1, -1, -1, -1, -1, -1, -1),
         LIST(0, 0, 0, 0, 0, 0, 0, 0), 1, -1)
  EXPECT(hard_sigmoid, LIST(0, 0, 0, 0.5f, 0.5f, 1, 1, 1),
         LIST(0, 0, 0, 0.5f, 0.5f, 0.5f, 0, 0), 0.5f, 0.5f)
  EXPECT(abs, LIST(INFINITY, 2, 1, 0, 0, 1, 2, INFINITY),
         LIST(-1, -1, -1, 0, 0, 1, 1, 1))
  EXPECT(sign, LIST(-1, -1, -1, 0, 0, 1, 1, 1),
         LIST(0, 0, 0, 0, 0, 0, 0, 0))
#undef LIST
#undef EXPECT
  // Minus, and sines of infinities.
  xv_negate_forward(x, y, count);
  xv_negate_backward(x, y, one, dx, count);
  for (int i = 0; i + 1 < count; i++) check(y[i] == -x[i] && dx[i] == -1, "minus %g", x[i]);
  check(signbit(y[4]) && !signbit(y[3]) && isnan(y[8]), "minus 0 and NaN");
  float zeros[count] = {0};
  xv_ceil_forward((float[]){-0.5f, -0.0f}, zeros, 2);
  check(signbit(zeros[0]) && signbit(zeros[1]), "ceil keeps the sign of 0");
}

// The bounds are the errors of a sweep of stride 101 and about a tenth more.
void check_maps(uint32_t stride) {
  const float all = INFINITY, largest = 0x1.fffffep127f;
#define SWEEP(NAME, BOUND) sweep(#NAME, forward_##NAME, r_##NAME, -all, all, stride, BOUND);
#define SWEEP_SLOPE(NAME, BOUND) \
  sweep(#NAME " slope", slope_##NAME, s_##NAME, -all, all, stride, BOUND);
  SWEEP(celu, 1.95)
  SWEEP_SLOPE(celu, 1.2)
  SWEEP(scaled_elu, 2.6)
  SWEEP_SLOPE(scaled_elu, 5)  // of powers below 2^-126
  SWEEP(hard_sigmoid, 0.51)
  SWEEP(hard_swish, 2.1)
  sweep("hard_swish slope", slope_hard_swish, s_hard_swish, -all, all, stride, 1.05);
  SWEEP(mish, 4)
  sweep("mish slope", slope_mish, mish_slope, -all, all, stride, 4.5);
  SWEEP(swish, 3.2)
  SWEEP(swish_steep, 3.2)
  SWEEP(swish_flat, 3.2)
  SWEEP(swish_falling, 3.2)
  SWEEP(swish_even, 0.5)
  SWEEP_SLOPE(swish, 4.5)
  SWEEP_SLOPE(swish_steep, 4.5)
  SWEEP_SLOPE(swish_flat, 4.5)
  SWEEP_SLOPE(swish_falling, 4.5)
  SWEEP_SLOPE(swish_even, 0)
  SWEEP(erf, 1.3)
  SWEEP_SLOPE(erf, 2)
  sweep("sin", forward_sin, r_sin, -largest, largest, stride, 0.51);
  sweep("cos", forward_cos, r_cos, -largest, largest, stride, 0.51);
  sweep("sin slope", slope_sin, r_cos, -largest, largest, stride, 0.51);
  sweep("cos slope", slope_cos, s_cos, -largest, largest, stride, 0.51);
  SWEEP(exp, 1.0)
  sweep("exp slope", slope_exp, r_exp, -all, all, stride, 1.0);
  SWEEP(log, 1.0)
  sweep("log slope", slope_log, r_reciprocal, -all, all, stride, 0.5);
  SWEEP(sqrt, 0.5)
  SWEEP_SLOPE(sqrt, 1.5)
  SWEEP(reciprocal, 0.5)
  SWEEP_SLOPE(reciprocal, 1.3)
  SWEEP(floor, 0)
  SWEEP(ceil, 0)
  SWEEP(round, 0)
  check_map_kinks();
}
