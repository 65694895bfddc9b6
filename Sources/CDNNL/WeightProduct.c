#include "WeightProduct.h"

#include <string.h>

#include "CallingThread.h"
#include "ConvolutionPieces.h"
#include "include/MatrixProduct.h"

// Tiles are not cut below this many channels, where products get slow.
enum { least_channels = 64 };

static size_t at_least_one(double x) { return x < 1 ? 1 : (size_t)x; }

int xv_weight_product_create(xv_weight_product *p, const xv_convolution_shape *s) {
  if (s->groups > 1) return 0;
  memset(p, 0, sizeof *p);
  p->shape = *s;
  p->outputs = (size_t)s->output_channels;
  p->inputs = (size_t)s->input_channels;
  p->positions = (size_t)s->batch;
  double input_values = (double)s->batch * (double)s->input_channels;
  for (int i = 0; i < s->axes; i++) {
    if (s->kernel[i] > 1 || s->before[i] > 0 || (s->output[i] - 1) * s->strides[i] >= s->input[i])
      return 0;
    p->positions *= (size_t)s->output[i];
    p->is_strided |= s->input[i] != s->output[i];
    input_values *= (double)s->output[i];
  }
  double output_values = (double)p->positions * (double)p->outputs;
  double weights = (double)p->outputs * (double)p->inputs;
  xv_convolution_cut whole = xv_cut_convolution(s, XV_CONVOLUTION_WEIGHT_GRADIENT);
  size_t wanted = (size_t)((s->batch + whole.images - 1) / whole.images * whole.bands);
  // A partial sum is worth its memory where it has many positions to add up, up to 256 MiB of sums.
  double most = (double)p->positions / 64;
  if (most > 0x1p26 / weights) most = 0x1p26 / weights;
  double least = 0;
  for (size_t a = 1; a <= wanted && (a == 1 || p->outputs / a >= least_channels); a *= 2)
    for (size_t b = 1; a * b <= wanted && (b == 1 || p->inputs / b >= least_channels); b *= 2) {
      size_t missing = (wanted + a * b - 1) / (a * b);
      size_t places = (double)missing > most ? at_least_one(most) : missing;
      double moved = input_values * (double)a + output_values * (double)b;
      if (places > 1) moved += 4 * weights * (double)places;
      // Pieces that are missing leave threads idle, which costs more than memory.
      moved += 16 * weights * (double)(missing - places);
      if (p->places > 0 && moved >= least) continue;
      least = moved;
      p->output_tiles = a;
      p->input_tiles = b;
      p->places = places;
    }
  return 1;
}

size_t xv_weight_product_length(const xv_weight_product *p) { return p->outputs * p->inputs; }

typedef struct {
  size_t first, count;
} range;

// One of equal ranges, which begin at multiples of 16.
static range part(size_t total, size_t parts, size_t number) {
  size_t first = number * total / parts / 16 * 16, end = (number + 1) * total / parts / 16 * 16;
  if (number + 1 == parts) end = total;
  return (range){first, end - first};
}

// Copies the input's channels at the output's positions.
static void gather(const xv_weight_product *p, range positions, range channels, const float *input,
                   float *to) {
  const xv_convolution_shape *s = &p->shape;
  for (size_t i = 0; i < positions.count; i++) {
    size_t rest = positions.first + i, at = 0, stride = 1;
    for (int64_t axis = s->axes - 1; axis >= 0; axis--) {
      at += rest % (size_t)s->output[axis] * (size_t)s->strides[axis] * stride;
      rest /= (size_t)s->output[axis];
      stride *= (size_t)s->input[axis];
    }
    memcpy(to + i * channels.count, input + (rest * stride + at) * p->inputs + channels.first,
           channels.count * sizeof *to);
  }
}

int xv_weight_product_run(const xv_weight_product *p, size_t piece, const float *input,
                          const float *output_gradient, float *sums, float *weight_gradient) {
  size_t tile = piece / p->places, place = piece % p->places;
  range positions = part(p->positions, p->places, place);
  range outputs = part(p->outputs, p->output_tiles, tile / p->input_tiles);
  range inputs = part(p->inputs, p->input_tiles, tile % p->input_tiles);
  const float *right = input + positions.first * p->inputs + inputs.first;
  size_t row_length = p->inputs;
  if (p->is_strided) {
    float *dense = xv_scratch(positions.count * inputs.count * sizeof *dense);
    if (!dense) return dnnl_out_of_memory;
    gather(p, positions, inputs, input, dense);
    right = dense;
    row_length = inputs.count;
  }
  float *to = p->places > 1 ? sums + place * xv_weight_product_length(p) : weight_gradient;
  return xv_matrix_product(1, 0, outputs.count, inputs.count, positions.count,
                           output_gradient + positions.first * p->outputs + outputs.first, p->outputs,
                           right, row_length, 0, to + outputs.first * p->inputs + inputs.first,
                           p->inputs);
}

void xv_weight_product_add(const xv_weight_product *p, size_t first, size_t end, const float *sums,
                           float *weight_gradient) {
  size_t length = xv_weight_product_length(p);
  memcpy(weight_gradient + first, sums + first, (end - first) * sizeof *sums);
  for (size_t place = 1; place < p->places; place++)
    for (size_t i = first; i < end; i++) weight_gradient[i] += sums[place * length + i];
}
