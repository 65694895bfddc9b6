#!/bin/sh
# Builds the wheel, installs it beside NumPy, PyTorch and JAX as a user would, checks its types and runs its
# tests; and compiles the example in C as C and as C++ and runs it.
set -eu
cd "$(dirname "$0")/.."

export XAVIER_BUILD="${XAVIER_BUILD:-.build}"
venv=.venv-python

Scripts/install-packages.sh gcc g++ libc6-dev
${SWIFT:-swift} build -c release --scratch-path "$XAVIER_BUILD" --product xavier
${SWIFT:-swift} build -c release --scratch-path "$XAVIER_BUILD" --product XavierC

release=$XAVIER_BUILD/release
flags="-Wall -Wextra -Werror -Wpedantic -I Sources/CXavier/include"
# shellcheck disable=SC2086
echo '#include "xavier.h"' | g++ $flags -std=c++11 -fsyntax-only -x c++ -
# shellcheck disable=SC2086
gcc $flags -std=c99 Snippets/fill.c -o "$release/fill" -L "$release" -lXavierC -lm \
  -Wl,-rpath,"$PWD/$release" -Wl,--allow-shlib-undefined
"$release/fill"

wanted=$(cat Python/requirements-build.txt Python/requirements-test.txt | sha256sum)
if [ "$(cat "$venv/installed" 2>/dev/null)" != "$wanted" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --requirement Python/requirements-build.txt \
    --requirement Python/requirements-test.txt
  echo "$wanted" >"$venv/installed"
fi

PYTHON=$venv/bin/python Scripts/build-wheel.sh "$release/dist"
"$venv/bin/pip" install --quiet --no-deps --force-reinstall "$release"/dist/xavier-*.whl
(cd Python && "../$venv/bin/mypy" --strict)
XAVIER_TOOL="$PWD/$release/xavier" "$venv/bin/python" -m pytest Python/tests
