// Largest errors of the elementary functions and activations against double libm.
#include "../../Sources/CKernels/ElementaryFunctions.h"
#include "Check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define XV_LOOPS "../../Tests/CKernelsDriver/ElementaryLoops.inc.h"
#include "../../Sources/CKernels/EveryVariant.h"

#define ELEMENTARY(NAME) \
  static void apply_##NAME(const float *x, float *y, size_t n) { XV_SELECT(NAME)(x, y, n); }
ELEMENTARY(exp)
ELEMENTARY(expm1)
ELEMENTARY(log)
ELEMENTARY(log1p)
ELEMENTARY(sin_pi)
ELEMENTARY(cos_pi)
ELEMENTARY(quantile)

#define SLOPE(NAME, ...)                                                    \
  static void slope_##NAME(const float *x, float *y, size_t n) {            \
    float ones[1024];                                                       \
    for (size_t i = 0; i < 1024; i++) ones[i] = 1;                          \
    xv_##NAME##_backward(x, x, ones, y, n __VA_OPT__(, ) __VA_ARGS__);      \
  }
SLOPE(elu, 1)
SLOPE(selu)
SLOPE(gelu)
SLOPE(gelu_tanh)
SLOPE(silu)
SLOPE(softplus)
SLOPE(softsign)
SLOPE(tanh)
SLOPE(sigmoid)
static void forward_elu(const float *x, float *y, size_t n) { xv_elu_forward(x, y, n, 1); }

#define REFERENCE(NAME, VALUE) \
  static double NAME(double x, double *m) { double y = VALUE; *m = fabs(y); return y; }
static double sigmoid(double x) { return 1 / (1 + exp(-x)); }
static double density(double x) { return exp(-x * x / 2) * 0.39894228040143267794; }
static double tail(double x) { return 0.5 * erfc(x * M_SQRT1_2); }
static const double lambda = 1.0507009873554804934, alpha = 1.6732632423543772848;
static const double root = 0.79788456080286535588;

REFERENCE(r_exp, exp(x))
REFERENCE(r_expm1, expm1(x))
REFERENCE(r_log, log(x))
REFERENCE(r_log1p, log1p(x))
// The differences are exact, so that the zeros at 1/2 and 1 are.
REFERENCE(r_sin_pi, sin(M_PI * (fabs(x) > 0.5 ? copysign(1, x) - x : x)))
REFERENCE(r_cos_pi, sin(M_PI * (0.5 - fabs(x))))
REFERENCE(r_elu, x > 0 ? x : expm1(x))
REFERENCE(r_selu, lambda *(x > 0 ? x : alpha * expm1(x)))
REFERENCE(r_gelu, isinf(x) ? (x > 0 ? x : -0.0) : x *tail(-x))
REFERENCE(r_silu, isinf(x) ? (x > 0 ? x : -0.0) : x *sigmoid(x))
REFERENCE(r_softplus, fmax(x, 0) + log1p(exp(-fabs(x))) + 0 * (isnan(x) ? x : 0))
REFERENCE(r_softsign, isinf(x) ? copysign(1, x) : x / (1 + fabs(x)))
REFERENCE(r_tanh, tanh(x))
REFERENCE(r_sigmoid, sigmoid(x))
REFERENCE(s_elu, x > 0 ? 1 : exp(x))
REFERENCE(s_selu, lambda *(x > 0 ? 1 : alpha * exp(x)))
REFERENCE(s_softsign, 1 / ((1 + fabs(x)) * (1 + fabs(x))))
REFERENCE(s_tanh, 1 / (cosh(x) * cosh(x)))
REFERENCE(s_sigmoid, 0.25 / (cosh(x / 2) * cosh(x / 2)))

static double r_gelu_tanh(double x, double *m) {
  double y = isinf(x) ? (x > 0 ? x : -0.0) : x * sigmoid(2 * root * (x + 0.044715 * x * x * x));
  *m = fabs(y);
  return y;
}

