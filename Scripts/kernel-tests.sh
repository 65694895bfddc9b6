#!/bin/sh
# Builds the C kernels with their driver and runs it: every instruction set gives the same bits, and
# the elementary functions keep the accuracy that they state. First as plain C and with sanitizers,
# then for 64-bit ARM in an emulator, built by clang and by gcc; many draws must have the same
# checksums there as here on every instruction set.
set -eu
cd "$(dirname "$0")/.."

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
flags="-std=gnu2x -Wall -Wextra -Werror -I Sources/CKernels/include"
sources="Sources/CKernels/*.c Tests/CKernelsDriver/*.c"

# shellcheck disable=SC2086
for options in "-O1 -fsanitize=undefined,address -fno-sanitize-recover=all" "-O2"; do
  clang $flags $options $sources -lm -lpthread -fuse-ld=lld -o "$build/driver"
  case $options in
  *sanitize*) "$build/driver" 100003 ;;
  *) "$build/driver" ;;
  esac
done
for set in 0 1 2; do
  "$build/driver" checksums $set >"$build/checksums-$set"
  cmp "$build/checksums-0" "$build/checksums-$set"
done

[ "$(uname -m)" = x86_64 ] || exit 0
Scripts/install-packages.sh gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
if ! command -v aarch64-linux-gnu-gcc >/dev/null || ! command -v qemu-aarch64 >/dev/null; then
  echo "kernel tests: no cross compiler or emulator for 64-bit ARM, its draws were not compared" >&2
  # A machine of one's own may do without; continuous integration may not.
  [ -z "${CI:-}" ]
  exit
fi
mkdir "$build/arm"
for source in $sources; do
  # shellcheck disable=SC2086
  clang --target=aarch64-linux-gnu -I /usr/aarch64-linux-gnu/include $flags -O2 -c "$source" \
    -o "$build/arm/$(echo "$source" | tr / -).o"
done
aarch64-linux-gnu-gcc -static "$build"/arm/*.o -lm -lpthread -o "$build/arm-clang"
# gcc 12's vectorizer fails with an internal error on a loop of the driver at -O2; the kernels ask
# for -O3 themselves.
# shellcheck disable=SC2086
aarch64-linux-gnu-gcc $flags -O1 -static $sources -lm -lpthread -o "$build/arm-gcc"
for driver in arm-clang arm-gcc; do
  qemu-aarch64 "$build/$driver" 1000003
  qemu-aarch64 "$build/$driver" checksums 0 >"$build/checksums-$driver"
  cmp "$build/checksums-0" "$build/checksums-$driver"
done
echo "64-bit ARM draws the same bits as x86-64"
