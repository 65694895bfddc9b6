#!/bin/sh
# Builds CDNNL with its driver against the system's oneDNN and against version 3.2 from PyPI, by clang and
# by gcc, and holds convolutions of each to sums written out in double.
set -eu
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags="-std=gnu2x -O2 -Wall -Wextra -Werror -I Sources/CDNNL/include"
sources="Sources/CDNNL/*.c Tests/CDNNLDriver/*.c"
shapes=${1:-1000}

# shellcheck disable=SC2086
check() { # name, compiler flags, linker flags
  for compiler in clang gcc; do
    $compiler $flags $2 $sources $3 -ldnnl -lm -lpthread -o "$work/driver"
    "$work/driver" "$shapes" >"$work/log" || { grep WRONG "$work/log"; exit 1; }
    echo "$1, $compiler: $(tail -n 1 "$work/log")"
  done
}

check "system" "" ""

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --no-deps onednn-cpu-gomp==2023.2.0 onednn-devel-cpu-gomp==2023.2.0
check "3.2" "-I $work/venv/include" "-L $work/venv/lib -Wl,-rpath,$work/venv/lib"