static double two_terms(double a, double b, double *m) {
  *m = fabs(a) + fabs(b);
  return a + b;
}

static double s_gelu(double x, double *m) {
  return two_terms(tail(-x), isinf(x) ? 0 : x * density(x), m);
}

static double s_silu(double x, double *m) {
  double s = sigmoid(x);
  return two_terms(s, isinf(x) ? 0 : x * s * sigmoid(-x), m);
}

static double s_gelu_tanh(double x, double *m) {
  double z = 2 * root * (x + 0.044715 * x * x * x);
  double part = sigmoid(z) * sigmoid(-z);
  double inner = 2 * root * (1 + 3 * 0.044715 * x * x);
  return two_terms(sigmoid(z), part == 0 ? 0 : x * part * inner, m);
}

static double quantile_of(double p, double start) {
  double z = start;
  for (int i = 0; i < 3; i++) z -= (erf(z * M_SQRT1_2) - p) / (2 * density(z));
  return z;
}

enum { batch = 1024 };

typedef struct {
  double largest;
  float where;
} worst;

static void note(worst *w, float x, float y, double wanted, double magnitude) {
  double error = ulps(y, wanted, magnitude);
  if (error > w->largest) *w = (worst){error, x};
}

static void report(const char *name, worst w, double bound) {
  printf("%-18s %6.3f   (at %a)\n", name, w.largest, (double)w.where);
  check(w.largest <= bound, "%s: %g ulp at %a, at most %g expected", name, w.largest,
        (double)w.where, bound);
}

void sweep(const char *name, loop *apply, scalar_reference *wanted, float low, float high,
                  uint32_t stride, double bound) {
  worst w = {0, 0};
  float x[batch], y[batch];
  size_t n = 0;
  for (uint64_t bits = 0; bits <= UINT32_MAX; bits += stride) {
    float next = xv_from_bits((uint32_t)bits);
    if (bits == 0) x[n++] = low, x[n++] = high;
    if (next >= low && next <= high) x[n++] = next;
    if (n >= batch - 1 || bits + stride > UINT32_MAX) {
      if (isinf(high)) x[n++] = NAN;
      apply(x, y, n);
      for (size_t i = 0; i < n; i++) {
        double magnitude, value = wanted(x[i], &magnitude);
        note(&w, x[i], y[i], value, magnitude);
      }
      n = 0;
    }
  }
  report(name, w, bound);
}

// The inputs that the laws can give: k 2^-24 for odd k, times `factor`.
static void sweep_units(const char *name, loop *apply, scalar_reference *wanted, float factor,
                        uint32_t step, double bound) {
  worst w = {0, 0};
  float x[batch], y[batch];
  for (int64_t k = 1 - (1 << 24); k < 1 << 24; k += 2 * batch * (int64_t)step) {
    for (int i = 0; i < batch; i++) {
      int64_t odd = k + 2 * (int64_t)step * i;
      x[i] = (float)(odd < 1 << 24 ? odd : 1) * 0x1p-24f * factor;
    }
    apply(x, y, batch);
    for (int i = 0; i < batch; i++) {
      double magnitude, value;
      value = wanted ? wanted(x[i], &magnitude) : (magnitude = quantile_of(x[i], y[i]));
      note(&w, x[i], y[i], value, fabs(magnitude));
    }
  }
  report(name, w, bound);
}

