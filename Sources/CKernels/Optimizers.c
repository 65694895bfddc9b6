#include "Variants.h"

#include "Optimizers.h"

#define XV_LOOPS "Variants/Optimizers.inc.h"
#include "EveryVariant.h"

void xv_sgd(float *w, const float *g, size_t n, float rate, float decay) {
  XV_SELECT(sgd)(w, g, n, rate, decay);
}

void xv_momentum(float *w, const float *g, float *m, size_t n, float rate, float momentum,
                 int nesterov, float decay) {
  if (nesterov)
    XV_SELECT(nesterov)(w, g, m, n, rate, momentum, decay);
  else
    XV_SELECT(momentum)(w, g, m, n, rate, momentum, decay);
}

void xv_adam(float *w, const float *g, float *m, float *v, size_t n, float step, float beta1,
             float beta2, float one_minus_beta1, float one_minus_beta2, float inverse_root,
             float epsilon, float decay, float rate_times_decay) {
  XV_SELECT(adam)(w, g, m, v, n, step, beta1, beta2, one_minus_beta1, one_minus_beta2,
                  inverse_root, epsilon, decay, rate_times_decay);
}

void xv_adagrad(float *w, const float *g, float *v, size_t n, float rate, float epsilon,
                float decay) {
  XV_SELECT(adagrad)(w, g, v, n, rate, epsilon, decay);
}
