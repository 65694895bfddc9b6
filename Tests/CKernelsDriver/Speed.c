// Rates of one core, side by side with memset. No check: machines differ.
#define _POSIX_C_SOURCE 199309L
#include "Check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const xv_stream stream = {{1, 2}, {3, 4}, {5, 6}, {7, 8}};
static float *x, *y, *z, *w;
static size_t n;

static void set(void) { memset(x, (int)n & 1, 4 * n); }
static void words(void) { xv_stream_words(&stream, 0, n, (uint32_t *)x); }
static xv_truncation cut;
static xv_element element;
static void uniform(void) { xv_fill_uniform(&stream, element, 0, n, 0, 0.1, x); }
static void normal(void) { xv_fill_normal(&stream, element, 0, n, 0, 0.1, x); }
static void truncated(void) { xv_fill_truncated_normal(&stream, element, 0, n, &cut, 0, 0.1, x); }
static void relu(void) { xv_relu_forward(x, y, n); }
static void tanh_(void) { xv_tanh_forward(x, y, n); }
static void tanh_slope(void) { xv_tanh_backward(x, y, z, w, n); }
static void gelu(void) { xv_gelu_forward(x, y, n); }
static void gelu_slope(void) { xv_gelu_backward(x, y, z, w, n); }
static void softmax(void) { xv_softmax_forward(x, y, n / 1024, 1024); }
static void adam(void) { xv_adam(x, y, z, w, n, .1f, .9f, .99f, .1f, .01f, 1, 1e-8f, 0, 0); }
static void squares(void) { w[0] = (float)xv_sum_of_squares(x, n); }
static void orthogonal(void) { xv_orthogonal(x, y, 512, n / 512, 1, NULL); }

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void time_one(const char *name, void (*run)(void)) {
  double best = 1e9;
  for (double start = seconds(); seconds() - start < 0.3;) {
    double before = seconds();
    run();
    double taken = seconds() - before;
    best = taken < best ? taken : best;
  }
  double bytes = (double)(n * xv_element_size(element));
  printf("  %-12s %7.2f GB/s of output, %8.3f ms\n", name, 1e-9 * bytes / best, best * 1e3);
}

void print_speed(void) {
  static const char *const names[] = {"portable", "AVX2", "AVX-512"};
  static const char *const elements[] = {"float", "double", "half", "bfloat16", "E4M3", "E5M2"};
  size_t most = 1 << 24;
  x = malloc(4 * most), y = malloc(4 * most), z = malloc(4 * most), w = malloc(4 * most);
  for (int s = 0; s <= (int)xv_widest_instruction_set(); s++) {
    xv_use_instruction_set((xv_instruction_set)s);
    for (int small = 0; small < 2; small++) {
      n = small ? 1 << 18 : most;
      printf("%s, %zu floats\n", names[s], n);
      time_one("memset", set);
      time_one("words", words), time_one("uniform", uniform);
      cut = xv_truncated(-2, 2);
      time_one("truncated", truncated), time_one("normal", normal);
      cut = xv_truncated(-1, 3);
      time_one("unequal cut", truncated);
      if (!small) continue;
      for (element = XV_FLOAT64; element <= XV_FLOAT8_E5M2; element++) {
        printf(" %s\n", elements[element]);
        time_one("uniform", uniform), time_one("normal", normal), time_one("truncated", truncated);
      }
      element = XV_FLOAT32;
      memcpy(y, x, 4 * n), memcpy(z, x, 4 * n), memset(w, 0, 4 * n);
      time_one("adam", adam), time_one("squares", squares);
      normal();
      time_one("relu", relu), time_one("tanh", tanh_), time_one("tanh slope", tanh_slope);
      time_one("gelu", gelu), time_one("gelu slope", gelu_slope), time_one("softmax", softmax);
      if (s > 0) time_one("orthogonal", orthogonal);
    }
  }
  free(x), free(y), free(z), free(w);
}
