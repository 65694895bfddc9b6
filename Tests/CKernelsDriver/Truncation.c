// Truncated normal laws against golden numbers, and what they give beyond them.
#include "Check.h"

#include <math.h>
#include <stdio.h>

#include "GoldenTruncation.inc.h"

static double ulps_of_double(double got, double wanted) {
  if (wanted == 0 || isinf(wanted)) return got == wanted ? 0 : INFINITY;
  return fabs(got - wanted) / (nextafter(fabs(wanted), INFINITY) - fabs(wanted));
}

void check_truncation(void) {
  double worst[5] = {0};
  for (size_t i = 0; i < sizeof golden_truncations / sizeof *golden_truncations; i++) {
    xv_truncation wanted = golden_truncations[i];
    xv_truncation got = xv_truncated(wanted.lower, wanted.upper);
    double errors[5] = {ulps_of_double(got.below, wanted.below),
                        ulps_of_double(got.above, wanted.above),
                        ulps_of_double(got.mass, wanted.mass),
                        ulps_of_double(got.mean, wanted.mean),
                        ulps_of_double(got.deviation, wanted.deviation)};
    for (int j = 0; j < 5; j++) {
      check(errors[j] <= 2, "number %d of the law cut to (%g, %g) is %g ulp off", j, wanted.lower,
            wanted.upper, errors[j]);
      worst[j] = fmax(worst[j], errors[j]);
    }
    check(got.lower == wanted.lower && got.upper == wanted.upper, "the interval changed");
  }
  printf("truncation, ulp: below %.0f, above %.0f, mass %.0f, mean %.0f, deviation %.0f\n",
         worst[0], worst[1], worst[2], worst[3], worst[4]);
  static const double empty[][2] = {{NAN, 1},           {1, NAN},  {1, 1},
                                    {2, 1},             {NAN, NAN}, {INFINITY, INFINITY},
                                    {INFINITY, -INFINITY}};
  for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
    xv_truncation t = xv_truncated(empty[i][0], empty[i][1]);
    check(isnan(t.mass) && isnan(t.mean) && isnan(t.deviation) && isnan(t.below) && isnan(t.above),
          "the empty interval (%g, %g) has a law", empty[i][0], empty[i][1]);
  }
  static const double far[][2] = {{40, 41}, {-41, -40}, {1e200, 1e300}, {-INFINITY, -1e308}};
  for (size_t i = 0; i < sizeof far / sizeof *far; i++)
    check(xv_truncated(far[i][0], far[i][1]).mass < 1e-300, "(%g, %g) keeps something", far[i][0],
          far[i][1]);
}
