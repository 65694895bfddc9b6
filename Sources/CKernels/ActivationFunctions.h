// Each activation as two scalar functions: xv_X(x, attribute) and its derivative xv_X_slope(...).
// Derivatives are taken from x, not from y: 1 - y^2 and its like lose all digits where a unit
// saturates. Inputs are clamped where the function has reached its limit, so that infinities give
// limits, not NaN.
#pragma once
#include "ElementaryFunctions.h"

XV_INLINE float xv_identity(float x, float a) { return (void)a, x; }
XV_INLINE float xv_identity_slope(float x, float a) { return (void)x, (void)a, 1.0f; }

XV_INLINE float xv_relu(float x, float a) { return (void)a, x <= 0 ? 0 : x; }
XV_INLINE float xv_relu_slope(float x, float a) { return (void)a, x > 0 ? 1 : x <= 0 ? 0 : x; }

XV_INLINE float xv_leaky_relu(float x, float a) { return x > 0 ? x : a * x; }
XV_INLINE float xv_leaky_relu_slope(float x, float a) { return x > 0 ? 1 : x <= 0 ? a : x; }

XV_INLINE float xv_elu(float x, float a) { return x > 0 ? x : a * xv_expm1(xv_at_most(x, 0)); }
XV_INLINE float xv_elu_slope(float x, float a) { return x > 0 ? 1 : a * xv_exp(x); }

#define XV_SELU_LAMBDA 1.0507009873554805f
#define XV_SELU_LAMBDA_ALPHA 1.7580993408473766f

XV_INLINE float xv_selu(float x, float a) {
  (void)a;
  return x > 0 ? XV_SELU_LAMBDA * x : XV_SELU_LAMBDA_ALPHA * xv_expm1(xv_at_most(x, 0));
}
XV_INLINE float xv_selu_slope(float x, float a) {
  (void)a;
  return x > 0 ? XV_SELU_LAMBDA : XV_SELU_LAMBDA_ALPHA * xv_exp(x);
}

XV_INLINE float xv_gelu(float x, float unused) {
  (void)unused;
  float a = xv_at_most(xv_abs(x), 15);
  xv_power density = xv_normal_density(a);
  float tail = xv_normal_tail(a);
  tail = xv_fma(tail, density.fraction, tail);
  // For x < 0 the scale comes last: the tail underflows before x times it does.
  float scaled = xv_scaled(a * tail, density.exponent);
  return x < 0 ? -scaled : x - scaled;
}
XV_INLINE float xv_gelu_slope(float x, float unused) {
  (void)unused;
  const float inverse_root_2pi = 0x1.988454p-2f;
  float a = xv_at_most(xv_abs(x), 15);
  xv_power density = xv_normal_density(a);
  float part = xv_fma(-a, inverse_root_2pi, xv_normal_tail(a));
  part = xv_scaled(xv_fma(part, density.fraction, part), density.exponent);
  return x < 0 ? part : 1 - part;
}

// x sigmoid(z + low) where z has the sign of x. `lower` is x, or where z e^z has underflowed, less.
XV_INLINE float xv_gated(float x, float lower, float z, float low) {
  float sign = x < 0 ? 1 : -1;
  xv_power power = xv_power_of_e(sign * z, sign * low);
  float numerator = xv_fma(lower, power.fraction, lower);
  float e = xv_scaled(1 + power.fraction, power.exponent);
  return x < 0 ? xv_scaled(numerator / (1 + e), power.exponent) : x / (1 + e);
}

// The derivative of x sigmoid(z) where z has the slope dz.
XV_INLINE float xv_gated_slope(float x, float z, float low, float dz) {
  float sign = x < 0 ? 1 : -1;
  xv_power power = xv_power_of_e(sign * z, sign * low);
  float e = xv_scaled(1 + power.fraction, power.exponent);
  float q = 1 / (1 + e);
  // q e (1 + x dz q) for x < 0, with the scale last; else q (1 + x dz q e).
  float slope = q * xv_fma(x * dz, x < 0 ? q : q * e, 1);
  return x < 0 ? xv_scaled(xv_fma(slope, power.fraction, slope), power.exponent) : slope;
}

