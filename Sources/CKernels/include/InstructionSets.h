// Which compiled variant of the kernels runs.
#pragma once

typedef enum {
  XV_PORTABLE = 0,
  XV_AVX2 = 1,
  XV_AVX512 = 2,
} xv_instruction_set;

/// The widest instruction set that this processor, its operating system and this build offer.
xv_instruction_set xv_widest_instruction_set(void);

/// The instruction set in use: the widest one unless `xv_use_instruction_set` chose another.
xv_instruction_set xv_current_instruction_set(void);

/// Chooses a narrower set, for tests. Returns the set now in use: never wider than the widest.
xv_instruction_set xv_use_instruction_set(xv_instruction_set set);
