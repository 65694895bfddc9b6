// Elementary functions in float64, made like those in ElementaryFunctions.h: branch-free and of
// correctly rounded operations only. Coefficients come from Scripts/fit-polynomials.py. Errors are
// in units in the last place (ulp), the largest that Tests/CKernelsDriver finds, which asserts them.
// What draws use is frozen, and written down in Documentation/StreamOne.md.
#pragma once
#include "Variants.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

XV_INLINE uint64_t xv_bits64(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

XV_INLINE double xv_from_bits64(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// x + offset for an offset that is a multiple of 2^32 between -2^53 and 2^53, rounded once:
// the upper half of x is written into a double near 2^84, the lower half into one near 2^52.
XV_INLINE double xv_double_of(uint64_t x, double offset) {
  double upper = xv_from_bits64(x >> 32 | 0x4530000000000000);
  double lower = xv_from_bits64((x & 0xffffffff) | 0x4330000000000000);
  return (upper - (0x1p84 + 0x1p52 - offset)) + lower;
}

// Adding it rounds |x| < 2^51 to an integer, which then stands in the low bits of the sum.
#define XV_ROUNDER64 0x1.8p52

#define XV_LN2_HIGH64 0x1.62e42fefa0000p-1
#define XV_LN2_LOW64 0x1.cf79abc9e3b3ap-40

// e^(x + low) for |x| < 700; `low` is a rounding error of x. 0.97 ulp
XV_INLINE double xv_exp64(double x, double low) {
  double shifted = xv_fma64(x, 0x1.71547652b82fep0, XV_ROUNDER64);
  double n = shifted - XV_ROUNDER64;
  double r = xv_fma64(-n, XV_LN2_HIGH64, x);
  r = xv_fma64(-n, XV_LN2_LOW64, r) + low;
  double p = 0x1.1ed986d1f5259p-29;
  p = xv_fma64(p, r, 0x1.af6e5b2b81035p-26);
  p = xv_fma64(p, r, 0x1.27e540c3e9a90p-22);
  p = xv_fma64(p, r, 0x1.71ddee867a44ep-19);
  p = xv_fma64(p, r, 0x1.a01a0176e937cp-16);
  p = xv_fma64(p, r, 0x1.a01a01b43e0efp-13);
  p = xv_fma64(p, r, 0x1.6c16c16c1fa9dp-10);
  p = xv_fma64(p, r, 0x1.111111110ea06p-7);
  p = xv_fma64(p, r, 0x1.5555555555541p-5);
  p = xv_fma64(p, r, 0x1.555555555555cp-3);
  p = xv_fma64(p, r, 0.5);
  double power = 1 + xv_fma64(r * r, p, r);
  return power * xv_from_bits64((xv_bits64(shifted) - xv_bits64(XV_ROUNDER64) + 1023) << 52);
}

// log x for positive normal x. 0.79 ulp
XV_INLINE double xv_log64(double x) {
  const uint64_t low_end = 0x3fe6a09e667f3bcd;  // sqrt(1/2)
  uint64_t above = xv_bits64(x) - low_end;
  // The exponent is above >> 52 with its sign.
  double n = xv_from_bits64(((above >> 52) ^ 0x800) | 0x4330000000000000) - (0x1p52 + 0x800);
  double f = xv_from_bits64((above & 0x000fffffffffffff) + low_end) - 1;
  // log(1 + f) = log((1 + s) / (1 - s)) = f - f^2 / 2 + s (f^2 / 2 + R(s^2))
  double s = f / (2 + f), z = s * s;
  double p = 0x1.2f0d5e2c92795p-3;
  p = xv_fma64(p, z, 0x1.39a0ddfa994c2p-3);
  p = xv_fma64(p, z, 0x1.7466486178ecdp-3);
  p = xv_fma64(p, z, 0x1.c71c51d50fa2ap-3);
  p = xv_fma64(p, z, 0x1.249249423c734p-2);
  p = xv_fma64(p, z, 0x1.999999997f72dp-2);
  p = xv_fma64(p, z, 0x1.5555555555594p-1);
  double square = 0.5 * f * f;
  double rest = xv_fma64(s, xv_fma64(p, z, square), n * XV_LN2_LOW64);
  return xv_fma64(n, XV_LN2_HIGH64, f - (square - rest));
}

// sin(pi t) and cos(pi t) for |t| <= 1. 0.88 ulp
XV_INLINE void xv_sincos_pi64(double t, double *sine, double *cosine) {
  double shifted = xv_fma64(t, 2, XV_ROUNDER64);
  uint64_t quadrant = xv_bits64(shifted);
  double f = xv_fma64(shifted - XV_ROUNDER64, -0.5, t);  // exact, |f| <= 1/4
  double s = f * f;
  double p = -0x1.703ac77a46edap-16;
  p = xv_fma64(p, s, 0x1.e8fcfae0b8be8p-12);
  p = xv_fma64(p, s, -0x1.e3075fd66f73dp-8);
  p = xv_fma64(p, s, 0x1.50783494b4998p-4);
  p = xv_fma64(p, s, -0x1.32d2cce63604ep-1);
  p = xv_fma64(p, s, 0x1.466bc6775ab5cp1);
  p = xv_fma64(p, s, -0x1.4abbce625be53p2);
  p = xv_fma64(p, s, 0x1.1a5ee67686477p-53);
  double near_zero = xv_fma64(f, 0x1.921fb54442d18p1, f * p);
  double q = -0x1.1714f8be2b45cp-17;
  q = xv_fma64(q, s, -0x1.a903a944af43bp-14);
  q = xv_fma64(q, s, 0x1.f9bbb1bd99e55p-10);
  q = xv_fma64(q, s, -0x1.a6d1dd0e2f6c2p-6);
  q = xv_fma64(q, s, 0x1.e1f506732fde4p-3);
  q = xv_fma64(q, s, -0x1.55d3c7e3bfb67p0);
  q = xv_fma64(q, s, 0x1.03c1f081b5a56p2);
  q = xv_fma64(q, s, -0x1.3bd3cc9be45dep2);
  double near_one = xv_fma64(q, s, 1);
  double for_sine = quadrant & 1 ? near_one : near_zero;
  double for_cosine = quadrant & 1 ? near_zero : near_one;
  *sine = xv_from_bits64(xv_bits64(for_sine) ^ (quadrant & 2) << 62);
  *cosine = xv_from_bits64(xv_bits64(for_cosine) ^ ((quadrant + 1) & 2) << 62);
}

// The z with P(N(0, 1) < z) = 1/2 + d for |d| <= 0.4. 1.2 ulp
XV_INLINE double xv_quantile_of_centre(double d) {
  // z = d (slope + d^2 N(y) / D(y)) with y = 1/4 - d^2, in which no coefficient is negative.
  double square = d * d, y = xv_fma64(-d, d, 0.25);
  double above = 0x1.25e998a5e8e59p17;
  above = xv_fma64(above, y, 0x1.58b77b02a9addp23);
  above = xv_fma64(above, y, 0x1.7e1e4c75d9056p24);
  above = xv_fma64(above, y, 0x1.add208ad99fbap23);
  above = xv_fma64(above, y, 0x1.44b9600792e2dp21);
  above = xv_fma64(above, y, 0x1.591b48405218bp17);
  above = xv_fma64(above, y, 0x1.cb8fb3a4a474cp11);
  above = xv_fma64(above, y, 0x1.f1e849756666bp3);
  double below = 0x1.7356a92728848p22;
  below = xv_fma64(below, y, 0x1.2eba1d6bfb04ep24);
  below = xv_fma64(below, y, 0x1.fcdeddbaaa1e1p23);
  below = xv_fma64(below, y, 0x1.3040a33ecad65p22);
  below = xv_fma64(below, y, 0x1.1b4d325db3bc2p19);
  below = xv_fma64(below, y, 0x1.8fdc7976db83bp14);
  below = xv_fma64(below, y, 0x1.6b23c50c4a5d9p8);
  below = xv_fma64(below, y, 1);
  double rest = xv_fma64(square, above / below, -0x1.a6a0d6f814637p-53);
  return xv_fma64(d, 0x1.40d931ff62706p1, d * rest);
}

// The z with P(N(0, 1) < z) = p for p in 0 ... 0.1; below 2^-1022 as if p were that. 3.1 ulp
XV_INLINE double xv_quantile_of_tail(double p) {
  double r = xv_sqrt64(-2 * xv_log64(p < 0x1p-1022 ? 0x1p-1022 : p)), x = r - 2.125;
  // z = N / D - r, with one pair of polynomials up to r = 6.375 and one beyond.
  double above = 0x1.33eb5f83a6cb3p-27;
  above = xv_fma64(above, x, 0x1.657f338ad2846p-17);
  above = xv_fma64(above, x, 0x1.55a990cea5c88p-11);
  above = xv_fma64(above, x, 0x1.9f1a609b2cb0ap-7);
  above = xv_fma64(above, x, 0x1.c948cd01ddebcp-4);
  above = xv_fma64(above, x, 0x1.fbdb9466eab43p-2);
  above = xv_fma64(above, x, 0x1.108c00399b725p0);
  above = xv_fma64(above, x, 0x1.bcfcc326c121cp-1);
  double below = 0x1.c9bcd58990923p-20;
  below = xv_fma64(below, x, 0x1.2e54047bd80a8p-13);
  below = xv_fma64(below, x, 0x1.e2c26ca50161dp-9);
  below = xv_fma64(below, x, 0x1.5ec74e71dba2dp-5);
  below = xv_fma64(below, x, 0x1.0d110e4e88610p-2);
  below = xv_fma64(below, x, 0x1.c009e9bae993fp-1);
  below = xv_fma64(below, x, 0x1.7c1305a567bdfp0);
  below = xv_fma64(below, x, 1);
  double far = r - 6.375;
  double far_above = 0x1.71452454ddd06p-44;
  far_above = xv_fma64(far_above, far, 0x1.a1d9b69bcd391p-31);
  far_above = xv_fma64(far_above, far, 0x1.2a09e08517c76p-22);
  far_above = xv_fma64(far_above, far, 0x1.dc72e1f8593b7p-16);
  far_above = xv_fma64(far_above, far, 0x1.2b2efcaacb8c1p-10);
  far_above = xv_fma64(far_above, far, 0x1.4c7541f790242p-6);
  far_above = xv_fma64(far_above, far, 0x1.45176bd5ec8d3p-3);
  far_above = xv_fma64(far_above, far, 0x1.c59f079e2e3dap-2);
  double far_below = 0x1.a0e51ca872c90p-34;
  far_below = xv_fma64(far_below, far, 0x1.7f3a7a42dd225p-25);
  far_below = xv_fma64(far_below, far, 0x1.7c9f3c32339f6p-18);
  far_below = xv_fma64(far_below, far, 0x1.2ed7343c3b9a4p-12);
  far_below = xv_fma64(far_below, far, 0x1.c410c5c390fc3p-8);
  far_below = xv_fma64(far_below, far, 0x1.4ead8affb4b27p-4);
  far_below = xv_fma64(far_below, far, 0x1.da417f24a44cbp-2);
  far_below = xv_fma64(far_below, far, 1);
  above = r > 6.375 ? far_above : above;
  below = r > 6.375 ? far_below : below;
  return above / below - r;
}
