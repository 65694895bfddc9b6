// Holds convolutions of CDNNL to sums written out in double, over random shapes.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CDNNL.h"

static uint64_t state = 88172645463325252u;

static int64_t random_below(int64_t bound) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (int64_t)((state >> 11) % (uint64_t)bound);
}

static int64_t between(int64_t low, int64_t high) { return low + random_below(high - low + 1); }

static float *random_floats(size_t count) {
  float *values = malloc((count + 1) * sizeof *values);
  for (size_t i = 0; i < count; i++) values[i] = (float)random_below(2001) / 1000 - 1;
  return values;
}

static size_t volume(const int64_t *lengths, int64_t axes) {
  size_t product = 1;
  for (int64_t i = 0; i < axes; i++) product *= (size_t)lengths[i];
  return product;
}

static void unravel(size_t index, const int64_t *lengths, int64_t axes, int64_t *position) {
  for (int64_t i = axes - 1; i >= 0; i--) {
    position[i] = (int64_t)(index % (size_t)lengths[i]);
    index /= (size_t)lengths[i];
  }
}

// For each pair of an output position and a kernel position that meet inside the input: adds one product
// to each result, in double, channels last. For the gradient of the weights, `from` is the input and
// `weights` the gradient of the output.
static void reference(const xv_convolution_shape *s, xv_convolution_task task, const float *from,
                      const float *weights, const float *bias, double *to) {
  size_t inputs = volume(s->input, s->axes), outputs = volume(s->output, s->axes);
  size_t taps = volume(s->kernel, s->axes);
  int64_t ic = s->input_channels, oc = s->output_channels;
  int64_t group_ic = ic / s->groups, group_oc = oc / s->groups;
  for (int64_t n = 0; n < s->batch; n++)
    for (size_t o = 0; o < outputs; o++)
      for (size_t k = 0; k < taps; k++) {
        int64_t op[3], kp[3], at = 0;
        int inside = 1;
        unravel(o, s->output, s->axes, op);
        unravel(k, s->kernel, s->axes, kp);
        for (int64_t i = 0; i < s->axes; i++) {
          int64_t p = op[i] * s->strides[i] + kp[i] * s->dilations[i] - s->before[i];
          inside = inside && p >= 0 && p < s->input[i];
          at = at * s->input[i] + p;
        }
        if (!inside) continue;
        for (int64_t c = 0; c < oc; c++)
          for (int64_t j = 0; j < group_ic; j++) {
            size_t in = ((size_t)n * inputs + (size_t)at) * (size_t)ic +
                        (size_t)(c / group_oc * group_ic + j);
            size_t out = ((size_t)n * outputs + o) * (size_t)oc + (size_t)c;
            size_t weight = ((size_t)c * (size_t)group_ic + (size_t)j) * taps + k;
            if (task == XV_CONVOLUTION_OUTPUT)
              to[out] += (double)weights[weight] * from[in];
            else if (task == XV_CONVOLUTION_INPUT_GRADIENT)
              to[in] += (double)weights[weight] * from[out];
            else
              to[weight] += (double)weights[out] * from[in];
          }
      }
  if (bias)
    for (size_t i = 0; i < (size_t)s->batch * outputs * (size_t)oc; i++) to[i] += bias[i % (size_t)oc];
}

static int tail_is_covered(const xv_convolution_shape *s) {
  for (int64_t i = 0; i < s->axes; i++) {
    int64_t extent = (s->kernel[i] - 1) * s->dilations[i] + 1;
    if ((s->output[i] - 1) * s->strides[i] + extent - s->before[i] - s->input[i] + s->strides[i] <= 0)
      return 0;
  }
  return 1;
}

static xv_convolution_shape random_shape(void) {
  xv_convolution_shape s = {.axes = between(1, 3), .batch = between(1, 5)};
  int kind = (int)random_below(4);
  s.groups = kind == 0 ? between(2, 5) : kind == 1 ? between(2, 40) : 1;
  s.input_channels = s.groups * (kind == 1 ? 1 : between(1, 37));
  s.output_channels = s.groups * (kind == 1 ? 1 : between(1, 37));
  if (random_below(4) == 0 && kind > 1) {
    s.input_channels = 16 * between(1, 8);
    s.output_channels = 16 * between(1, 8);
  }
  for (int64_t i = 0; i < s.axes; i++) {
    s.kernel[i] = between(1, 5);
    s.strides[i] = between(1, 3);
    s.dilations[i] = between(1, 3);
    int64_t extent = (s.kernel[i] - 1) * s.dilations[i] + 1;
    s.before[i] = random_below(extent);
    s.input[i] = between(extent, extent + (s.axes == 1 ? 200 : s.axes == 2 ? 19 : 5));
    int64_t after = random_below(extent);
    s.output[i] = (s.input[i] + s.before[i] + after - extent) / s.strides[i] + 1;
  }
  return s;
}

