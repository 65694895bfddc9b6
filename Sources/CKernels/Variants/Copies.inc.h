typedef uint32_t XV_VARIANT(words) __attribute__((vector_size(32)));

// to[c, r] = from[r, c] for 8 rows and 8 columns, rows in a row of from and columns in a row of to.
XV_INLINE void XV_VARIANT(transpose_tile)(const word *from, ptrdiff_t from_stride, word *to,
                                          ptrdiff_t to_stride) {
  typedef XV_VARIANT(words) words;
  words a[8], b[8];
  for (int i = 0; i < 8; i++) memcpy(&a[i], from + i * from_stride, sizeof a[i]);
  for (int i = 0; i < 4; i++) {
    b[2 * i] = __builtin_shufflevector(a[2 * i], a[2 * i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    b[2 * i + 1] = __builtin_shufflevector(a[2 * i], a[2 * i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < 8; i += 4)
    for (int j = 0; j < 2; j++) {
      a[i + j] = __builtin_shufflevector(b[i + j], b[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      a[i + j + 2] = __builtin_shufflevector(b[i + j], b[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int j = 0; j < 4; j++) {
    b[j] = __builtin_shufflevector(a[j], a[j + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    b[j + 4] = __builtin_shufflevector(a[j], a[j + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  for (int i = 0; i < 8; i++) memcpy(to + i * to_stride, &b[i], sizeof b[i]);
}

// Rows lie in a row of from, columns in a row of to.
static void XV_VARIANT(transpose)(const word *from, ptrdiff_t from_stride, word *to,
                                  ptrdiff_t to_stride, size_t rows, size_t columns) {
  size_t row = 0;
  for (; row + 8 <= rows; row += 8) {
    size_t column = 0;
    for (; column + 8 <= columns; column += 8)
      XV_VARIANT(transpose_tile)
      (from + (ptrdiff_t)column * from_stride + row, from_stride,
       to + (ptrdiff_t)row * to_stride + column, to_stride);
    for (size_t r = row; r < row + 8; r++)
      for (size_t c = column; c < columns; c++)
        to[(ptrdiff_t)r * to_stride + (ptrdiff_t)c] = from[(ptrdiff_t)c * from_stride + (ptrdiff_t)r];
  }
  for (; row < rows; row++)
    for (size_t c = 0; c < columns; c++)
      to[(ptrdiff_t)row * to_stride + (ptrdiff_t)c] =
          from[(ptrdiff_t)c * from_stride + (ptrdiff_t)row];
}

XV_INLINE void XV_VARIANT(copy_row)(const word *from, ptrdiff_t from_stride, word *to,
                                    ptrdiff_t to_stride, size_t count) {
  if (to_stride == 1 && from_stride == 1) {
    // A short row costs less than the call of memcpy.
    if (count >= 16) memcpy(to, from, count * sizeof *to);
    else
      for (size_t i = 0; i < count; i++) to[i] = from[i];
  } else if (to_stride == 1 && from_stride == 0) {
    word value = *from;
    for (size_t i = 0; i < count; i++) to[i] = value;
  } else {
    for (size_t i = 0; i < count; i++)
      to[(ptrdiff_t)i * to_stride] = from[(ptrdiff_t)i * from_stride];
  }
}

static void XV_VARIANT(copy_strided)(const word *from, word *to, const xv_strides *strides,
                                     size_t begin, size_t end) {
  size_t outer = strides->rank - 2;
  const size_t *lengths = strides->lengths;
  const ptrdiff_t *from_strides = strides->from_strides, *to_strides = strides->to_strides;
  size_t rows = lengths[outer], columns = lengths[outer + 1];
  ptrdiff_t from_row = from_strides[outer], from_column = from_strides[outer + 1];
  ptrdiff_t to_row = to_strides[outer], to_column = to_strides[outer + 1];
  bool transposes = from_row == 1 && to_column == 1 && from_column != 1;
  size_t index[XV_COPY_AXES];
  size_t rest = begin;
  for (size_t axis = outer; axis-- > 0;) {
    index[axis] = rest % lengths[axis];
    rest /= lengths[axis];
    from += (ptrdiff_t)index[axis] * from_strides[axis];
    to += (ptrdiff_t)index[axis] * to_strides[axis];
  }
  for (size_t block = begin; block < end; block++) {
    if (transposes) {
      XV_VARIANT(transpose)(from, from_column, to, to_row, rows, columns);
    } else {
      for (size_t row = 0; row < rows; row++)
        XV_VARIANT(copy_row)
        (from + (ptrdiff_t)row * from_row, from_column, to + (ptrdiff_t)row * to_row, to_column,
         columns);
    }
    for (size_t axis = outer; axis-- > 0;) {
      from += from_strides[axis];
      to += to_strides[axis];
      if (++index[axis] < lengths[axis]) break;
      index[axis] = 0;
      from -= (ptrdiff_t)lengths[axis] * from_strides[axis];
      to -= (ptrdiff_t)lengths[axis] * to_strides[axis];
    }
  }
}

XV_INLINE void XV_VARIANT(fill_words)(word *to, float fill, size_t count) {
  word bits;
  memcpy(&bits, &fill, sizeof bits);
  for (size_t i = 0; i < count; i++) to[i] = bits;
}

static void XV_VARIANT(copy_indexed)(const word *from, word *to, const xv_tables *tables,
                                     size_t begin, size_t end) {
  size_t outer = tables->rank - 1, block = tables->block;
  const ptrdiff_t *last = tables->offsets;
  for (size_t axis = 0; axis < outer; axis++) last += tables->lengths[axis];
  size_t length = tables->lengths[outer];
  for (size_t row = begin; row < end; row++) {
    word *target = to + row * length * block;
    const word *source = from;
    const ptrdiff_t *table = last;
    size_t rest = row;
    bool is_nowhere = false;
    for (size_t axis = outer; axis-- > 0;) {
      size_t count = tables->lengths[axis];
      table -= count;
      ptrdiff_t offset = table[rest % count];
      rest /= count;
      is_nowhere |= offset == XV_NOWHERE;
      source += offset == XV_NOWHERE ? 0 : offset;
    }
    if (is_nowhere) {
      XV_VARIANT(fill_words)(target, tables->fill, length * block);
    } else if (block == 1 && tables->run_count * 8 > length) {
      word bits;
      memcpy(&bits, &tables->fill, sizeof bits);
      for (size_t i = 0; i < length; i++)
        target[i] = last[i] == XV_NOWHERE ? bits : source[last[i]];
    } else {
      for (size_t i = 0; i < tables->run_count; i++) {
        size_t count = tables->runs[i].length * block;
        if (tables->runs[i].offset == XV_NOWHERE) {
          XV_VARIANT(fill_words)(target, tables->fill, count);
        } else {
          memcpy(target, source + tables->runs[i].offset, count * sizeof *target);
        }
        target += count;
      }
    }
  }
}

static void XV_VARIANT(resample)(const float *restrict x, float *restrict y, const int64_t *place,
                                 const float *weight, size_t taps, size_t in_length,
                                 size_t out_length, size_t block, size_t begin, size_t end) {
  for (size_t row = begin; row < end; row++) {
    size_t i = row % out_length;
    const float *source = x + row / out_length * in_length * block;
    const int64_t *places = place + i * taps;
    const float *weights = weight + i * taps;
    float *target = y + row * block;
    if (block == 1) {
      float sum = 0;
      for (size_t k = 0; k < taps; k++) sum = xv_fma(weights[k], source[places[k]], sum);
      *target = sum;
      continue;
    }
    for (size_t k = 0; k < taps; k++) {
      const float *line = source + (size_t)places[k] * block;
      float w = weights[k];
      if (k == 0)
        for (size_t b = 0; b < block; b++) target[b] = w * line[b];
      else
        for (size_t b = 0; b < block; b++) target[b] = xv_fma(w, line[b], target[b]);
    }
  }
}
