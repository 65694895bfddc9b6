// Largest errors of the float64 functions at random inputs, against long double libm, which has at
// least eleven bits more.
#include "../../Sources/CKernels/ElementaryFunctions64.h"
#include "Check.h"

#include <math.h>
#include <stdio.h>

#define PI 3.14159265358979323846264338327950288L
#define ROOT_HALF 0.70710678118654752440084436210484903929L

static uint64_t next_long_word(void) { return (uint64_t)next_word() << 32 | next_word(); }

// Uniform on (0, 1).
static double next_share(void) { return (double)(next_long_word() >> 11 | 1) * 0x1p-53; }

static double error_of(double got, long double wanted) {
  int exponent = ilogbl(wanted) < -1022 ? -1022 : ilogbl(wanted);
  return (double)(fabsl((long double)got - wanted) / ldexpl(1, exponent - 52));
}

static double log_error(void) {
  double x = next_word() % 2 ? next_share() : ldexp(1 + next_share(), (int)(next_word() % 2044) - 1022);
  if (next_word() % 4 == 0) x = 1 - next_share() * ldexp(1, -(int)(next_word() % 50));
  return error_of(xv_log64(x), logl(x));
}

static double exp_error(void) {
  double x = -690 * next_share() * (next_word() % 2 ? 1 : 0.01);
  if (next_word() % 4 == 0) x = -x;
  return error_of(xv_exp64(x, 0), expl(x));
}

// sin(pi t) of a |t| <= 1
static long double sine(long double t) {
  return sinl(PI * (fabsl(t) > 0.5L ? copysignl(1, t) - t : t));
}

static double next_angle(void) {
  double t = 2 * next_share() - 1;
  if (next_word() % 4 == 0) t = ldexp(t, -(int)(next_word() % 40));
  return next_word() % 4 == 0 ? 0.25 * (int)(next_word() % 7 - 3) + ldexp(t, -3 - (int)(next_word() % 40)) : t;
}

static double sine_error(void) {
  double t = next_angle(), s, c;
  xv_sincos_pi64(t, &s, &c);
  return t == 0 ? fabs(s) : error_of(s, sine(t));
}

static double cosine_error(void) {
  double t = next_angle(), s, c;
  xv_sincos_pi64(t, &s, &c);
  long double wanted = sine(0.5L - fabsl((long double)t));
  return wanted == 0 ? fabs(c) : error_of(c, wanted);
}

static long double density(long double z) { return 0.39894228040143267793994605993438L * expl(-z * z / 2); }

static double centre_error(void) {
  double d = 0.8 * (next_share() - 0.5) * (next_word() % 4 ? 1 : 1e-3);
  double z = xv_quantile_of_centre(d);
  long double wanted = z;
  for (int i = 0; i < 2; i++) wanted -= (0.5L * erfl(wanted * ROOT_HALF) - d) / density(wanted);
  return error_of(z, wanted);
}

static double tail_error(void) {
  double p = next_word() % 2 ? 0.1 * next_share() : exp(-2.3 - 688 * next_share());
  double z = xv_quantile_of_tail(p);
  long double wanted = z;
  for (int i = 0; i < 2; i++) wanted -= (0.5L * erfcl(-wanted * ROOT_HALF) - p) / density(wanted);
  return error_of(z, wanted);
}

static void sweep64(const char *name, double (*error)(void), uint32_t stride, double bound) {
  double worst = 0;
  long count = 500000000l / ((long)stride + 99);
  for (long i = 0; i < (count < 2000000 ? count : 2000000); i++) worst = fmax(worst, error());
  printf("%-18s %6.3f\n", name, worst);
  check(worst <= bound, "%s: %g ulp, at most %g expected", name, worst, bound);
}

void check_elementary_functions64(uint32_t stride) {
  printf("%-18s max ulp\n", "float64 function");
  sweep64("log", log_error, stride, 1.0);
  sweep64("exp", exp_error, stride, 1.0);
  sweep64("sin pi", sine_error, stride, 1.0);
  sweep64("cos pi", cosine_error, stride, 1.0);
  sweep64("quantile, centre", centre_error, stride, 2.0);
  sweep64("quantile, tail", tail_error, stride, 4.0);
  check(xv_quantile_of_tail(0) == xv_quantile_of_tail(0x1p-1022), "the quantile of 0 is finite");
}