static void print_shape(const xv_convolution_shape *s) {
  printf("%lldd n%lld g%lld %lld->%lld k%lld s%lld d%lld in %lld out %lld ", (long long)s->axes,
         (long long)s->batch, (long long)s->groups, (long long)s->input_channels,
         (long long)s->output_channels, (long long)s->kernel[0], (long long)s->strides[0],
         (long long)s->dilations[0], (long long)s->input[0], (long long)s->output[0]);
}

static int check(const xv_convolution_shape *s, xv_convolution_task task, int has_bias) {
  xv_convolution *c;
  int status = xv_convolution_create(&c, s, task, has_bias);
  size_t inputs = (size_t)(s->batch * s->input_channels) * volume(s->input, s->axes);
  size_t outputs = (size_t)(s->batch * s->output_channels) * volume(s->output, s->axes);
  size_t from_count = task == XV_CONVOLUTION_OUTPUT ? inputs : outputs;
  size_t to_count = task == XV_CONVOLUTION_OUTPUT ? outputs : inputs;
  print_shape(s);
  printf("bias %d task %d: ", has_bias, task);
  if (status) {
    printf("status %d\n", status);
    return 1;
  }
  float *from = random_floats(from_count), *bias = random_floats((size_t)s->output_channels);
  float *weights = random_floats((size_t)(s->input_channels / s->groups * s->output_channels) *
                                 volume(s->kernel, s->axes));
  float *to = malloc(to_count * sizeof *to);
  for (size_t i = 0; i < to_count; i++) to[i] = NAN;
  double *expected = calloc(to_count, sizeof *expected);
  void *packed = aligned_alloc(64, (xv_convolution_packed_bytes(c) + 63) / 64 * 64);
  status = xv_convolution_pack(c, weights, packed);
  size_t pieces = xv_convolution_pieces(c);
  for (size_t i = pieces; i > 0 && !status; i--)
    status = xv_convolution_run(c, i - 1, from, packed, has_bias ? bias : NULL, to);
  reference(s, task, from, weights, has_bias ? bias : NULL, expected);
  double largest = 1, worst = 0;
  for (size_t i = 0; i < to_count; i++) largest = fmax(largest, fabs(expected[i]));
  for (size_t i = 0; i < to_count; i++) {
    double difference = fabs(expected[i] - (double)to[i]);
    if (!(difference <= worst)) worst = difference;
  }
  int wrong = status != 0 || !(worst <= 5e-6 * largest);
  printf("%s, %zu pieces, error %.1e%s\n", xv_convolution_implementation(c), pieces, worst / largest,
         wrong ? " WRONG" : "");
  free(from), free(bias), free(weights), free(to), free(expected), free(packed);
  xv_convolution_destroy(c);
  return wrong;
}

static int check_weight_gradient(const xv_convolution_shape *s) {
  xv_weight_gradient *g;
  int status = xv_weight_gradient_create(&g, s);
  print_shape(s);
  printf("weight gradient: ");
  if (status) {
    printf("status %d\n", status);
    return 1;
  }
  size_t inputs = (size_t)(s->batch * s->input_channels) * volume(s->input, s->axes);
  size_t outputs = (size_t)(s->batch * s->output_channels) * volume(s->output, s->axes);
  size_t count = (size_t)(s->input_channels / s->groups * s->output_channels) *
                 volume(s->kernel, s->axes);
  float *input = random_floats(inputs), *output_gradient = random_floats(outputs);
  float *found = malloc(count * sizeof *found);
  double *expected = calloc(count, sizeof *expected);
  size_t bytes = xv_weight_gradient_sum_bytes(g);
  void *sums = aligned_alloc(64, bytes + 64);
  memset(sums, 0xff, bytes);
  for (size_t i = 0; i < count; i++) found[i] = NAN;
  size_t pieces = xv_weight_gradient_pieces(g), parts = xv_weight_gradient_parts(g);
  for (size_t i = pieces; i > 0 && !status; i--)
    status = xv_weight_gradient_run(g, i - 1, input, output_gradient, sums, found);
  for (size_t i = parts; i > 0; i--) xv_weight_gradient_add(g, i - 1, sums);
  for (size_t i = xv_weight_gradient_slices(g); i > 0 && !status; i--)
    status = xv_weight_gradient_write(g, i - 1, sums, found);
  reference(s, XV_CONVOLUTION_WEIGHT_GRADIENT, input, output_gradient, NULL, expected);
  double largest = 1, worst = 0;
  for (size_t i = 0; i < count; i++) largest = fmax(largest, fabs(expected[i]));
  for (size_t i = 0; i < count; i++) {
    double difference = fabs(expected[i] - (double)found[i]);
    if (!(difference <= worst)) worst = difference;
  }
  int wrong = status != 0 || !(worst <= 5e-6 * largest);
  printf("%s, %zu pieces, %zu slices, error %.1e%s\n", xv_weight_gradient_implementation(g), pieces,
         xv_weight_gradient_slices(g), worst / largest, wrong ? " WRONG" : "");
  free(input), free(output_gradient), free(found), free(expected), free(sums);
  xv_weight_gradient_destroy(g);
  return wrong;
}

