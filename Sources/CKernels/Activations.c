#include "Variants.h"

#include "ActivationFunctions.h"
#include "Activations.h"

#define XV_LOOPS "Variants/Activations.inc.h"
#include "EveryVariant.h"

#define XV_DEFINE_ACTIVATION(NAME, FUNCTION)                                                   \
  void xv_##NAME##_forward(const float *x, float *y, size_t n) {                               \
    XV_SELECT(FUNCTION##_forward)(x, y, n, 0);                                                 \
  }                                                                                            \
  void xv_##NAME##_backward(const float *x, const float *y, const float *dy, float *dx,        \
                            size_t n) {                                                        \
    (void)y;                                                                                   \
    XV_SELECT(FUNCTION##_backward)(x, dy, dx, n, 0);                                           \
  }

#define XV_DEFINE_ACTIVATION_1(NAME)                                                           \
  void xv_##NAME##_forward(const float *x, float *y, size_t n, float attribute) {              \
    XV_SELECT(NAME##_forward)(x, y, n, attribute);                                             \
  }                                                                                            \
  void xv_##NAME##_backward(const float *x, const float *y, const float *dy, float *dx,        \
                            size_t n, float attribute) {                                       \
    (void)y;                                                                                   \
    XV_SELECT(NAME##_backward)(x, dy, dx, n, attribute);                                       \
  }

XV_DEFINE_ACTIVATION(identity, identity)
XV_DEFINE_ACTIVATION(relu, relu)
XV_DEFINE_ACTIVATION_1(leaky_relu)
XV_DEFINE_ACTIVATION_1(elu)
XV_DEFINE_ACTIVATION(selu, selu)
XV_DEFINE_ACTIVATION(gelu, gelu)
XV_DEFINE_ACTIVATION(gelu_tanh, gelu_tanh)
XV_DEFINE_ACTIVATION(silu, silu)
XV_DEFINE_ACTIVATION(softplus, softplus)
XV_DEFINE_ACTIVATION(softsign, softsign)
XV_DEFINE_ACTIVATION(tanh, hyperbolic_tangent)
XV_DEFINE_ACTIVATION(sigmoid, sigmoid)
