#!/bin/sh
# Builds the C kernels with their driver, as plain C and with sanitizers, and runs it: every instruction set gives
# the same bits, and the elementary functions keep the accuracy that they state.
set -eu
cd "$(dirname "$0")/.."

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
for flags in "-O2" "-O1 -fsanitize=undefined,address -fno-sanitize-recover=all"; do
  # shellcheck disable=SC2086
  clang -std=gnu2x -Wall -Wextra -Werror $flags -I Sources/CKernels/include \
    Sources/CKernels/*.c Tests/CKernelsDriver/*.c -lm -lpthread -fuse-ld=lld -o "$build/driver"
  "$build/driver"
done