// Shapes that make no sense are refused.
static int check_refusals(void) {
  xv_convolution_shape s = {.axes = 2, .batch = 1, .groups = 1, .input_channels = 3,
                            .output_channels = 4, .input = {8, 8}, .output = {6, 6},
                            .kernel = {3, 3}, .strides = {1, 1}, .dilations = {1, 1}};
  int wrong = 0;
  xv_convolution *c;
  for (int i = 0; i < 8; i++) {
    xv_convolution_shape t = s;
    if (i == 0) t.axes = 4;
    if (i == 1) t.groups = 2;
    if (i == 2) t.strides[1] = 0;
    if (i == 3) t.output[0] = 5;
    if (i == 4) t.input[0] = INT64_MAX;
    if (i == 5) t.batch = 0;
    if (i == 6) t.before[0] = -1;
    if (i == 7) t.dilations[0] = INT64_MAX;
    int status = xv_convolution_create(&c, &t, XV_CONVOLUTION_OUTPUT, 0);
    if (status != 2 || c) {
      printf("refusal %d: status %d WRONG\n", i, status);
      xv_convolution_destroy(c);
      wrong++;
    }
  }
  return wrong;
}

int main(int count, char **arguments) {
  int shapes = count > 1 ? atoi(arguments[1]) : 200, wrong = check_refusals(), checked = 0;
  for (int i = 0; i < shapes; i++) {
    xv_convolution_shape s = random_shape();
    if (!tail_is_covered(&s)) continue;
    wrong += check(&s, XV_CONVOLUTION_OUTPUT, (int)random_below(2));
    wrong += check(&s, XV_CONVOLUTION_INPUT_GRADIENT, 0);
    wrong += check_weight_gradient(&s);
    checked += 3;
  }
  // Large enough for several pieces of one image.
  xv_convolution_shape s = {.axes = 2, .batch = 1, .groups = 1, .input_channels = 64,
                            .output_channels = 48, .input = {29, 31}, .output = {15, 16},
                            .kernel = {3, 3}, .strides = {2, 2}, .dilations = {1, 1}, .before = {1, 1}};
  wrong += check(&s, XV_CONVOLUTION_OUTPUT, 1) + check(&s, XV_CONVOLUTION_INPUT_GRADIENT, 0);
  wrong += check_weight_gradient(&s);
  s.batch = 3, s.output[0] = 29, s.output[1] = 31, s.strides[0] = s.strides[1] = 1;
  wrong += check(&s, XV_CONVOLUTION_OUTPUT, 1) + check(&s, XV_CONVOLUTION_INPUT_GRADIENT, 0);
  wrong += check_weight_gradient(&s);
  // Slices of the output's channels: with one place, and with several.
  s = (xv_convolution_shape){.axes = 2, .batch = 2, .groups = 1, .input_channels = 96,
                             .output_channels = 256, .input = {5, 7}, .output = {5, 7},
                             .kernel = {3, 3}, .strides = {1, 1}, .dilations = {1, 1}, .before = {1, 1}};
  wrong += check_weight_gradient(&s);
  s.batch = 4, s.input_channels = s.output_channels = 64;
  s.input[0] = s.output[0] = s.input[1] = s.output[1] = 12;
  wrong += check_weight_gradient(&s);
  printf("%d convolutions checked, %d wrong\n", checked + 8, wrong);
  return wrong != 0;
}
