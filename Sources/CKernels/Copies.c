#include "Variants.h"

#include "Copies.h"

#include <stdbool.h>
#include <string.h>

// Bits of an element, whatever it is.
typedef uint32_t __attribute__((may_alias)) word;

#define XV_LOOPS "Variants/Copies.inc.h"
#include "EveryVariant.h"

void xv_copy_strided(const float *from, float *to, const xv_strides *strides, size_t begin,
                     size_t end) {
  XV_SELECT(copy_strided)((const word *)from, (word *)to, strides, begin, end);
}

void xv_copy_indexed(const float *from, float *to, const xv_tables *tables, size_t begin,
                     size_t end) {
  XV_SELECT(copy_indexed)((const word *)from, (word *)to, tables, begin, end);
}

ptrdiff_t xv_place(float index, size_t length) {
  // Beyond 2^62 no product with a length below would fit; NaN fails every comparison.
  if (!(index >= -0x1p62f && index < 0x1p62f)) return -1;
  ptrdiff_t place = (ptrdiff_t)index;
  if ((float)place != index) return -1;
  if (place < 0) place += (ptrdiff_t)length;
  return place >= 0 && (size_t)place < length ? place : -1;
}

void xv_gather_rows(const float *x, const float *index, float *y, size_t index_count, size_t length,
                    size_t block, size_t begin, size_t end) {
  for (size_t row = begin; row < end; row++) {
    ptrdiff_t place = xv_place(index[row % index_count], length);
    float *to = y + row * block;
    if (place >= 0) {
      memcpy(to, x + (row / index_count * length + (size_t)place) * block, block * sizeof *to);
    } else {
      for (size_t b = 0; b < block; b++) to[b] = __builtin_nanf("");
    }
  }
}

void xv_resample(const float *x, float *y, const int64_t *place, const float *weight, size_t taps,
                 size_t in_length, size_t out_length, size_t block, size_t begin, size_t end) {
  XV_SELECT(resample)(x, y, place, weight, taps, in_length, out_length, block, begin, end);
}
