// Elementary functions in float32: branch-free, so that loops over them vectorise, and made of
// correctly rounded operations only, so that every machine gives the same bits.
// Coefficients come from Scripts/fit-polynomials.py. Errors are in units in the last place (ulp),
// the largest that Tests/CKernelsDriver finds, which also asserts them. What draws use is frozen, and
// written down in Documentation/StreamOne.md.
#pragma once
#include "Variants.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

XV_INLINE uint32_t xv_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

XV_INLINE float xv_from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

XV_INLINE float xv_abs(float x) { return xv_from_bits(xv_bits(x) & 0x7fffffff); }

XV_INLINE float xv_with_sign_of(float magnitude, float sign) {
  return xv_from_bits(xv_bits(magnitude) | (xv_bits(sign) & 0x80000000));
}

// NaN stays NaN in both.
XV_INLINE float xv_at_most(float x, float bound) { return x > bound ? bound : x; }
XV_INLINE float xv_at_least(float x, float bound) { return x < bound ? bound : x; }

// Adding it rounds |x| < 2^22 to an integer, which then stands in the low bits of the sum.
#define XV_ROUNDER 0x1.8p23f

#define XV_LOG2_E 0x1.715476p0f
#define XV_LN2_HIGH 0x1.62e430p-1f
#define XV_LN2_LOW -0x1.05c610p-29f

// e^x as (1 + fraction) 2^exponent with 1 + fraction in 0.7 ... 1.42; the exponent may be negative,
// in two's complement.
typedef struct {
  float fraction;
  uint32_t exponent;
} xv_power;

// e^(x + low) for |x| < 2^20; `low` is a rounding error of x.
XV_INLINE xv_power xv_power_of_e(float x, float low) {
  float shifted = xv_fma(x, XV_LOG2_E, XV_ROUNDER);
  float n = shifted - XV_ROUNDER;
  float r = xv_fma(-n, XV_LN2_HIGH, x);
  r = xv_fma(-n, XV_LN2_LOW, r) + low;
  float q = 0x1.9e076cp-13f;
  q = xv_fma(q, r, 0x1.6d436ap-10f);
  q = xv_fma(q, r, 0x1.111308p-7f);
  q = xv_fma(q, r, 0x1.5554f0p-5f);
  q = xv_fma(q, r, 0x1.555554p-3f);
  q = xv_fma(q, r, 0.5f);
  xv_power power = {xv_fma(r * r, q, r), xv_bits(shifted) - xv_bits(XV_ROUNDER)};
  return power;
}

// x 2^exponent, rounded once, for normal x and |exponent| <= 250.
XV_INLINE float xv_scaled(float x, uint32_t exponent) {
  uint32_t half = (uint32_t)((int32_t)exponent >> 1);
  return x * xv_from_bits((half + 127) << 23) * xv_from_bits((exponent - half + 127) << 23);
}

// 0.98 ulp
XV_INLINE float xv_exp(float x) {
  xv_power power = xv_power_of_e(xv_at_least(xv_at_most(x, 89), -104), 0);
  return xv_scaled(1 + power.fraction, power.exponent);
}

// e^x - 1 for x <= 80. 1.44 ulp; 0.88 for x <= 0
XV_INLINE float xv_expm1(float x) {
  xv_power power = xv_power_of_e(xv_at_least(x, -30), 0);
  float scale = xv_from_bits((power.exponent + 127) << 23);
  return xv_with_sign_of(xv_abs(xv_fma(power.fraction, scale, scale - 1)), x);
}

// n log 2 + log(1 + f) for f in -0.25 ... 0.5
XV_INLINE float xv_log_of_parts(float n, float f) {
  float p = -0x1.5c5d6cp-5f;
  p = xv_fma(p, f, 0x1.a0b150p-4f);
  p = xv_fma(p, f, -0x1.0c44e6p-3f);
  p = xv_fma(p, f, 0x1.292c44p-3f);
  p = xv_fma(p, f, -0x1.552a0ap-3f);
  p = xv_fma(p, f, 0x1.99643ep-3f);
  p = xv_fma(p, f, -0x1.fffdf0p-3f);
  p = xv_fma(p, f, 0x1.5555aap-2f);
  p = xv_fma(p, f, -0x1.000002p-1f);
  float rest = xv_fma(f * f, p, f);
  return xv_fma(n, XV_LN2_HIGH, xv_fma(n, XV_LN2_LOW, rest));
}

// log(x 2^-shift) for positive normal x and a shift of at most 31
XV_INLINE float xv_log_of_shifted(float x, uint32_t shift) {
  uint32_t above = xv_bits(x) - xv_bits(0.75f);
  int32_t exponent = (int32_t)(above - (shift << 23)) >> 23;
  float mantissa = xv_from_bits((above & 0x7fffff) + xv_bits(0.75f));
  return xv_log_of_parts((float)exponent, mantissa - 1);
}

// log x for positive normal x. 0.92 ulp
XV_INLINE float xv_log_of_normal(float x) { return xv_log_of_shifted(x, 0); }

// log(1 + x) for x in 0 ... 1. 0.91 ulp
XV_INLINE float xv_log1p_of_unit(float x) {
  // log(1 + x) = log 2 + log(1 + (x - 1) / 2), and x - 1 is exact from 0.5 on.
  return xv_log_of_parts(x < 0.5f ? 0 : 1, x < 0.5f ? x : 0.5f * (x - 1));
}

