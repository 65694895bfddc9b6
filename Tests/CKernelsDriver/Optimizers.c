// Updates against the formulas of Optimizers.h in double.
#include "Check.h"

#include <math.h>
#include <string.h>

enum { n = 100 };

static void expect(const char *name, const float *got, const double *wanted) {
  double worst = 0;
  for (int i = 0; i < n; i++) worst = fmax(worst, fabs(got[i] - wanted[i]));
  check(worst < 3e-7, "%s is off by %g", name, worst);
}

void check_optimizers(void) {
  float w[n], g[n], m[n], v[n], w1[n], m1[n], v1[n];
  double ww[n], mm[n], vv[n];
  for (int i = 0; i < n; i++) {
    w[i] = next_unit_float(), g[i] = next_unit_float(), m[i] = next_unit_float();
    v[i] = fabsf(next_unit_float());
  }
  memcpy(w1, w, sizeof w);
  xv_sgd(w1, g, n, 0.1f, 0.01f);
  for (int i = 0; i < n; i++) ww[i] = w[i] - 0.1 * (g[i] + 0.01 * w[i]);
  expect("sgd", w1, ww);

  for (int nesterov = 0; nesterov < 2; nesterov++) {
    memcpy(w1, w, sizeof w), memcpy(m1, m, sizeof m);
    xv_momentum(w1, g, m1, n, 0.1f, 0.9f, nesterov, 0.01f);
    for (int i = 0; i < n; i++) {
      double slope = g[i] + 0.01 * w[i];
      mm[i] = 0.9 * m[i] + slope;
      ww[i] = w[i] - 0.1 * (nesterov ? slope + 0.9 * mm[i] : mm[i]);
    }
    expect("momentum", m1, mm);
    expect(nesterov ? "weights with nesterov" : "weights with momentum", w1, ww);
  }

  memcpy(w1, w, sizeof w), memcpy(m1, m, sizeof m), memcpy(v1, v, sizeof v);
  xv_adam(w1, g, m1, v1, n, 0.01f, 0.9f, 0.99f, 0.1f, 0.01f, 1.5f, 1e-3f, 0.02f, 1e-3f);
  for (int i = 0; i < n; i++) {
    double slope = g[i] + 0.02 * w[i];
    mm[i] = 0.9 * m[i] + 0.1 * slope;
    vv[i] = 0.99 * v[i] + 0.01 * slope * slope;
    ww[i] = (1 - 1e-3) * w[i] - 0.01 * mm[i] / (sqrt(vv[i]) * 1.5 + 1e-3);
  }
  expect("adam's first moment", m1, mm);
  expect("adam's second moment", v1, vv);
  expect("adam's weights", w1, ww);

  float zero[n] = {0}, still[n];
  memcpy(still, w, sizeof w), memset(m1, 0, sizeof m1), memset(v1, 0, sizeof v1);
  xv_adam(still, zero, m1, v1, n, 0.01f, 0.9f, 0.99f, 0.1f, 0.01f, 1.5f, 1e-8f, 0, 0);
  check(memcmp(still, w, sizeof w) == 0, "adam moves nothing without a gradient");

  memcpy(w1, w, sizeof w), memcpy(v1, v, sizeof v);
  xv_adagrad(w1, g, v1, n, 0.01f, 1e-3f, 0.02f);
  for (int i = 0; i < n; i++) {
    double slope = g[i] + 0.02 * w[i];
    vv[i] = v[i] + slope * slope;
    ww[i] = w[i] - 0.01 * slope / (sqrt(vv[i]) + 1e-3);
  }
  expect("adagrad's sum of squares", v1, vv);
  expect("adagrad's weights", w1, ww);

  memset(v1, 0, sizeof v1);
  xv_adagrad(still, zero, v1, n, 0.01f, 1e-10f, 0);
  check(memcmp(still, w, sizeof w) == 0, "adagrad moves nothing without a gradient");
}
