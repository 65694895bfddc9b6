// Checks of Sources/CKernels in plain C, to be built with any compiler and sanitizer:
//   clang -std=gnu2x -O2 -I Sources/CKernels/include
//     Sources/CKernels/*.c Tests/CKernelsDriver/*.c -lm -lpthread
// Arguments: nothing, or the stride of the sweeps over all floats (1 takes an hour), or `speed`, or
// `checksums` of many draws and the number of the instruction set that makes them.
#include "Check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed_count, failed_count;

void check(bool passed, const char *format, ...) {
  if (passed) {
    passed_count++;
    return;
  }
  failed_count++;
  va_list arguments;
  va_start(arguments, format);
  printf("failed: ");
  vprintf(format, arguments);
  printf("\n");
  va_end(arguments);
}

double ulps(float got, double wanted, double magnitude) {
  if (isnan(wanted) || isnan(got)) return isnan(wanted) && isnan(got) ? 0 : INFINITY;
  if (isinf(wanted)) return got == wanted ? 0 : INFINITY;
  if (isinf(got) && fabs(wanted) >= 0x1p128) return (got > 0) == (wanted > 0) ? 0 : INFINITY;
  // An overflow stands for 2^128, from where on floats round to infinity.
  double value = isinf(got) ? copysign(0x1p128, got) : got;
  int exponent = ilogb(magnitude);
  if (magnitude == 0 || exponent < -126) exponent = -126;
  if (exponent > 127) exponent = 127;
  return fabs(value - wanted) / ldexp(1, exponent - 23);
}

bool same_floats(const float *a, const float *b, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (memcmp(a + i, b + i, sizeof *a) != 0 && !(isnan(a[i]) && isnan(b[i]))) return false;
  return true;
}

uint32_t next_word(void) {
  static uint32_t counter[4], words[4];
  static const uint32_t key[2] = {20, 26};
  static int left;
  if (left == 0) {
    counter[0]++;
    xv_philox4x32_10(counter, key, words);
    left = 4;
  }
  return words[--left];
}

float next_any_float(void) {
  static const float special[] = {0.0f,    -0.0f,    1e-45f, -1e-45f,   1e-38f, INFINITY,
                                  -INFINITY, NAN,      3e38f,  -3e38f,    1.0f,   -1.0f,
                                  88.73f,  -103.98f, 0.625f, 16777217.f, -87.4f, 0.5f};
  uint32_t word = next_word(), choice = next_word();
  if (choice % 8 == 0) return special[word % (sizeof special / sizeof *special)];
  if (choice % 8 < 5) return next_unit_float() * 12;
  float x;
  memcpy(&x, &word, sizeof x);
  return x;
}

float next_unit_float(void) { return ((float)(next_word() >> 8) - 8388607.5f) * 0x1p-23f; }

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "speed") == 0) {
    print_speed();
    return 0;
  }
  if (count > 2 && strcmp(arguments[1], "checksums") == 0) {
    xv_use_instruction_set((xv_instruction_set)atoi(arguments[2]));
    print_checksums();
    return 0;
  }
  uint32_t stride = count > 1 ? (uint32_t)atoi(arguments[1]) : 509;
  check_elements(stride);
  check_truncation();
  check_streams();
  check_variants();
  check_rows_and_losses();
  check_optimizers();
  check_orthogonal();
  check_elementary_functions(stride);
  check_elementary_functions64(stride);
  check_maps(stride);
  check_broadcasting();
  check_powers();
  check_reductions();
  check_examples();
  check_dependents();
  check_normalizations();
  check_normalization_gradients();
  check_local_gradients();
  printf("%d passed, %d failed\n", passed_count, failed_count);
  return failed_count > 0;
}
