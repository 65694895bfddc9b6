// Rounding to the narrow formats against the definition: the nearest of all the format's numbers.
#include "Check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "GoldenElements.inc.h"

typedef struct {
  const char *name;
  int mantissa, bias;
  uint32_t sign, overflow, nan;
} format;

// Of XV_FLOAT16 and the elements after it.
static const format formats[] = {{"float16", 10, 15, 0x8000, 0x7c00, 0x7e00},
                                 {"bfloat16", 7, 127, 0x8000, 0x7f80, 0x7fc0},
                                 {"E4M3", 3, 7, 0x80, 0x7f, 0x7f},
                                 {"E5M2", 2, 15, 0x80, 0x7c, 0x7e}};

static format format_of(xv_element element) { return formats[element - XV_FLOAT16]; }

// The number a code below the format's sign stands for, as if the overflow code were one too.
static double number(format f, uint32_t code) {
  int exponent = (int)(code >> f.mantissa);
  double fraction = ldexp(code & ((1u << f.mantissa) - 1), -f.mantissa);
  return exponent ? ldexp(1 + fraction, exponent - f.bias) : ldexp(fraction, 1 - f.bias);
}

uint32_t nearest_code(xv_element element, double x) {
  format f = format_of(element);
  uint32_t sign = signbit(x) ? f.sign : 0, low = 0, high = f.overflow;
  double magnitude = fabs(x);
  if (isnan(x)) return sign | f.nan;
  if (magnitude >= number(f, high)) return sign | high;
  while (high - low > 1) {
    uint32_t middle = (low + high) / 2;
    if (number(f, middle) <= magnitude)
      low = middle;
    else
      high = middle;
  }
  double between = (number(f, low) + number(f, high)) / 2;
  return sign | (magnitude > between || (magnitude == between && low & 1) ? high : low);
}

static uint32_t code_at(xv_element element, const void *codes, size_t i) {
  return xv_element_size(element) == 2 ? ((const uint16_t *)codes)[i] : ((const uint8_t *)codes)[i];
}

enum { batch = 4096 };

static void check_floats(xv_element element, uint32_t stride) {
  static float x[batch];
  static uint16_t codes[batch];
  format f = format_of(element);
  long wrong = 0;
  uint32_t expected = 0;
  double below = -1, above = -1;
  // Positive floats in rising order need no search while they stay between the same two midpoints.
  for (uint64_t bits = 0; bits <= 0x7fffffff;) {
    size_t n = 0;
    for (; n < batch && bits <= 0x7fffffff; bits += stride) {
      uint32_t pattern = (uint32_t)bits | (n & 1 ? 0x80000000 : 0);
      memcpy(&x[n++], &pattern, 4);
    }
    xv_round(x, n, element, codes);
    for (size_t i = 0; i < n; i++) {
      double magnitude = fabs((double)x[i]);
      if (!(magnitude > below && magnitude < above)) {
        expected = nearest_code(element, magnitude);
        below = expected ? (number(f, expected - 1) + number(f, expected)) / 2 : -1;
        above = expected < f.overflow ? (number(f, expected) + number(f, expected + 1)) / 2 : 1e300;
        if (!(magnitude <= 1e300) || !(magnitude > below && magnitude < above)) below = above = -1;
      }
      wrong += code_at(element, codes, i) != (expected | (signbit(x[i]) ? f.sign : 0));
    }
  }
  check(wrong == 0, "%s: %ld floats not rounded to nearest even", f.name, wrong);
}

// Numbers next to the midpoints, where rounding to float on the way would go wrong.
static void check_doubles(xv_element element) {
  format f = format_of(element);
  long wrong = 0;
  for (uint32_t code = 0; code < f.overflow; code++) {
    double middle = (number(f, code) + number(f, code + 1)) / 2;
    double x[] = {middle, nextafter(middle, 0), nextafter(middle, 1e300), -middle,
                  number(f, code), -nextafter(number(f, code), 1e300)};
    enum { n = sizeof x / sizeof *x };
    uint16_t codes[n];
    xv_round_double(x, n, element, codes);
    for (size_t i = 0; i < n; i++) wrong += code_at(element, codes, i) != nearest_code(element, x[i]);
  }
  double x[] = {NAN, -NAN, INFINITY, -INFINITY, 1e300, -1e300, 1e-300, -1e-300, 5e-324, 0.0, -0.0};
  enum { n = sizeof x / sizeof *x };
  uint16_t codes[n];
  xv_round_double(x, n, element, codes);
  for (size_t i = 0; i < n; i++) wrong += code_at(element, codes, i) != nearest_code(element, x[i]);
  check(wrong == 0, "%s: %ld doubles not rounded to nearest even", f.name, wrong);
}

static void check_widening(xv_element element) {
  format f = format_of(element);
  long wrong = 0;
  for (uint32_t code = 0; code < 2 * f.sign; code++) {
    uint16_t wide = (uint16_t)code;
    uint8_t narrow = (uint8_t)code;
    double value;
    xv_widen(xv_element_size(element) == 2 ? (void *)&wide : &narrow, element, 1, &value);
    uint32_t magnitude = code & (f.sign - 1);
    double wanted = magnitude == f.overflow && f.overflow != f.nan ? INFINITY : number(f, magnitude);
    if (code & f.sign) wanted = -wanted;
    bool not_a_number = magnitude > f.overflow || magnitude == f.nan;
    wrong += not_a_number ? !isnan(value) : memcmp(&value, &wanted, sizeof value) != 0;
  }
  check(wrong == 0, "%s: %ld codes widen to other numbers", f.name, wrong);
}

static void check_golden(void) {
  long wrong = 0;
  for (size_t i = 0; i < sizeof golden_elements / sizeof *golden_elements; i++) {
    float x;
    memcpy(&x, &golden_elements[i].bits, sizeof x);
    for (int e = 0; e < 4; e++)
      wrong += nearest_code((xv_element)(XV_FLOAT16 + e), x) != golden_elements[i].codes[e];
  }
  check(wrong == 0, "%ld roundings by definition differ from those of ml_dtypes", wrong);
}

void check_elements(uint32_t stride) {
  static const size_t sizes[] = {4, 8, 2, 2, 1, 1};
  for (int e = 0; e < 6; e++)
    check(xv_element_size((xv_element)e) == sizes[e], "element %d has another size", e);
  check_golden();
  for (int set = 0; set <= (int)xv_widest_instruction_set(); set++) {
    xv_use_instruction_set((xv_instruction_set)set);
    for (xv_element element = XV_FLOAT16; element <= XV_FLOAT8_E5M2; element++) {
      check_floats(element, stride);
      check_doubles(element);
      check_widening(element);
    }
  }
  float x[3] = {0.1f, -3e38f, 1e-45f}, same[3], narrowed[3];
  double wide[3], exact[3] = {0.1, -4e38, 1e-46};
  xv_round(x, 3, XV_FLOAT32, same), xv_round(x, 3, XV_FLOAT64, wide);
  xv_round_double(exact, 3, XV_FLOAT32, narrowed);
  for (int i = 0; i < 3; i++)
    check(same[i] == x[i] && wide[i] == x[i] && narrowed[i] == (float)exact[i],
          "number %d is rounded to float or widened wrongly", i);
}
