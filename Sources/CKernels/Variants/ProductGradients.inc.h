// The gradient of a term where the product of all terms that are not 0, times dy, is `whole`.
#define XV_TERM(X, WHOLE, ZEROS)                                           \
  (float)((ZEROS) == 0 ? (WHOLE) / (double)(X)                             \
                       : (ZEROS) == 1 && (X) == 0 ? (WHOLE) : 0)

// One output: all runs that start at `from`; term i of a run goes to lane i % 16.
static void XV_VARIANT(product_runs)(const xv_reduction *plan, const float *from, float dy,
                                     float *to, size_t rounds) {
  double lanes[16];
  size_t zeros = 0, n = plan->run;
  for (int l = 0; l < 16; l++) lanes[l] = 1;
  xv_cursor cursor = xv_cursor_at(&plan->reduced, 0);
  for (size_t round = 0; round < rounds; round++, xv_advance(&plan->reduced, &cursor, 1)) {
    const float *x = from + cursor.offsets[0];
    size_t whole = n / 16 * 16;
    for (size_t i = 0; i < whole; i += 16)
      for (size_t l = 0; l < 16; l++) lanes[l] *= x[i + l] == 0 ? 1 : (double)x[i + l];
    for (size_t i = whole; i < n; i++) lanes[i % 16] *= x[i] == 0 ? 1 : (double)x[i];
    for (size_t i = 0; i < n; i++) zeros += x[i] == 0;
  }
  for (int half = 8; half > 0; half /= 2)
    for (int l = 0; l < half; l++) lanes[l] *= lanes[l + half];
  double product = lanes[0] * (double)dy;
  cursor = xv_cursor_at(&plan->reduced, 0);
  for (size_t round = 0; round < rounds; round++, xv_advance(&plan->reduced, &cursor, 1)) {
    const float *restrict x = from + cursor.offsets[0];
    float *restrict dx = to + cursor.offsets[0];
    for (size_t i = 0; i < n; i++) dx[i] = XV_TERM(x[i], product, zeros);
  }
}

// `width` outputs side by side, at most XV_SIDE_BY_SIDE of them.
static void XV_VARIANT(product_columns)(const xv_reduction *plan, const float *from,
                                        const float *restrict dy, float *to, size_t rounds,
                                        size_t width) {
  double products[XV_SIDE_BY_SIDE], zeros[XV_SIDE_BY_SIDE];
  for (size_t i = 0; i < width; i++) products[i] = 1, zeros[i] = 0;
  xv_cursor cursor = xv_cursor_at(&plan->reduced, 0);
  for (size_t round = 0; round < rounds; round++, xv_advance(&plan->reduced, &cursor, 1)) {
    const float *restrict x = from + cursor.offsets[0];
    for (size_t i = 0; i < width; i++) {
      products[i] *= x[i] == 0 ? 1 : (double)x[i];
      zeros[i] += x[i] == 0;
    }
  }
  for (size_t i = 0; i < width; i++) products[i] *= (double)dy[i];
  cursor = xv_cursor_at(&plan->reduced, 0);
  for (size_t round = 0; round < rounds; round++, xv_advance(&plan->reduced, &cursor, 1)) {
    const float *restrict x = from + cursor.offsets[0];
    float *restrict dx = to + cursor.offsets[0];
    for (size_t i = 0; i < width; i++) dx[i] = XV_TERM(x[i], products[i], zeros[i]);
  }
}
#undef XV_TERM
