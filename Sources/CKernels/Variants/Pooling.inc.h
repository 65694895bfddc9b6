static void XV_VARIANT(largest)(float *restrict y, const float *restrict x, size_t n) {
  for (size_t c = 0; c < n; c++) y[c] = x[c] > y[c] || x[c] != x[c] ? x[c] : y[c];
}

static void XV_VARIANT(largest_with_place)(float *restrict y, float *restrict places,
                                           const float *restrict x, float place, size_t n) {
  for (size_t c = 0; c < n; c++)
    // The first of equals counts, and the first NaN.
    if (x[c] > y[c] || (x[c] != x[c] && y[c] == y[c]) || places[c] < 0) {
      y[c] = x[c];
      places[c] = place;
    }
}

static void XV_VARIANT(add)(float *restrict y, const float *restrict x, size_t n) {
  for (size_t c = 0; c < n; c++) y[c] += x[c];
}

static void XV_VARIANT(divide)(float *restrict y, float by, size_t n) {
  for (size_t c = 0; c < n; c++) y[c] /= by;
}

static void XV_VARIANT(max_pool)(const xv_windows *w, const float *x, float *y, float *places,
                                 int first_axis_fastest, size_t first, size_t end) {
  size_t channels = (size_t)w->channels;
  for (size_t row = first; row < end; row++) {
    int64_t h = (int64_t)row % w->output[1], d = (int64_t)row / w->output[1] % w->output[0];
    size_t image = row / (size_t)(w->output[0] * w->output[1]);
    size_t positions = (size_t)(w->input[0] * w->input[1] * w->input[2]);
    const float *source = x + image * positions * channels;
    taps depth = taps_of(w, 0, d), height = taps_of(w, 1, h);
    for (int64_t o = 0; o < w->output[2]; o++) {
      size_t at = (row * (size_t)w->output[2] + (size_t)o) * channels;
      taps width = taps_of(w, 2, o);
      for (size_t c = 0; c < channels; c++) y[at + c] = -__builtin_inff();
      if (places)
        for (size_t c = 0; c < channels; c++) places[at + c] = -1;
      for (int64_t i = depth.first; i < depth.end; i += depth.step)
        for (int64_t j = height.first; j < height.end; j += height.step)
          for (int64_t k = width.first; k < width.end; k += width.step) {
            const float *from = source + (size_t)((i * w->input[1] + j) * w->input[2] + k) * channels;
            if (!places) {
              XV_VARIANT(largest)(y + at, from, channels);
              continue;
            }
            int64_t place = first_axis_fastest ? (k * w->input[1] + j) * w->input[0] + i
                                               : (i * w->input[1] + j) * w->input[2] + k;
            XV_VARIANT(largest_with_place)(y + at, places + at, from, (float)place, channels);
          }
      if (places)
        for (size_t c = 0; c < channels; c++)
          places[at + c] += (float)((image * channels + c) * positions);
    }
  }
}

static void XV_VARIANT(average_pool)(const xv_windows *w, const float *x, float *y,
                                     int counts_padding, size_t first, size_t end) {
  size_t channels = (size_t)w->channels;
  for (size_t row = first; row < end; row++) {
    int64_t h = (int64_t)row % w->output[1], d = (int64_t)row / w->output[1] % w->output[0];
    size_t image = row / (size_t)(w->output[0] * w->output[1]);
    const float *source =
        x + image * (size_t)(w->input[0] * w->input[1] * w->input[2]) * channels;
    taps depth = taps_of(w, 0, d), height = taps_of(w, 1, h);
    for (int64_t o = 0; o < w->output[2]; o++) {
      float *to = y + (row * (size_t)w->output[2] + (size_t)o) * channels;
      taps width = taps_of(w, 2, o);
      for (size_t c = 0; c < channels; c++) to[c] = 0;
      for (int64_t i = depth.first; i < depth.end; i += depth.step)
        for (int64_t j = height.first; j < height.end; j += height.step)
          for (int64_t k = width.first; k < width.end; k += width.step)
            XV_VARIANT(add)(
                to, source + (size_t)((i * w->input[1] + j) * w->input[2] + k) * channels, channels);
      int64_t count = counts_padding ? depth.padded * height.padded * width.padded
                                     : depth.inside * height.inside * width.inside;
      if (count > 0) XV_VARIANT(divide)(to, (float)count, channels);
    }
  }
}

// Gives what is left of gradients to the elements that are the largest; then nothing is left.
static void XV_VARIANT(give)(float *restrict gradient, const float *restrict x,
                             const float *restrict y, float *restrict left, size_t n) {
  for (size_t c = 0; c < n; c++) {
    int here = (x[c] == y[c]) | ((x[c] != x[c]) & (y[c] != y[c]));
    float mine = left[c], given = here ? mine : 0;
    left[c] = here ? 0 : mine;
    gradient[c] = gradient[c] + given;
  }
}

// The same where the elements themselves get nothing.
static void XV_VARIANT(take)(const float *restrict x, const float *restrict y, float *restrict left,
                             size_t n) {
  for (size_t c = 0; c < n; c++) {
    int here = (x[c] == y[c]) | ((x[c] != x[c]) & (y[c] != y[c]));
    left[c] = here ? 0 : left[c];
  }
}

// The number of a row of an image's input, and whether it is one of those that are written.
#define XV_ROW(I, J) ((I) * w->input[1] + (J))
#define XV_IS_WRITTEN(ROW) ((ROW) >= (int64_t)first && (ROW) < (int64_t)end)

