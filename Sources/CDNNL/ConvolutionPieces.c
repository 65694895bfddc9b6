#include "ConvolutionPieces.h"

static int64_t at_most(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t at_least(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t ratio_up(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Four pieces as soon as each has about 20 microseconds of multiplying: two or four threads have equal
// shares. More only where each has ten times that, up to what a large processor can use: long pieces
// reuse weights better.
static int64_t wanted_pieces(double products) {
  const double small = 2e6, large = 2e7;
  if (products < 4 * small) return at_least((int64_t)(products / small), 1);
  if (products >= 16 * large) return 16;
  return at_least((int64_t)(products / (4 * large)), 1) * 4;
}

xv_convolution_cut xv_cut_convolution(const xv_convolution_shape *s, xv_convolution_task task) {
  double products =
      (double)s->batch * (double)s->output_channels * (double)(s->input_channels / s->groups);
  for (int i = 0; i < s->axes; i++) products *= (double)s->output[i] * (double)s->kernel[i];
  // With few channels in a group, products take longer.
  if (s->input_channels / s->groups < 8) products *= 4;
  int64_t wanted = wanted_pieces(products);
  int64_t rows = task == XV_CONVOLUTION_INPUT_GRADIENT ? s->input[0] : s->output[0];
  xv_convolution_cut cut = {at_least(s->batch / wanted, 1), 1};
  if (s->batch < wanted) cut.bands = at_most(ratio_up(wanted, s->batch), rows);
  return cut;
}

int xv_convolution_piece(const xv_convolution_shape *s, xv_convolution_task task,
                         xv_convolution_cut cut, int64_t piece, xv_convolution_shape *part,
                         int64_t *input_start, int64_t *output_start) {
  int64_t image = piece / cut.bands * cut.images, band = piece % cut.bands;
  int64_t in_first = 0, in_end = s->input[0], out_first = 0, out_end = s->output[0];
  int64_t stride = s->strides[0], extent = (s->kernel[0] - 1) * s->dilations[0] + 1;
  if (cut.bands > 1 && task != XV_CONVOLUTION_INPUT_GRADIENT) {
    out_first = band * s->output[0] / cut.bands;
    out_end = (band + 1) * s->output[0] / cut.bands;
    in_first = at_least(out_first * stride - s->before[0], 0);
    in_end = at_most((out_end - 1) * stride - s->before[0] + extent, in_end);
  } else if (cut.bands > 1) {
    in_first = band * s->input[0] / cut.bands;
    in_end = (band + 1) * s->input[0] / cut.bands;
    // The outputs whose windows reach the band.
    out_first = ratio_up(at_least(in_first + s->before[0] - extent + 1, 0), stride);
    out_end = at_most((in_end - 1 + s->before[0]) / stride + 1, out_end);
  }
  *part = *s;
  part->batch = at_most(cut.images, s->batch - image);
  part->input[0] = in_end - in_first;
  part->output[0] = out_end - out_first;
  part->before[0] = in_first - (out_first * stride - s->before[0]);
  int64_t in_row = s->input_channels, out_row = s->output_channels;
  for (int i = 1; i < s->axes; i++) {
    in_row *= s->input[i];
    out_row *= s->output[i];
  }
  *input_start = (image * s->input[0] + in_first) * in_row;
  *output_start = (image * s->output[0] + out_first) * out_row;
  // Behind the last window fewer elements than a stride may be left over.
  int64_t after = (part->output[0] - 1) * stride + extent - part->before[0] - part->input[0];
  return part->input[0] > 0 && part->output[0] > 0 && part->before[0] >= 0 && after + stride > 0;
}

// Slices must leave blocks of 16 channels nearly full, and be wide enough to multiply at full speed.
static int can_be_sliced(const xv_convolution_shape *s, int64_t slices) {
  int64_t channels = s->output_channels / slices;
  return s->groups == 1 && s->output_channels % slices == 0 && channels >= 32 &&
         ratio_up(channels, 16) * 16 * 7 <= channels * 8;
}

xv_weight_gradient_cut xv_cut_weight_gradient(const xv_convolution_shape *s) {
  xv_convolution_cut whole = xv_cut_convolution(s, XV_CONVOLUTION_WEIGHT_GRADIENT);
  int64_t wanted = ratio_up(s->batch, whole.images) * whole.bands;
  double input = (double)s->batch * (double)s->input_channels;
  double positions = (double)s->batch;
  double weights = (double)s->output_channels * (double)(s->input_channels / s->groups);
  for (int i = 0; i < s->axes; i++) {
    input *= (double)s->input[i];
    positions *= (double)s->output[i];
    weights *= (double)s->kernel[i];
  }
  // A partial sum is worth its memory where it has many positions to add up, up to 256 MiB of sums.
  double most = positions / 64 < 0x1p26 / weights ? positions / 64 : 0x1p26 / weights;
  xv_weight_gradient_cut best = {{s->batch, 1}, 1};
  double least = 0;
  for (int64_t slices = 1; slices <= wanted; slices *= 2) {
    if (slices > 1 && !can_be_sliced(s, slices)) break;
    int64_t places = ratio_up(wanted, slices);
    if ((double)places > most) places = at_least((int64_t)most, 1);
    double moved = input * (double)(slices - 1);
    if (slices > 1) moved += 2 * positions * (double)s->output_channels;
    if (places > 1) moved += 4 * weights * (double)places;
    // Pieces that are missing leave threads idle, which costs more than memory.
    moved += 16 * weights * (double)(ratio_up(wanted, slices) - places);
    if (slices > 1 && moved >= least) continue;
    least = moved;
    best.slices = slices;
    best.places.images = s->batch < places ? 1 : ratio_up(s->batch, places);
    best.places.bands = s->batch < places ? at_most(ratio_up(places, s->batch), s->output[0]) : 1;
  }
  return best;
}
