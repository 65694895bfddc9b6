// Rows are reduced in 16 lanes, entry c in lane c % 16, and the lanes folded by halves.
#define xv_floats XV_VARIANT(losses_floats)
#define xv_masks XV_VARIANT(losses_masks)
typedef float xv_floats __attribute__((vector_size(64)));
typedef int32_t xv_masks __attribute__((vector_size(64)));

// The largest entry; NaN is passed over, to show up in the sum instead.
static float XV_VARIANT(row_maximum)(const float *x, size_t n) {
  float lanes[16];
  for (int l = 0; l < 16; l++) lanes[l] = -__builtin_inff();
  size_t whole = n / 16 * 16;
  if (whole > 0) {
    xv_floats largest, part;
    memcpy(&largest, lanes, sizeof largest);
    for (size_t i = 0; i < whole; i += 16) {
      memcpy(&part, x + i, sizeof part);
      xv_masks above = part > largest;
      largest = (xv_floats)(((xv_masks)part & above) | ((xv_masks)largest & ~above));
    }
    memcpy(lanes, &largest, sizeof lanes);
  }
  for (size_t i = whole; i < n; i++)
    if (x[i] > lanes[i % 16]) lanes[i % 16] = x[i];
  for (int half = 8; half > 0; half /= 2)
    for (int l = 0; l < half; l++)
      if (lanes[l + half] > lanes[l]) lanes[l] = lanes[l + half];
  return lanes[0];
}

// lanes += x[0 ..< n], and if b is not NULL the products x b.
static void XV_VARIANT(add_to_lanes)(const float *x, const float *b, size_t n, float lanes[16]) {
  xv_floats sums, part, other;
  memcpy(&sums, lanes, sizeof sums);
  size_t whole = n / 16 * 16;
  if (b == NULL)
    for (size_t i = 0; i < whole; i += 16) {
      memcpy(&part, x + i, sizeof part);
      sums += part;
    }
  else
    for (size_t i = 0; i < whole; i += 16) {
      memcpy(&part, x + i, sizeof part);
      memcpy(&other, b + i, sizeof other);
      sums += part * other;
    }
  memcpy(lanes, &sums, sizeof sums);
  for (size_t i = whole; i < n; i++) lanes[i % 16] += b == NULL ? x[i] : x[i] * b[i];
}

static float XV_VARIANT(fold)(float lanes[16]) {
  for (int half = 8; half > 0; half /= 2)
    for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
  return lanes[0];
}

static void XV_VARIANT(shifted_exp)(const float *restrict x, float *restrict y, size_t n,
                                    float shift) {
  for (size_t i = 0; i < n; i++) y[i] = xv_exp(x[i] - shift);
}

static void XV_VARIANT(softmax_forward)(const float *restrict x, float *restrict y, size_t rows,
                                        size_t columns) {
  for (size_t r = 0; r < rows; r++, x += columns, y += columns) {
    XV_VARIANT(shifted_exp)(x, y, columns, XV_VARIANT(row_maximum)(x, columns));
    float lanes[16] = {0};
    XV_VARIANT(add_to_lanes)(y, NULL, columns, lanes);
    float sum = XV_VARIANT(fold)(lanes);
    for (size_t c = 0; c < columns; c++) y[c] /= sum;
  }
}

static void XV_VARIANT(softmax_backward)(const float *restrict y, const float *restrict dy,
                                         float *restrict dx, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++, y += columns, dy += columns, dx += columns) {
    float lanes[16] = {0};
    XV_VARIANT(add_to_lanes)(dy, y, columns, lanes);
    float mean = XV_VARIANT(fold)(lanes);
    for (size_t c = 0; c < columns; c++) dx[c] = y[c] * (dy[c] - mean);
  }
}

static double XV_VARIANT(cross_entropy)(const float *restrict logits, const int32_t *labels,
                                        size_t rows, size_t columns, float *restrict gradient) {
  enum { buffered = 256 };
  float buffer[buffered];
  double total = 0;
  float share = 1 / (float)rows;
  for (size_t r = 0; r < rows; r++, logits += columns) {
    float largest = XV_VARIANT(row_maximum)(logits, columns);
    float lanes[16] = {0};
    // The buffer's length is a multiple of 16, so the lanes do not depend on whether it is used.
    for (size_t left = 0; left < columns; left += buffered) {
      size_t width = columns - left < buffered ? columns - left : buffered;
      float *powers = gradient ? gradient + r * columns + left : buffer;
      XV_VARIANT(shifted_exp)(logits + left, powers, width, largest);
      XV_VARIANT(add_to_lanes)(powers, NULL, width, lanes);
    }
    float sum = XV_VARIANT(fold)(lanes);
    size_t label = (size_t)labels[r];
    float log_sum = sum >= 1 && sum < __builtin_inff() ? xv_log_of_normal(sum) : sum;
    total += ((double)largest - (double)logits[label]) + (double)log_sum;
    if (gradient) {
      float *row = gradient + r * columns, inverse = 1 / sum;
      float chosen = row[label];
      for (size_t c = 0; c < columns; c++) row[c] = row[c] * inverse * share;
      row[label] = xv_fma(chosen, inverse, -1) * share;
    }
  }
  return total;
}

static size_t XV_VARIANT(count_correct)(const float *scores, const int32_t *labels, size_t rows,
                                        size_t columns) {
  size_t correct = 0;
  for (size_t r = 0; r < rows; r++, scores += columns) {
    size_t label = (size_t)labels[r];
    float score = scores[label];
    // NaN compares false, so it is a rival.
    int32_t rivals = score != score;
    for (size_t c = 0; c < label; c++) rivals |= !(scores[c] < score);
    for (size_t c = label + 1; c < columns; c++) rivals |= !(scores[c] <= score);
    correct += rivals == 0;
  }
  return correct;
}
#undef xv_floats
#undef xv_masks
