// One number of each row: the places of the indices begin to end - 1, all of one o.
XV_INLINE void XV_VARIANT(sum_numbers)(const float *restrict y, float *restrict x,
                                       const xv_dependents *d, size_t begin, size_t end) {
  const size_t *starts = d->starts, *places = d->places;
  const float *weights = d->weights;
  for (size_t j = begin; j < end; j++) {
    double sum = 0;
    if (weights)
      for (size_t k = starts[j]; k < starts[j + 1]; k++)
        sum += (double)weights[k] * (double)y[places[k]];
    else
      for (size_t k = starts[j]; k < starts[j + 1]; k++) sum += (double)y[places[k]];
    x[j] = (float)sum;
  }
}

static void XV_VARIANT(sum_run)(const float *restrict y, float *restrict x, const xv_dependents *d,
                                size_t begin, size_t end) {
  size_t first = d->run_first < begin ? begin : d->run_first;
  size_t last = d->run_first + d->run_count < end ? d->run_first + d->run_count : end;
  if (first >= last) {
    XV_VARIANT(sum_numbers)(y, x, d, begin, end);
    return;
  }
  XV_VARIANT(sum_numbers)(y, x, d, begin, first);
  memcpy(x + first, y + d->run_place + (first - d->run_first), (last - first) * sizeof *x);
  XV_VARIANT(sum_numbers)(y, x, d, last, end);
}

// Many terms, in float64.
static void XV_VARIANT(sum_lines)(const float *restrict y, float *restrict x,
                                  const size_t *places, const float *weights, size_t terms,
                                  size_t block, size_t width) {
  enum { buffered = 256 };
  double sums[buffered];
  for (size_t start = 0; start < width; start += buffered) {
    size_t count = width - start < buffered ? width - start : buffered;
    for (size_t b = 0; b < count; b++) sums[b] = 0;
    for (size_t k = 0; k < terms; k++) {
      const float *line = y + places[k] * block + start;
      double w = weights ? (double)weights[k] : 1;
      for (size_t b = 0; b < count; b++) sums[b] = xv_fma64(w, (double)line[b], sums[b]);
    }
    for (size_t b = 0; b < count; b++) x[start + b] = (float)sums[b];
  }
}

XV_INLINE void XV_VARIANT(sum_few_lines)(const float *restrict y, float *restrict x,
                                         const size_t *places, const float *weights, size_t terms,
                                         size_t block, size_t width) {
  for (size_t k = 0; k < terms; k++) {
    const float *line = y + places[k] * block;
    float w = weights ? weights[k] : 1;
    if (k == 0 && w == 1) {
      memcpy(x, line, width * sizeof *x);
    } else if (k == 0) {
      for (size_t b = 0; b < width; b++) x[b] = w * line[b];
    } else if (weights) {
      for (size_t b = 0; b < width; b++) x[b] = xv_fma(w, line[b], x[b]);
    } else {
      for (size_t b = 0; b < width; b++) x[b] += line[b];
    }
  }
}

static void XV_VARIANT(sum_dependents)(const float *y, float *x, const xv_dependents *d, size_t begin,
                                       size_t end, size_t first, size_t last) {
  if (d->block == 1) {
    for (size_t row = begin; row < end;) {
      size_t o = row / d->length, j = row % d->length;
      size_t count = d->length - j < end - row ? d->length - j : end - row;
      XV_VARIANT(sum_run)(y + o * d->y_length, x + o * d->length, d, j, j + count);
      row += count;
    }
    return;
  }
  for (size_t row = begin; row < end; row++) {
    size_t j = row % d->length, start = d->starts[j], terms = d->starts[j + 1] - start;
    const float *from = y + row / d->length * d->y_length * d->block + first;
    float *to = x + row * d->block + first;
    const float *weights = d->weights ? d->weights + start : NULL;
    if (terms == 0)
      memset(to, 0, (last - first) * sizeof *to);
    else if (terms <= 8)
      XV_VARIANT(sum_few_lines)
      (from, to, d->places + start, weights, terms, d->block, last - first);
    else
      XV_VARIANT(sum_lines)(from, to, d->places + start, weights, terms, d->block, last - first);
  }
}
