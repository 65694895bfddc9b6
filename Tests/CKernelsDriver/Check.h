// Counting checks, and the parts of this driver: each prints what fails.
#pragma once
#include "CKernels.h"

#include <stdbool.h>

/// Counts a check; prints the printf-like description if it failed.
void check(bool passed, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// Error of `got` in float units in the last place of `magnitude`; 0 if both are NaN or the same
/// infinity.
double ulps(float got, double wanted, double magnitude);

/// Whether all floats have equal bits, any NaN being equal to any other.
bool same_floats(const float *a, const float *b, size_t n);

/// The next word of a fixed sequence of test inputs.
uint32_t next_word(void);

/// A float with a random sign and exponent, now and then a special value.
float next_any_float(void);

/// Uniform on (-1, 1).
float next_unit_float(void);

/// The code of the number nearest to x among all of a narrow format's, ties to even.
uint32_t nearest_code(xv_element element, double x);

typedef void loop(const float *x, float *y, size_t n);

/// The value, and at *m the sum of the magnitudes of its terms, where their difference loses digits.
typedef double scalar_reference(double x, double *m);

/// Checks that no error of all floats from low to high, `stride` bit patterns apart, exceeds the
/// bound in ulps; NaN and the ends too.
void sweep(const char *name, loop *apply, scalar_reference *wanted, float low, float high,
           uint32_t stride, double bound);

void check_elementary_functions(uint32_t stride);
void check_elementary_functions64(uint32_t stride);
void check_maps(uint32_t stride);
void check_broadcasting(void);
void check_powers(void);
void check_reductions(void);
void check_examples(void);
void check_dependents(void);
void check_local_gradients(void);
void check_normalizations(void);
void check_normalization_gradients(void);
void check_elements(uint32_t stride);
void check_truncation(void);
void check_streams(void);
void check_variants(void);
void check_rows_and_losses(void);
void check_optimizers(void);
void check_orthogonal(void);
void print_speed(void);
void print_checksums(void);
