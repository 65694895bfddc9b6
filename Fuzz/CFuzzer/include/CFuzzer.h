// libFuzzer's driver, for a program with a main function of its own.

#ifndef CFUZZER_H
#define CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Takes the bytes of one trial; 0 keeps those that reach new code, -1 does not.
typedef int (*FuzzTarget)(const uint8_t *bytes, size_t count);

/// Reads libFuzzer's options and calls the target until they say to stop.
int LLVMFuzzerRunDriver(int *argumentCount, char ***arguments, FuzzTarget target);

#endif
