// Sine and cosine of any float. The angle is reduced in float64, so that the result is within a
// thousandth of a unit in the last place of the nearest float. Coefficients come from
// Scripts/fit-polynomials.py.
#pragma once
#include "ElementaryFunctions.h"
#include "ElementaryFunctions64.h"

// From here on angles are reduced with integers.
#define XV_LARGE_ANGLE 0x1p40f

// An angle less a multiple of pi / 2, and the low bits of that multiple.
typedef struct {
  double rest;
  uint32_t quadrant;
} xv_angle;

// For |x| < XV_LARGE_ANGLE, infinities (a NaN) and NaN: pi / 2 in two doubles.
XV_INLINE xv_angle xv_reduced_angle(float x) {
  double shifted = xv_fma64(x, 0x1.45f306dc9c883p-1, XV_ROUNDER64);
  double n = shifted - XV_ROUNDER64;
  double rest = xv_fma64(-n, 0x1.921fb54442d18p0, x);
  xv_angle angle = {xv_fma64(-n, 0x1.1a62633145c07p-54, rest), (uint32_t)xv_bits64(shifted)};
  return angle;
}

// For finite |x| >= XV_LARGE_ANGLE: the bits of 2 / pi that count, times the 24 bits of x.
XV_INLINE xv_angle xv_reduced_large_angle(float x) {
  static const uint32_t two_by_pi[7] = {0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0,
                                        0xdb629599, 0x3c439041, 0xfe5163ab};
  uint64_t digits = (xv_bits(x) & 0x7fffff) | 0x800000;
  // |x| = digits 2^e with e from 17 to 104. Bits before number e - 2 give whole turns.
  uint32_t first = (xv_bits(x) >> 23 & 0xff) - 150 - 2;
  uint32_t word = first / 32, shift = first % 32, part[3];
  for (uint32_t i = 0; i < 3; i++)
    part[i] = (uint32_t)(((uint64_t)two_by_pi[word + i] << 32 | two_by_pi[word + i + 1]) >>
                         (32 - shift));
  // In units of 2^-62 of a quadrant.
  uint64_t product = (digits * part[0] << 32) + digits * part[1] + (digits * part[2] >> 32);
  uint32_t quadrant = (uint32_t)((product + 0x2000000000000000) >> 62);
  double part_of_quadrant = (double)(int64_t)(product - ((uint64_t)quadrant << 62)) * 0x1p-62;
  double rest = part_of_quadrant * 0x1.921fb54442d18p0;
  bool negative = xv_bits(x) >> 31;
  xv_angle angle = {negative ? -rest : rest, negative ? 0 - quadrant : quadrant};
  return angle;
}

// The sine of an angle and a number of quadrants more; 1 quadrant more makes the cosine.
XV_INLINE float xv_sine_of_angle(xv_angle angle, uint32_t more) {
  uint32_t quadrant = angle.quadrant + more;
  double r = angle.rest, s = r * r;
  double p = 0x1.6ccdeb4a41d8cp-19;
  p = xv_fma64(p, s, -0x1.a00f6ac16bd8ap-13);
  p = xv_fma64(p, s, 0x1.1111084a2ccbap-7);
  p = xv_fma64(p, s, -0x1.5555554c34560p-3);
  double near_zero = xv_fma64(r * s, p, r);
  double q = 0x1.9911025599d24p-16;
  q = xv_fma64(q, s, -0x1.6c07d4a37747ap-10);
  q = xv_fma64(q, s, 0x1.55553c1c5a196p-5);
  q = xv_fma64(q, s, -0x1.ffffffca1b17fp-2);
  double near_one = xv_fma64(q, s, 1);
  float value = (float)(quadrant & 1 ? near_one : near_zero);
  return xv_from_bits(xv_bits(value) ^ (quadrant & 2) << 30);
}