XV_INLINE float xv_silu(float x, float a) {
  (void)a;
  float z = xv_at_least(xv_at_most(x, 112), -112);
  return xv_gated(x, z, z, 0);
}
XV_INLINE float xv_silu_slope(float x, float a) {
  (void)a;
  float z = xv_at_least(xv_at_most(x, 112), -112);
  return xv_gated_slope(z, z, 0, 1);
}

// 2 sqrt(2 / pi) (x + 0.044715 x^3) = x (A + B x^2) in two floats: e^z turns an absolute error into
// a relative one.
#define XV_GELU_A_HIGH 0x1.988454p0f
#define XV_GELU_A_LOW -0x1.857936p-25f
#define XV_GELU_B_HIGH 0x1.2444f2p-4f
#define XV_GELU_B_LOW 0x1.49b16ap-29f

XV_INLINE float xv_gelu_tanh_argument(float x, float *low) {
  float square = x * x, square_low = xv_fma(x, x, -square);
  float cubic = XV_GELU_B_HIGH * square;
  float cubic_low = xv_fma(XV_GELU_B_HIGH, square, -cubic);
  cubic_low = xv_fma(XV_GELU_B_HIGH, square_low, xv_fma(XV_GELU_B_LOW, square, cubic_low));
  float sum = XV_GELU_A_HIGH + cubic;
  float part = sum - cubic;
  float sum_low = (XV_GELU_A_HIGH - part) + (cubic - (sum - part));
  sum_low += cubic_low + XV_GELU_A_LOW;
  float z = x * sum;
  *low = xv_fma(x, sum_low, xv_fma(x, sum, -z));
  return z;
}

XV_INLINE float xv_gelu_tanh(float x, float a) {
  (void)a;
  float low, lower = xv_at_least(xv_at_most(x, 12), -12);
  float z = xv_gelu_tanh_argument(lower, &low);
  return xv_gated(x, lower, z, low);
}
XV_INLINE float xv_gelu_tanh_slope(float x, float a) {
  (void)a;
  float low, clamped = xv_at_least(xv_at_most(x, 12), -12);
  float z = xv_gelu_tanh_argument(clamped, &low);
  float dz = xv_fma(3 * XV_GELU_B_HIGH, clamped * clamped, XV_GELU_A_HIGH);
  return xv_gated_slope(clamped, z, low, dz);
}

XV_INLINE float xv_sigmoid(float x, float a) {
  (void)a;
  float e = xv_exp(-xv_abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}
// e / (1 + e)^2 for e in 0 ... 1
XV_INLINE float xv_sigmoid_slope_of_power(float e) {
  float sum = 1 + e, low = e - (sum - 1);
  return e / xv_fma(sum, sum, 2 * sum * low);
}
XV_INLINE float xv_sigmoid_slope(float x, float a) {
  (void)a;
  return xv_sigmoid_slope_of_power(xv_exp(-xv_abs(x)));
}

XV_INLINE float xv_softplus(float x, float a) {
  (void)a;
  return (x > 0 ? x : 0) + xv_log1p_of_unit(xv_exp(-xv_abs(x)));
}
XV_INLINE float xv_softplus_slope(float x, float a) { return xv_sigmoid(x, a); }

XV_INLINE float xv_softsign(float x, float a) {
  (void)a;
  float clamped = xv_at_least(xv_at_most(x, 0x1p100f), -0x1p100f);
  return clamped / (1 + xv_abs(clamped));
}
XV_INLINE float xv_softsign_slope(float x, float a) {
  (void)a;
  float inverse = 1 / (1 + xv_abs(x));
  return inverse * inverse;
}

XV_INLINE float xv_hyperbolic_tangent(float x, float a) { return (void)a, xv_tanh(x); }
XV_INLINE float xv_hyperbolic_tangent_slope(float x, float a) {
  (void)a;
  return 4 * xv_sigmoid_slope_of_power(xv_exp(-2 * xv_abs(x)));
}