// Every number that u = (float)((word >> 1) | 1) 2^-31 can be: the odd integers below 2^24 and all
// floats from there to 2^31, `step` apart.
static void sweep_u(const char *name, uint32_t step, double bound) {
  worst w = {0, 0};
  float x[batch], y[batch];
  size_t n = 0;
  for (uint32_t i = 1; i < 1u << 24; i += 2 * step) {
    x[n++] = (float)i * 0x1p-31f;
    if (n == batch || i + 2 * step >= 1u << 24) {
      apply_log(x, y, n);
      for (size_t k = 0; k < n; k++) {
        double value = log(x[k]);
        note(&w, x[k], y[k], value, fabs(value));
      }
      n = 0;
    }
  }
  for (uint32_t bits = xv_bits(0x1p-7f); bits <= xv_bits(1); bits += step) {
    x[n++] = xv_from_bits(bits);
    if (n == batch || bits + step > xv_bits(1)) {
      apply_log(x, y, n);
      for (size_t k = 0; k < n; k++) {
        double value = log(x[k]);
        note(&w, x[k], y[k], value, fabs(value));
      }
      n = 0;
    }
  }
  report(name, w, bound);
}

// The bounds are the errors of a sweep of stride 7 and a few hundredths.
void check_elementary_functions(uint32_t stride) {
  const float tiny = 0x1p-126f, all = INFINITY;
  uint32_t step = stride > 1000 ? stride / 100 : 1;
  printf("%-18s max ulp\n", "function");
  sweep("exp", apply_exp, r_exp, -all, all, stride, 1.0);
  sweep("expm1 (x <= 80)", apply_expm1, r_expm1, -all, 80, stride, 1.5);
  sweep("log (normal x)", apply_log, r_log, tiny, 3e38f, stride, 1.0);
  sweep("log1p (0 ... 1)", apply_log1p, r_log1p, 0, 1, stride, 1.0);
  sweep_u("log (laws)", step, 1.0);
  sweep_units("sin pi (laws)", apply_sin_pi, r_sin_pi, 1, step, 1.0);
  sweep_units("cos pi (laws)", apply_cos_pi, r_cos_pi, 1, step, 1.0);
  sweep("sin pi", apply_sin_pi, r_sin_pi, -1, 1, stride, 1.1);
  sweep("cos pi", apply_cos_pi, r_cos_pi, -1, 1, stride, 1.0);
  sweep_units("quantile (laws)", apply_quantile, NULL, 0.9973002f, step, 2.7);
  sweep_units("quantile, mass .95", apply_quantile, NULL, 0.9544997f, step, 2.7);
  sweep_units("quantile, mass .68", apply_quantile, NULL, 0.6826895f, step, 1.6);
  sweep("tanh", xv_tanh_forward, r_tanh, -all, all, stride, 1.4);
  sweep("sigmoid", xv_sigmoid_forward, r_sigmoid, -all, all, stride, 2.4);
  sweep("elu", forward_elu, r_elu, -all, all, stride, 1.0);
  sweep("selu", xv_selu_forward, r_selu, -all, all, stride, 1.8);
  sweep("gelu", xv_gelu_forward, r_gelu, -all, all, stride, 3.85);
  sweep("gelu_tanh", xv_gelu_tanh_forward, r_gelu_tanh, -all, all, stride, 2.95);
  sweep("silu", xv_silu_forward, r_silu, -all, all, stride, 2.65);
  sweep("softplus", xv_softplus_forward, r_softplus, -all, all, stride, 1.75);
  sweep("softsign", xv_softsign_forward, r_softsign, -all, all, stride, 1.6);
  sweep("tanh slope", slope_tanh, s_tanh, -all, all, stride, 2.9);
  sweep("sigmoid slope", slope_sigmoid, s_sigmoid, -all, all, stride, 2.45);
  sweep("elu slope", slope_elu, s_elu, -all, all, stride, 1.0);
  sweep("selu slope", slope_selu, s_selu, -all, all, stride, 1.95);
  sweep("gelu slope", slope_gelu, s_gelu, -all, all, stride, 3.95);
  sweep("gelu_tanh slope", slope_gelu_tanh, s_gelu_tanh, -all, all, stride, 5.0);
  sweep("silu slope", slope_silu, s_silu, -all, all, stride, 4.05);
  sweep("softplus slope", slope_softplus, r_sigmoid, -all, all, stride, 2.4);
  sweep("softsign slope", slope_softsign, s_softsign, -all, all, stride, 3.6);
}
