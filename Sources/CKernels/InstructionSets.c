#include "Variants.h"

#include <stdatomic.h>

static atomic_int chosen = -1;

xv_instruction_set xv_widest_instruction_set(void) {
#if XV_HAS_X86_VARIANTS
  // These also ask whether the operating system keeps the wide registers.
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
      return XV_AVX512;
    return XV_AVX2;
  }
#endif
  return XV_PORTABLE;
}

xv_instruction_set xv_current_instruction_set(void) {
  int set = atomic_load_explicit(&chosen, memory_order_relaxed);
  return set >= 0 ? (xv_instruction_set)set : xv_use_instruction_set(XV_AVX512);
}

xv_instruction_set xv_use_instruction_set(xv_instruction_set set) {
  xv_instruction_set widest = xv_widest_instruction_set();
  xv_instruction_set used = set < widest ? set : widest;
  atomic_store_explicit(&chosen, (int)used, memory_order_relaxed);
  return used;
}
