// Philox vectors, the tile layout, slices, and the laws against double arithmetic on the words.
#include "../../Sources/CKernels/ElementaryFunctions.h"
#include "../../Sources/CKernels/ElementaryFunctions64.h"
#include "Check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const xv_stream stream = {{0x01234567, 0x89abcdef},
                                 {0xdeadbeef, 0x5eed5eed},
                                 {0x02468ace, 0x13579bdf},
                                 {0xfeedface, 0xcafed00d}};

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

static uint32_t word_of(const uint32_t key[2], const uint32_t counter[2], uint64_t element) {
  uint64_t block = element / 32 * 8 + element % 8;
  uint32_t counters[4] = {(uint32_t)block, (uint32_t)(block >> 32), counter[0], counter[1]};
  uint32_t words[4];
  xv_philox4x32_10(counters, key, words);
  return words[element / 8 % 4];
}

static uint32_t word_at(uint64_t element) {
  return word_of(stream.key, stream.counter, element);
}

static uint64_t long_word_at(uint64_t element) {
  return (uint64_t)word_at(element) << 32 | word_of(stream.low_key, stream.low_counter, element);
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

// What a fill draws, and from which element.
typedef struct {
  const char *name;
  void (*fill)(xv_element element, uint64_t first, size_t count, double center, double width,
               void *out);
  // One draw by the definition, with the scalar functions.
  double (*draw)(uint64_t e, double center, double width);
  float (*draw_float)(uint64_t e, float center, float width);
} law;

static void uniform(xv_element element, uint64_t first, size_t count, double center, double width,
                    void *out) {
  xv_fill_uniform(&stream, element, first, count, center, width, out);
}

static void normal(xv_element element, uint64_t first, size_t count, double center, double width,
                   void *out) {
  xv_fill_normal(&stream, element, first, count, center, width, out);
}

static void truncated_symmetrically(xv_element element, uint64_t first, size_t count,
                                    double center, double width, void *out) {
  xv_truncation cut = xv_truncated(-2, 2);
  xv_fill_truncated_normal(&stream, element, first, count, &cut, center, width, out);
}

static void truncated(xv_element element, uint64_t first, size_t count, double center,
                      double width, void *out) {
  xv_truncation cut = xv_truncated(-1, 6);
  xv_fill_truncated_normal(&stream, element, first, count, &cut, center, width, out);
}

static void tail(xv_element element, uint64_t first, size_t count, double center, double width,
                 void *out) {
  xv_truncation cut = xv_truncated(20, INFINITY);
  xv_fill_truncated_normal(&stream, element, first, count, &cut, center, width, out);
}

static int32_t integer_at(uint64_t e) { return (int32_t)(2 * (word_at(e) >> 8) + 1) - (1 << 24); }
static int64_t long_integer_at(uint64_t e) {
  return (int64_t)(2 * (long_word_at(e) >> 11) + 1) - (1ll << 53);
}

static float uniform_float(uint64_t e, float center, float width) {
  return fmaf((float)integer_at(e), width * 0x1p-24f, center);
}

static double uniform_double(uint64_t e, double center, double width) {
  return fma((double)long_integer_at(e), width * 0x1p-53, center);
}

static float normal_float(uint64_t e, float center, float width) {
  uint64_t first = e & ~8ull;
  float u = (float)((word_at(first) >> 1) | 1) * 0x1p-31f, sine, cosine;
  float r = sqrtf(-2 * xv_log_of_normal(u));
  xv_sincos_pi((float)integer_at(first + 8) * 0x1p-24f, &sine, &cosine);
  float z = r * (e & 8 ? sine : cosine);
  return fmaf(z, width, center);
}

static double normal_double(uint64_t e, double center, double width) {
  uint64_t first = e & ~8ull;
  double u = (double)((long_word_at(first) >> 1) | 1) * 0x1p-63, sine, cosine;
  double r = sqrt(-2 * xv_log64(u));
  xv_sincos_pi64((double)long_integer_at(first + 8) * 0x1p-53, &sine, &cosine);
  double z = r * (e & 8 ? sine : cosine);
  return fma(z, width, center);
}

static float symmetric_float(uint64_t e, float center, float width) {
  float mass = (float)xv_truncated(-2, 2).mass;
  return fmaf(xv_centered_quantile((float)integer_at(e) * 0x1p-24f * mass), width, center);
}

static double cut_draw(uint64_t e, double lower, double upper, double center, double width) {
  xv_truncation cut = xv_truncated(lower, upper);
  double k = (double)long_integer_at(e), z;
  double d = fma(k * 0x1p-54, cut.mass, (cut.below - cut.above) / 2);
  if (fabs(d) <= 0.4)
    z = xv_quantile_of_centre(d);
  else if (d < 0)
    z = xv_quantile_of_tail(fma(fma(k, 0x1p-54, 0.5), cut.mass, cut.below));
  else
    z = -xv_quantile_of_tail(fma(fma(-k, 0x1p-54, 0.5), cut.mass, cut.above));
  return fma(fmax(lower, fmin(upper, z)), width, center);
}

static double symmetric_double(uint64_t e, double center, double width) {
  return cut_draw(e, -2, 2, center, width);
}
static double truncated_double(uint64_t e, double center, double width) {
  return cut_draw(e, -1, 6, center, width);
}
static double tail_double(uint64_t e, double center, double width) {
  return cut_draw(e, 20, INFINITY, center, width);
}

static const law laws[] = {{"uniform", uniform, uniform_double, uniform_float},
                           {"normal", normal, normal_double, normal_float},
                           {"cut to +-2", truncated_symmetrically, symmetric_double, symmetric_float},
                           {"cut to (-1, 6)", truncated, truncated_double, NULL},
                           {"cut to (20, inf)", tail, tail_double, NULL}};
enum { law_count = sizeof laws / sizeof *laws };

// The bytes of one draw by definition.
static void reference(law l, xv_element element, uint64_t e, double center, double width,
                      void *out) {
  // A float draw has float parameters, unless the draw itself is a double one.
  bool in_double = element == XV_FLOAT64 || !l.draw_float;
  double exact = in_double ? l.draw(e, center, width) : 0;
  float rounded = in_double ? (float)exact : l.draw_float(e, (float)center, (float)width);
  if (element == XV_FLOAT64)
    memcpy(out, &exact, 8);
  else if (element == XV_FLOAT32)
    memcpy(out, &rounded, 4);
  else {
    uint32_t code = nearest_code(element, rounded);
    memcpy(out, &code, xv_element_size(element));
  }
}

// Fills from random places, of random lengths, against draws by definition, and no byte more.
static void check_fills(void) {
  enum { most = 1200, margin = 64 };
  static uint8_t bytes[8 * most + 2 * margin], one[8];
  for (int l = 0; l < law_count; l++)
    for (xv_element element = XV_FLOAT32; element <= XV_FLOAT8_E5M2; element++) {
      size_t size = xv_element_size(element);
      int wrong = 0, spilled = 0;
      for (int i = 0; i < 12; i++) {
        uint64_t first = (uint64_t)next_word() << (next_word() % 31);
        if (i == 0) first = (1ull << 34) - 70;  // where counter word 1 changes
        size_t count = i < 2 ? 1100 : next_word() % (i < 8 ? 70 : most), shift = next_word() % 64;
        double center = i % 3 ? 0.25 * next_unit_float() : 0, width = fabs(2 * next_unit_float());
        uint8_t *out = bytes + shift;
        memset(bytes, 0xa5, sizeof bytes);
        laws[l].fill(element, first, count, center, width, out);
        for (size_t e = 0; e < count; e++) {
          reference(laws[l], element, first + e, center, width, one);
          wrong += memcmp(one, out + e * size, size) != 0;
        }
        for (size_t b = 0; b < sizeof bytes; b++)
          spilled += (b < shift || b >= shift + count * size) && bytes[b] != 0xa5;
      }
      check(wrong == 0, "%s, element %d: %d draws differ from the definition", laws[l].name,
            element, wrong);
      check(spilled == 0, "%s, element %d: %d bytes written outside", laws[l].name, element,
            spilled);
    }
}

static void check_slices(void) {
  enum { length = 3000 };
  static uint8_t whole[8 * length], part[8 * length];
  for (int l = 0; l < law_count; l++)
    for (xv_element element = XV_FLOAT32; element <= XV_FLOAT8_E5M2; element++) {
      size_t size = xv_element_size(element);
      laws[l].fill(element, 1000003, length, 0.1, 2, whole);
      int wrong = 0;
      for (int i = 0; i < 60; i++) {
        size_t first = next_word() % length, count = next_word() % (length - first + 1);
        laws[l].fill(element, 1000003 + first, count, 0.1, 2, part);
        wrong += memcmp(part, whole + first * size, count * size) != 0;
      }
      check(wrong == 0, "%s, element %d: %d slices of 60 differ from the whole", laws[l].name,
            element, wrong);
    }
}

static uint64_t hash(const uint8_t *bytes, size_t n) {
  uint64_t h = 0xcbf29ce484222325;
  for (size_t i = 0; i < n; i++) h = (h ^ bytes[i]) * 0x100000001b3;
  return h;
}

void print_checksums(void) {
  enum { length = 1000003 };
  uint8_t *bytes = malloc(8 * length);
  xv_stream_words(&stream, 77, length, (uint32_t *)bytes);
  printf("words %016llx\n", (unsigned long long)hash(bytes, 4 * length));
  for (int l = 0; l < law_count; l++)
    for (xv_element element = XV_FLOAT32; element <= XV_FLOAT8_E5M2; element++) {
      laws[l].fill(element, (1ull << 34) - 50021, length, 0.01, 0.3, bytes);
      printf("%s, element %d: %016llx\n", laws[l].name, element,
             (unsigned long long)hash(bytes, xv_element_size(element) * length));
    }
  free(bytes);
}

static double unit(uint32_t word) { return (2.0 * (word >> 8) + 1 - 0x1p24) * 0x1p-24; }

// Draws against the laws in double libm: the inverse distribution function brings them back.
static void check_laws(void) {
  enum { length = 32 * 4096 };
  float *values = malloc(length * sizeof *values);
  double *exact = malloc(length * sizeof *exact);
  normal(XV_FLOAT32, 64, length, 0, 0.7f, values);
  normal(XV_FLOAT64, 64, length, 0, 0.7, exact);
  double worst = 0, worst_double = 0;
  for (uint64_t e = 0; e < length; e++) {
    uint64_t cosine = 64 + (e & ~8ull);
    double u = (float)((word_at(cosine) >> 1) | 1) * 0x1p-31;
    double theta = M_PI * unit(word_at(cosine + 8)), r = sqrt(-2 * log(u));
    double wanted = r * (e & 8 ? sin(theta) : cos(theta)) * 0.7f;
    worst = fmax(worst, ulps(values[e], wanted, fabs(wanted)));
    u = (double)((long_word_at(cosine) >> 1) | 1) * 0x1p-63;
    theta = M_PI * 0x1p-53 * (double)long_integer_at(cosine + 8);
    wanted = sqrt(-2 * log(u)) * (e & 8 ? sin(theta) : cos(theta)) * 0.7;
    worst_double = fmax(worst_double, fabs(exact[e] - wanted));
  }
  check(worst < 5, "normal values are up to %g ulp off", worst);
  check(worst_double < 4e-15, "Float64 normal values are off by up to %g", worst_double);

  worst = 0, worst_double = 0;
  truncated_symmetrically(XV_FLOAT32, 64, length, 0, 1.3f, values);
  truncated(XV_FLOAT64, 64, length, 0, 1.3, exact);
  xv_truncation cut = xv_truncated(-1, 6);
  for (uint64_t e = 0; e < length; e++) {
    double p = (float)unit(word_at(64 + e)) * 0.95449974f, z = values[e] / 1.3f;
    double back = erf(z * M_SQRT1_2);
    // The error of the probability over the density is the error of z.
    double error = fabs(back - (float)p) / (2 * 0.3989 * exp(-z * z / 2));
    worst = fmax(worst, error / fabs(z));
    z = exact[e] / 1.3;
    double share = 0.5 + 0x1p-54 * (double)long_integer_at(64 + e);
    back = 0.5 * erfc(z * M_SQRT1_2) - cut.above - (1 - share) * cut.mass;
    worst_double = fmax(worst_double, fabs(back) / (0.3989 * exp(-z * z / 2)));
  }
  check(worst < 4e-7, "truncated normal values are off by up to %g of themselves", worst);
  check(worst_double < 1e-11, "Float64 truncated normal values are off by up to %g", worst_double);
  free(values), free(exact);
}

void check_streams(void) {
  check_philox();
  for (int set = 0; set <= (int)xv_widest_instruction_set(); set++) {
    xv_use_instruction_set((xv_instruction_set)set);
    check_layout();
    check_fills();
    check_slices();
    check_laws();
  }
}
