#include "Variants.h"

#include "MapFunctions.h"
#include "Maps.h"

#define XV_LOOPS "Variants/Maps.inc.h"
#include "EveryVariant.h"

#define XV_DEFINE_MAP_LIKE(NAME, A, B, ...)                                                     \
  void xv_##NAME##_forward(const float *x, float *y, size_t n __VA_OPT__(, ) __VA_ARGS__) {     \
    XV_SELECT(NAME##_forward)(x, y, n, A, B);                                                   \
  }                                                                                             \
  void xv_##NAME##_backward(const float *x, const float *y, const float *dy, float *dx,         \
                            size_t n __VA_OPT__(, ) __VA_ARGS__) {                              \
    (void)y;                                                                                    \
    XV_SELECT(NAME##_backward)(x, dy, dx, n, A, B);                                             \
  }
#define XV_DEFINE_MAP(NAME) XV_DEFINE_MAP_LIKE(NAME, 0, 0)
#define XV_DEFINE_MAP_1(NAME) XV_DEFINE_MAP_LIKE(NAME, a, 0, float a)
#define XV_DEFINE_MAP_2(NAME) XV_DEFINE_MAP_LIKE(NAME, a, b, float a, float b)

XV_DEFINE_MAP_1(celu)
XV_DEFINE_MAP_2(scaled_elu)
XV_DEFINE_MAP_2(hard_sigmoid)
XV_DEFINE_MAP(hard_swish)
XV_DEFINE_MAP(mish)
XV_DEFINE_MAP_1(thresholded_relu)
XV_DEFINE_MAP_2(shrink)
XV_DEFINE_MAP_1(swish)
XV_DEFINE_MAP(erf)
XV_DEFINE_MAP_2(clip)
XV_DEFINE_MAP(abs)
XV_DEFINE_MAP(exp)
XV_DEFINE_MAP(log)
XV_DEFINE_MAP(sqrt)
XV_DEFINE_MAP(reciprocal)
XV_DEFINE_MAP(negate)
XV_DEFINE_MAP(floor)
XV_DEFINE_MAP(ceil)
XV_DEFINE_MAP(round)
XV_DEFINE_MAP(sign)

void xv_sin_forward(const float *x, float *y, size_t n) { XV_SELECT(sines)(x, NULL, y, n, 0); }
void xv_sin_backward(const float *x, const float *y, const float *dy, float *dx, size_t n) {
  (void)y;
  XV_SELECT(sines)(x, dy, dx, n, 1);
}
void xv_cos_forward(const float *x, float *y, size_t n) { XV_SELECT(sines)(x, NULL, y, n, 1); }
void xv_cos_backward(const float *x, const float *y, const float *dy, float *dx, size_t n) {
  (void)y;
  // The cosine's slope is the sine two quadrants on.
  XV_SELECT(sines)(x, dy, dx, n, 2);
}
