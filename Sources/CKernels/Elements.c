#include "include/Elements.h"

#include "ElementFormats.h"
#include "Variants.h"

#include <string.h>

#define XV_LOOPS "Variants/Elements.inc.h"
#include "EveryVariant.h"

size_t xv_element_size(xv_element element) {
  switch (element) {
  case XV_FLOAT32: return 4;
  case XV_FLOAT64: return 8;
  case XV_FLOAT16:
  case XV_BFLOAT16: return 2;
  case XV_FLOAT8_E4M3:
  case XV_FLOAT8_E5M2: return 1;
  }
  return 0;
}

void xv_round(const float *x, size_t n, xv_element element, void *out) {
  switch (element) {
  case XV_FLOAT32: memmove(out, x, n * sizeof *x); break;
  case XV_FLOAT64: XV_SELECT(widen_float32)(x, n, out); break;
  case XV_FLOAT16: XV_SELECT(round_float16)(x, n, out); break;
  case XV_BFLOAT16: XV_SELECT(round_bfloat16)(x, n, out); break;
  case XV_FLOAT8_E4M3: XV_SELECT(round_float8_e4m3)(x, n, out); break;
  case XV_FLOAT8_E5M2: XV_SELECT(round_float8_e5m2)(x, n, out); break;
  }
}

void xv_round_double(const double *x, size_t n, xv_element element, void *out) {
  switch (element) {
  case XV_FLOAT32: XV_SELECT(round_double_float32)(x, n, out); break;
  case XV_FLOAT64: memmove(out, x, n * sizeof *x); break;
  case XV_FLOAT16: XV_SELECT(round_double_float16)(x, n, out); break;
  case XV_BFLOAT16: XV_SELECT(round_double_bfloat16)(x, n, out); break;
  case XV_FLOAT8_E4M3: XV_SELECT(round_double_float8_e4m3)(x, n, out); break;
  case XV_FLOAT8_E5M2: XV_SELECT(round_double_float8_e5m2)(x, n, out); break;
  }
}

static double widened(xv_format format, uint32_t code) {
  uint32_t sign = code & 0x80000000 >> format.sign_shift, magnitude = code ^ sign;
  int exponent = (int)(magnitude >> format.mantissa);
  uint32_t mantissa = magnitude & ((1u << format.mantissa) - 1);
  double value;
  if (magnitude > format.overflow || magnitude == format.nan)
    value = __builtin_nan("");
  else if (magnitude == format.overflow)
    value = __builtin_inf();
  else {
    // (mantissa + 2^m) 2^(exponent - bias - m), without the 2^m where the exponent's field is 0
    uint32_t digits = mantissa + (exponent ? 1u << format.mantissa : 0);
    int power = (exponent ? exponent : 1) - format.bias - format.mantissa;
    uint64_t bits = (uint64_t)(1023 + power) << 52;
    double unit;
    memcpy(&unit, &bits, sizeof unit);
    value = digits * unit;
  }
  return sign ? -value : value;
}

void xv_widen(const void *x, xv_element element, size_t n, double *out) {
  switch (element) {
  case XV_FLOAT32: XV_SELECT(widen_float32)(x, n, out); break;
  case XV_FLOAT64: memmove(out, x, n * sizeof *out); break;
  case XV_FLOAT16:
  case XV_BFLOAT16: {
    xv_format format = element == XV_FLOAT16 ? xv_float16_format : xv_bfloat16_format;
    for (size_t i = 0; i < n; i++) out[i] = widened(format, ((const uint16_t *)x)[i]);
    break;
  }
  case XV_FLOAT8_E4M3:
  case XV_FLOAT8_E5M2: {
    xv_format format = element == XV_FLOAT8_E4M3 ? xv_float8_e4m3_format : xv_float8_e5m2_format;
    for (size_t i = 0; i < n; i++) out[i] = widened(format, ((const uint8_t *)x)[i]);
    break;
  }
  }
}

void xv_round_through(const float *x, float *y, size_t n, xv_element element) {
  if (element == XV_FLOAT32 || element == XV_FLOAT64) {
    memcpy(y, x, n * sizeof *x);
    return;
  }
  uint16_t codes[256];
  double wide[256];
  for (size_t start = 0; start < n; start += 256) {
    size_t width = n - start < 256 ? n - start : 256;
    xv_round(x + start, width, element, codes);
    xv_widen(codes, element, width, wide);
    for (size_t i = 0; i < width; i++) y[start + i] = (float)wide[i];
  }
}