// The same for one channel that lies alone.
static void XV_VARIANT(give_one)(const xv_windows *w, float *gradient, const float *x, float y,
                                 float left, taps depth, taps height, taps width, size_t first,
                                 size_t end) {
  for (int64_t i = depth.first; i < depth.end; i += depth.step)
    for (int64_t j = height.first; j < height.end; j += height.step) {
      size_t row = (size_t)(XV_ROW(i, j) * w->input[2]);
      for (int64_t k = width.first; k < width.end; k += width.step) {
        float value = x[row + (size_t)k];
        if (value != y && (value == value || y == y)) continue;
        if (XV_IS_WRITTEN(XV_ROW(i, j))) gradient[row + (size_t)k] += left;
        return;
      }
    }
}

static void XV_VARIANT(max_pool_gradient)(const xv_windows *w, const float *x, const float *y,
                                          const float *y_gradient, float *x_gradient, size_t image,
                                          size_t first, size_t end) {
  enum { block = 64 };
  float left[block];
  size_t channels = (size_t)w->channels, row_length = (size_t)w->input[2] * channels;
  size_t start = image * (size_t)(w->input[0] * w->input[1]) * row_length;
  const float *from = x + start;
  float *to = x_gradient + start;
  memset(to + first * row_length, 0, (end - first) * row_length * sizeof *to);
  reach depths = reach_of(w, 0, (int64_t)first / w->input[1], ((int64_t)end - 1) / w->input[1] + 1);
  reach heights = {0, w->output[1]};
  if (w->input[0] == 1) heights = reach_of(w, 1, (int64_t)first, (int64_t)end);
  for (int64_t d = depths.first; d < depths.end; d++)
    for (int64_t h = heights.first; h < heights.end; h++) {
      taps depth = taps_of(w, 0, d), height = taps_of(w, 1, h);
      size_t line = (image * (size_t)w->output[0] + (size_t)d) * (size_t)w->output[1] + (size_t)h;
      for (int64_t o = 0; o < w->output[2]; o++) {
        size_t at = (line * (size_t)w->output[2] + (size_t)o) * channels;
        taps width = taps_of(w, 2, o);
        if (channels == 1) {
          XV_VARIANT(give_one)(w, to, from, y[at], y_gradient[at], depth, height, width, first, end);
          continue;
        }
        for (size_t c = 0; c < channels; c += block) {
          size_t n = channels - c < block ? channels - c : block;
          memcpy(left, y_gradient + at + c, n * sizeof *left);
          for (int64_t i = depth.first; i < depth.end; i += depth.step)
            for (int64_t j = height.first; j < height.end; j += height.step) {
              size_t row = (size_t)XV_ROW(i, j) * row_length + c;
              int is_written = XV_IS_WRITTEN(XV_ROW(i, j));
              for (int64_t k = width.first; k < width.end; k += width.step) {
                size_t tap = row + (size_t)k * channels;
                if (is_written)
                  XV_VARIANT(give)(to + tap, from + tap, y + at + c, left, n);
                else
                  XV_VARIANT(take)(from + tap, y + at + c, left, n);
              }
            }
        }
      }
    }
}

static void XV_VARIANT(add_to_each)(float *y, float by, size_t n) {
  for (size_t c = 0; c < n; c++) y[c] += by;
}

static void XV_VARIANT(average_pool_gradient)(const xv_windows *w, const float *y_gradient,
                                              float *x_gradient, int counts_padding, size_t image,
                                              size_t first, size_t end) {
  enum { block = 64 };
  float share[block];
  size_t channels = (size_t)w->channels, row_length = (size_t)w->input[2] * channels;
  float *to = x_gradient + image * (size_t)(w->input[0] * w->input[1]) * row_length;
  memset(to + first * row_length, 0, (end - first) * row_length * sizeof *to);
  reach depths = reach_of(w, 0, (int64_t)first / w->input[1], ((int64_t)end - 1) / w->input[1] + 1);
  reach heights = {0, w->output[1]};
  if (w->input[0] == 1) heights = reach_of(w, 1, (int64_t)first, (int64_t)end);
  for (int64_t d = depths.first; d < depths.end; d++)
    for (int64_t h = heights.first; h < heights.end; h++) {
      taps depth = taps_of(w, 0, d), height = taps_of(w, 1, h);
      size_t line = (image * (size_t)w->output[0] + (size_t)d) * (size_t)w->output[1] + (size_t)h;
      for (int64_t o = 0; o < w->output[2]; o++) {
        size_t at = (line * (size_t)w->output[2] + (size_t)o) * channels;
        taps width = taps_of(w, 2, o);
        int64_t count = counts_padding ? depth.padded * height.padded * width.padded
                                       : depth.inside * height.inside * width.inside;
        for (size_t c = 0; c < channels; c += block) {
          size_t n = channels - c < block ? channels - c : block;
          for (size_t k = 0; k < n; k++) share[k] = y_gradient[at + c + k] / (float)count;
          for (int64_t i = depth.first; i < depth.end; i += depth.step)
            for (int64_t j = height.first; j < height.end; j += height.step) {
              if (!XV_IS_WRITTEN(XV_ROW(i, j))) continue;
              float *row = to + (size_t)XV_ROW(i, j) * row_length + c;
              if (channels == 1 && width.step == 1) {
                XV_VARIANT(add_to_each)(row + width.first, share[0], (size_t)width.inside);
                continue;
              }
              for (int64_t k = width.first; k < width.end; k += width.step)
                XV_VARIANT(add)(row + (size_t)k * channels, share, n);
            }
        }
      }
    }
}

#undef XV_ROW
#undef XV_IS_WRITTEN
