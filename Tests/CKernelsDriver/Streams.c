// Philox vectors, the tile layout, slices, and the laws against double arithmetic on the words.
#include "Check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const xv_stream stream = {{0x01234567, 0x89abcdef}, {0xdeadbeef, 0x5eed5eed}};

// Vectors of Random123's kat_vectors.
static void check_philox(void) {
  static const uint32_t vectors[3][10] = {
      {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
      {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
      {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09,
       0x94fdcceb, 0x5001e420, 0x24126ea1}};
  for (int i = 0; i < 3; i++) {
    uint32_t words[4];
    xv_philox4x32_10(vectors[i], vectors[i] + 4, words);
    check(memcmp(words, vectors[i] + 6, sizeof words) == 0, "Philox vector %d", i);
  }
}

static uint32_t word_at(uint64_t element) {
  uint64_t block = element / 32 * 8 + element % 8;
  uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32), stream.counter[0],
                         stream.counter[1]};
  uint32_t words[4];
  xv_philox4x32_10(counter, stream.key, words);
  return words[element / 8 % 4];
}

static void check_layout(void) {
  static const uint64_t starts[] = {0,          1,         31,          (1ull << 32) - 70,
                                    (1ull << 34) - 70, (1ull << 37) + 5, (1ull << 63) - 33,
                                    UINT64_MAX - 299};
  uint32_t words[300];
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    xv_stream_words(&stream, starts[i], 300, words);
    int wrong = 0;
    for (uint64_t e = 0; e < 300; e++) wrong += words[e] != word_at(starts[i] + e);
    check(wrong == 0, "%d words of 300 from %llu on", wrong, (unsigned long long)starts[i]);
  }
}

typedef void law(uint64_t first, size_t count, void *out);
static void words(uint64_t first, size_t count, void *out) {
  xv_stream_words(&stream, first, count, out);
}
static void uniform(uint64_t first, size_t count, void *out) {
  xv_fill_uniform(&stream, first, count, 0.3f, out);
}
static void normal(uint64_t first, size_t count, void *out) {
  xv_fill_normal(&stream, first, count, 0.7f, out);
}
static void truncated(uint64_t first, size_t count, void *out) {
  xv_fill_truncated_normal(&stream, first, count, 0.95449974f, 1.3f, out);
}
static law *const laws[] = {words, uniform, normal, truncated};

static void check_slices(void) {
  enum { length = 3000 };
  static uint32_t whole[length], part[length + 2];
  for (int l = 0; l < 4; l++) {
    laws[l](1000003, length, whole);
    int wrong = 0, spilled = 0;
    for (int i = 0; i < 400; i++) {
      size_t first = next_word() % length, count = next_word() % (length - first + 1);
      if (i % 2) count = count % 71;
      memset(part, 0xa5, sizeof part);
      laws[l](1000003 + first, count, part + 1);
      wrong += memcmp(part + 1, whole + first, count * 4) != 0;
      spilled += part[0] != 0xa5a5a5a5 || part[count + 1] != 0xa5a5a5a5;
    }
    check(wrong == 0, "law %d: %d slices of 400 differ from the whole", l, wrong);
    check(spilled == 0, "law %d: %d slices of 400 wrote outside their range", l, spilled);
  }
}

static void check_instruction_sets(void) {
  enum { length = 2111 };
  static uint32_t portable[length], other[length];
  for (int l = 0; l < 4; l++)
    for (uint64_t first = 0; first < UINT64_MAX / 2; first = first * 977 + 13)
      for (int set = 1; set <= (int)xv_widest_instruction_set(); set++) {
        xv_use_instruction_set(XV_PORTABLE);
        laws[l](first, length, portable);
        xv_use_instruction_set((xv_instruction_set)set);
        laws[l](first, length, other);
        check(memcmp(portable, other, sizeof other) == 0, "law %d: set %d gives other bits", l,
              set);
      }
}

static double unit(uint32_t word) { return (2.0 * (word >> 8) + 1 - 0x1p24) * 0x1p-24; }

static void check_laws(void) {
  enum { length = 32 * 4096 };
  float *values = malloc(length * sizeof *values);
  uniform(64, length, values);
  int wrong = 0;
  for (uint64_t e = 0; e < length; e++)
    wrong += values[e] != (float)(unit(word_at(64 + e)) * 0x1p24) * (0.3f * 0x1p-24f);
  check(wrong == 0, "%d uniform values are not k times bound 2^-24", wrong);

  normal(64, length, values);
  double worst = 0;
  for (uint64_t e = 0; e < length; e++) {
    uint64_t cosine = 64 + (e & ~8ull);
    double u = (float)((word_at(cosine) >> 1) | 1) * 0x1p-31;
    double theta = M_PI * unit(word_at(cosine + 8)), r = sqrt(-2 * log(u));
    double wanted = r * (e & 8 ? sin(theta) : cos(theta)) * 0.7f;
    worst = fmax(worst, ulps(values[e], wanted, fabs(wanted)));
  }
  check(worst < 5, "normal values are up to %g ulp off", worst);

  truncated(64, length, values);
  worst = 0;
  for (uint64_t e = 0; e < length; e++) {
    double p = (float)unit(word_at(64 + e)) * 0.95449974f, z = values[e] / 1.3f;
    double back = erf(z * M_SQRT1_2);
    // The error of the probability over the density is the error of z.
    double error = fabs(back - (float)p) / (2 * 0.3989 * exp(-z * z / 2));
    worst = fmax(worst, error / fabs(z));
  }
  check(worst < 4e-7, "truncated normal values are off by up to %g of themselves", worst);
  free(values);
}

void check_streams(void) {
  check_philox();
  check_instruction_sets();
  for (int set = 0; set <= (int)xv_widest_instruction_set(); set++) {
    xv_use_instruction_set((xv_instruction_set)set);
    check_layout();
    check_slices();
    check_laws();
  }
}
