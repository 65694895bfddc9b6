// Each row's loop is written for inputs that are consecutive and for inputs that are repeated.
#define XV_BINARY(NAME)                                                                   \
  static void XV_VARIANT(NAME##_of_two)(const xv_rows *rows) {                            \
    size_t n = rows->run;                                                                 \
    for (size_t r = 0; r < rows->rows; r++) {                                             \
      const float *restrict a = rows->inputs[0] + r * rows->strides[0];                   \
      const float *restrict b = rows->inputs[1] + r * rows->strides[1];                   \
      float *restrict y = rows->y + r * n;                                                \
      if (rows->steps[0] && rows->steps[1])                                               \
        for (size_t i = 0; i < n; i++) y[i] = xv_binary_##NAME(a[i], b[i]);               \
      else if (rows->steps[0]) {                                                          \
        float alone = b[0];                                                               \
        for (size_t i = 0; i < n; i++) y[i] = xv_binary_##NAME(a[i], alone);              \
      } else if (rows->steps[1]) {                                                        \
        float alone = a[0];                                                               \
        for (size_t i = 0; i < n; i++) y[i] = xv_binary_##NAME(alone, b[i]);              \
      } else {                                                                            \
        float value = xv_binary_##NAME(a[0], b[0]);                                       \
        for (size_t i = 0; i < n; i++) y[i] = value;                                      \
      }                                                                                   \
    }                                                                                     \
  }                                                                                       \
  static void XV_VARIANT(NAME##_into)(const xv_rows *rows) {                              \
    size_t n = rows->run;                                                                 \
    for (size_t r = 0; r < rows->rows; r++) {                                             \
      const float *restrict b = rows->inputs[0] + r * rows->strides[0];                   \
      float *restrict y = rows->y + r * n;                                                \
      if (rows->steps[0])                                                                 \
        for (size_t i = 0; i < n; i++) y[i] = xv_binary_##NAME(y[i], b[i]);               \
      else {                                                                              \
        float alone = b[0];                                                               \
        for (size_t i = 0; i < n; i++) y[i] = xv_binary_##NAME(y[i], alone);              \
      }                                                                                   \
    }                                                                                     \
  }

XV_BINARY(add)
XV_BINARY(subtract)
XV_BINARY(multiply)
XV_BINARY(divide)
XV_BINARY(maximum)
XV_BINARY(minimum)
XV_BINARY(power)
XV_BINARY(prelu)
#undef XV_BINARY

static void XV_VARIANT(repeat)(const xv_rows *rows) {
  size_t n = rows->run;
  for (size_t r = 0; r < rows->rows; r++) {
    const float *restrict a = rows->inputs[0] + r * rows->strides[0];
    float *restrict y = rows->y + r * n;
    if (rows->steps[0])
      for (size_t i = 0; i < n; i++) y[i] = a[i];
    else {
      float alone = a[0];
      for (size_t i = 0; i < n; i++) y[i] = alone;
    }
  }
}

static void XV_VARIANT(choose)(const xv_rows *rows) {
  size_t n = rows->run;
  for (size_t r = 0; r < rows->rows; r++) {
    const float *restrict c = rows->inputs[0] + r * rows->strides[0];
    const float *restrict a = rows->inputs[1] + r * rows->strides[1];
    const float *restrict b = rows->inputs[2] + r * rows->strides[2];
    float *restrict y = rows->y + r * n;
    if (!rows->steps[0]) {
      const float *restrict chosen = c[0] != 0 ? a : b;
      size_t step = rows->steps[c[0] != 0 ? 1 : 2];
      if (step)
        for (size_t i = 0; i < n; i++) y[i] = chosen[i];
      else {
        float alone = chosen[0];
        for (size_t i = 0; i < n; i++) y[i] = alone;
      }
    } else if (rows->steps[1] && rows->steps[2]) {
      for (size_t i = 0; i < n; i++) y[i] = c[i] != 0 ? a[i] : b[i];
    } else if (rows->steps[1]) {
      float alone = b[0];
      for (size_t i = 0; i < n; i++) y[i] = c[i] != 0 ? a[i] : alone;
    } else if (rows->steps[2]) {
      float alone = a[0];
      for (size_t i = 0; i < n; i++) y[i] = c[i] != 0 ? alone : b[i];
    } else {
      float yes = a[0], no = b[0];
      for (size_t i = 0; i < n; i++) y[i] = c[i] != 0 ? yes : no;
    }
  }
}
