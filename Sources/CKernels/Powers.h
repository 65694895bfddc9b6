// Logarithm, power and error function of any float.
#pragma once
#include "ElementaryFunctions.h"
#include "ElementaryFunctions64.h"

// log x: -infinity at 0, NaN below. 0.92 ulp
XV_INLINE float xv_log(float x) {
  bool tiny = x < 0x1p-126f;
  float y = xv_log_of_shifted(tiny ? x * 0x1p23f : x, tiny ? 23 : 0);
  float outside = x == 0 ? -__builtin_inff() : __builtin_nanf("");
  float beyond = x > 0 ? x : outside;
  return x > 0 && x < __builtin_inff() ? y : beyond;
}

// x^y as powf gives it: x^0 = 1^y = 1, a negative x has powers for whole y. 0.501 ulp
XV_INLINE float xv_pow(float x, float y) {
  float size = xv_abs(x), steep = xv_abs(y);
  double logarithm = xv_log64(size);
  // Infinite logarithms would give NaN for what the bounds below make 0 and infinity.
  logarithm = size == 0 ? -1e300 : logarithm;
  logarithm = size == __builtin_inff() ? 1e300 : logarithm;
  double z = logarithm * (double)y;
  z = z > 90 ? 90 : z;
  z = z < -110 ? -110 : z;
  float power = (float)xv_exp64(z, 0);
  power = y == 2 ? x * x : power;
  // From 2^24 on all floats are even.
  float whole = (steep + 0x1p23f) - 0x1p23f;
  bool is_whole = steep >= 0x1p23f || whole == steep;
  bool is_odd = steep < 0x1p24f && is_whole && ((uint32_t)(int32_t)xv_at_most(steep, 0x1p24f) & 1);
  bool is_negative = xv_bits(x) >> 31;
  power = is_negative && is_odd ? -power : power;
  power = x < 0 && size < __builtin_inff() && !is_whole ? __builtin_nanf("") : power;
  power = size == 1 && steep == __builtin_inff() ? 1 : power;
  power = x != x || y != y ? x + y : power;
  return y == 0 || x == 1 ? 1 : power;
}

// The error function. 1.21 ulp
XV_INLINE float xv_erf(float x) {
  float a = xv_abs(x), s = a * a;
  float p = 0x1.48edeep-14f;
  p = xv_fma(p, s, -0x1.a3c95cp-11f);
  p = xv_fma(p, s, 0x1.53ff92p-8f);
  p = xv_fma(p, s, -0x1.b7f858p-6f);
  p = xv_fma(p, s, 0x1.ce2cf0p-4f);
  p = xv_fma(p, s, -0x1.81273ep-2f);
  p = xv_fma(p, s, 0x1.06eba8p-3f);
  float small = xv_fma(a, p, a);
  float b = xv_at_most(a, 4.25f) * 0x1.6a09e6p0f;
  xv_power density = xv_normal_density(b);
  float tail = 2 * xv_normal_tail(b);
  float large = 1 - xv_scaled(xv_fma(tail, density.fraction, tail), density.exponent);
  return xv_with_sign_of(a < 1 ? small : large, x);
}
