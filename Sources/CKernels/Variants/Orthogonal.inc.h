// M = (1 - factor v v^T) M on `width` columns of `length` rows that lie `stride` apart.
XV_INLINE void XV_VARIANT(reflect_strip)(const float *restrict v, float factor,
                                         float *restrict strip, size_t length, size_t stride,
                                         size_t width) {
  float dots[strip_width] = {0};
  for (size_t i = 0; i < length; i++)
    for (size_t j = 0; j < width; j++) dots[j] = xv_fma(v[i], strip[i * stride + j], dots[j]);
  for (size_t j = 0; j < width; j++) dots[j] *= factor;
  for (size_t i = 0; i < length; i++)
    for (size_t j = 0; j < width; j++)
      strip[i * stride + j] = xv_fma(-v[i], dots[j], strip[i * stride + j]);
}

// Reflects rows k ..< rows of columns k ..< columns, a strip at a time, so that the second pass
// over a strip finds it in a cache.
static void XV_VARIANT(reflect)(const float *v, float factor, float *matrix, size_t rows,
                                size_t columns, size_t k) {
  for (size_t left = k; left < columns; left += strip_width) {
    float *strip = matrix + k * columns + left;
    if (columns - left >= strip_width)
      XV_VARIANT(reflect_strip)(v, factor, strip, rows - k, columns, strip_width);
    else
      XV_VARIANT(reflect_strip)(v, factor, strip, rows - k, columns, columns - left);
  }
}

static void XV_VARIANT(scale)(float *matrix, size_t n, float scale) {
  for (size_t i = 0; i < n; i++) matrix[i] *= scale;
}