// sin(pi (q / 2 + f)) and cos(pi (q / 2 + f)) for |f| <= 1/4 and the integer q in the two upper bits
// of `quadrant`
XV_INLINE void xv_sincos_of_quadrant(uint32_t quadrant, float f, float *sine, float *cosine) {
  float s = f * f;
  float p = -0x1.2d842ep-1f;
  p = xv_fma(p, s, 0x1.465e38p1f);
  p = xv_fma(p, s, -0x1.4abbb8p2f);
  p = xv_fma(p, s, -0x1.a33b86p-24f);
  float near_zero = xv_fma(f, 0x1.921fb6p1f, f * p);
  float q = 0x1.d684a8p-3f;
  q = xv_fma(q, s, -0x1.55b7cep0f);
  q = xv_fma(q, s, 0x1.03c1b8p2f);
  q = xv_fma(q, s, -0x1.3bd3ccp2f);
  float near_one = xv_fma(q, s, 1);
  bool odd = quadrant & 0x40000000;
  float for_sine = odd ? near_one : near_zero;
  float for_cosine = odd ? near_zero : near_one;
  *sine = xv_from_bits(xv_bits(for_sine) ^ (quadrant & 0x80000000));
  *cosine = xv_from_bits(xv_bits(for_cosine) ^ ((quadrant + 0x40000000) & 0x80000000));
}

// sin(pi t) and cos(pi t) for |t| <= 1. 1.05 ulp; 0.87 for the inputs of the laws
XV_INLINE void xv_sincos_pi(float t, float *sine, float *cosine) {
  float shifted = xv_fma(t, 2, XV_ROUNDER);
  float f = xv_fma(shifted - XV_ROUNDER, -0.5f, t);  // exact
  xv_sincos_of_quadrant(xv_bits(shifted) << 30, f, sine, cosine);
}

// The same for t = x 2^-31, of which 24 bits are not 0; these sines and cosines are never 0.
XV_INLINE void xv_sincos_pi_of_integer(int32_t x, float *sine, float *cosine) {
  uint32_t quadrant = (uint32_t)x + 0x20000000;
  float f = (float)((int32_t)(quadrant & 0x3fffffff) - 0x20000000) * 0x1p-31f;
  xv_sincos_of_quadrant(quadrant, f, sine, cosine);
}

// The z with P(|N(0, 1)| < z) = p, that is sqrt(2) erfinv(p), for |p| up to that of z = 3. 2.6 ulp,
// 1.5 up to z = 1
XV_INLINE float xv_centered_quantile(float p) {
  // z = p (slope + p^2 N(y) / D(y)): the rounding errors of N and D weigh little unless z is large,
  // and in y, the distance to the singularity, no coefficient is negative, so nothing cancels.
  float square = p * p, y = xv_fma(-p, p, 1);
  float above = 0x1.8d26d2p23f;
  above = xv_fma(above, y, 0x1.d46a62p28f);
  above = xv_fma(above, y, 0x1.57ded2p29f);
  above = xv_fma(above, y, 0x1.a85c0ap27f);
  above = xv_fma(above, y, 0x1.1d618ap24f);
  above = xv_fma(above, y, 0x1.b3e4c0p18f);
  above = xv_fma(above, y, 0x1.513452p11f);
  above = xv_fma(above, y, 0x1.554aa0p1f);
  float below = 0x1.4f2746p29f;
  below = xv_fma(below, y, 0x1.f9ed48p30f);
  below = xv_fma(below, y, 0x1.47235ap30f);
  below = xv_fma(below, y, 0x1.ec9856p27f);
  below = xv_fma(below, y, 0x1.d3f67ep23f);
  below = xv_fma(below, y, 0x1.1051f2p18f);
  below = xv_fma(below, y, 0x1.4b491ep10f);
  below = xv_fma(below, y, 1);
  return xv_fma(p, 0x1.40d932p0f, p * square * (above / below));
}

// 1.33 ulp
XV_INLINE float xv_tanh(float x) {
  float a = xv_abs(x), s = a * a;
  float p = -0x1.7567ecp-8f;
  p = xv_fma(p, s, 0x1.52095ep-6f);
  p = xv_fma(p, s, -0x1.b83780p-5f);
  p = xv_fma(p, s, 0x1.1106fep-3f);
  p = xv_fma(p, s, -0x1.555532p-2f);
  float small = xv_fma(a * s, p, a);
  float large = 1 - 2 / (1 + xv_exp(2 * xv_at_most(a, 10)));
  return xv_with_sign_of(a < 0.625f ? small : large, x);
}

// e^(a^2 / 2) P(N(0, 1) > a) for a in 0 ... 15
XV_INLINE float xv_normal_tail(float a) {
  float u = (a - 4) / (a + 4);
  float p = -0x1.252126p-14f;
  p = xv_fma(p, u, -0x1.6647acp-15f);
  p = xv_fma(p, u, 0x1.7d9a74p-11f);
  p = xv_fma(p, u, -0x1.c42a14p-12f);
  p = xv_fma(p, u, -0x1.4e69b6p-8f);
  p = xv_fma(p, u, 0x1.400d7cp-6f);
  p = xv_fma(p, u, -0x1.372888p-5f);
  p = xv_fma(p, u, 0x1.586ea0p-5f);
  p = xv_fma(p, u, -0x1.3173ccp-7f);
  p = xv_fma(p, u, -0x1.093b60p-4f);
  p = xv_fma(p, u, 0x1.d14172p-2f);
  return p / (a + 0.8125f);
}

// e^(-a^2 / 2), with the rounding error of the square carried along.
XV_INLINE xv_power xv_normal_density(float a) {
  float square = a * a;
  return xv_power_of_e(-0.5f * square, -0.5f * xv_fma(a, a, -square));
}
