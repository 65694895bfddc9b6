// Draws a weight whole and in two halves, as two processes of a tensor-parallel model would.
//
//     swift build -c release --product XavierC
//     cc -I Sources/CXavier/include Snippets/fill.c -L .build/release -lXavierC -Wl,-rpath,.build/release -o fill

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xavier.h"

static void check(xavier_status status, char *error) {
  if (status == XAVIER_OK) return;
  fprintf(stderr, "error: %s\n", error ? error : "no memory for a sentence");
  xavier_free(error);
  exit(status);
}

int main(void) {
  enum { OUTPUTS = 128, INPUTS = 784, HALF = INPUTS / 2 };
  static float whole[OUTPUTS][INPUTS], left[OUTPUTS][HALF], right[OUTPUTS][HALF];
  const int64_t shape[] = {OUTPUTS, INPUTS};
  const xavier_parameter weight = {
      .initializer = "glorotUniform",
      .path = "hidden.weight",
      .seed = 42,
      .rank = 2,
      .shape = shape,
      .layout = "pytorch",
  };
  char *error = NULL;
  check(xavier_fill(whole, sizeof whole, XAVIER_FLOAT32, &weight, NULL, NULL, &error), error);

  const int64_t lengths[] = {OUTPUTS, HALF};
  const xavier_slice halves[] = {
      {.starts = (const int64_t[]){0, 0}, .lengths = lengths},
      {.starts = (const int64_t[]){0, HALF}, .lengths = lengths},
  };
  check(xavier_fill(left, sizeof left, XAVIER_FLOAT32, &weight, &halves[0], NULL, &error), error);
  check(xavier_fill(right, sizeof right, XAVIER_FLOAT32, &weight, &halves[1], NULL, &error), error);

  double squares = 0;
  for (int row = 0; row < OUTPUTS; row++) {
    if (memcmp(whole[row], left[row], sizeof left[row]) != 0
        || memcmp(whole[row] + HALF, right[row], sizeof right[row]) != 0) {
      fprintf(stderr, "error: row %d of the halves is not that of the whole\n", row);
      return XAVIER_INTERNAL;
    }
    for (int column = 0; column < INPUTS; column++) squares += whole[row][column] * whole[row][column];
  }
  printf("xavier %s: %d weights, deviation %.4f, 2 / (fan in + fan out) asks for %.4f\n",
         xavier_version(), OUTPUTS * INPUTS, sqrt(squares / (OUTPUTS * INPUTS)),
         sqrt(2.0 / (INPUTS + OUTPUTS)));

  const xavier_parameter bare = {
      .initializer = "glorotUniform", .path = "hidden.weight", .rank = 2, .shape = shape};
  if (xavier_fill(whole, sizeof whole, XAVIER_FLOAT32, &bare, NULL, NULL, &error) != XAVIER_OK)
    printf("%s\n", error);
  xavier_free(error);
  return 0;
}
