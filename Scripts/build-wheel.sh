#!/bin/sh
# Builds the Python wheel: the library with Swift's runtime inside and the system's libraries beside it, so
# that it needs nothing but glibc and libstdc++. Usage: build-wheel.sh [DIRECTORY], dist by default.
#
# The objects are those of `swift build -c release`, so that little is left to do after a build.
set -eu
cd "$(dirname "$0")/.."

out=${1:-dist}
build=${XAVIER_BUILD:-.build}
venv=${XAVIER_VENV:-.venv-python}
package=Python/src/xavier

Scripts/python-venv.sh "$venv" Python/requirements-build.txt
${SWIFT:-swift} build -c release --scratch-path "$build" --product XavierC
release=$build/release
static=$(dirname "$(readlink -f "$(command -v swiftc)")")/../lib/swift_static/linux

# Only the functions of the header are seen from outside: what is inside meets no other library's.
echo '{ global: xavier_*; local: *; };' >"$release/xavier.map"
mkdir -p "$package/lib"
# The objects say that they need Foundation; as a static library that needs the others here.
swiftc -emit-library -static-stdlib -use-ld=lld -o "$package/lib/libxavier.so" \
  @"$release/XavierC.product/Objects.LinkFileList" -L "$static" \
  -lFoundation -lCoreFoundation -lFoundationInternationalization -lFoundationEssentials \
  -l_FoundationCollections -l_FoundationCShims -l_FoundationICU \
  -ldnnl -lopenblas -lzip -lz -lstdc++ -lm \
  -Xlinker --version-script="$release/xavier.map" -Xlinker --gc-sections -Xlinker --strip-all \
  -Xlinker -soname=libxavier.so -Xlinker -z -Xlinker defs

rm -rf Python/build Python/src/*.egg-info "$release/wheel"
"$venv/bin/python" -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$release/wheel" \
  ./Python
mkdir -p "$out"
rm -f "$out"/xavier-*.whl
# Puts what the library needs and users' machines may lack beside it, under names of its own.
PATH="$PWD/$venv/bin:$PATH" "$venv/bin/python" -m auditwheel repair --wheel-dir "$out" \
  "$release"/wheel/xavier-*.whl >"$release/auditwheel.log" 2>&1 || {
  cat "$release/auditwheel.log" >&2
  exit 1
}
rm -rf Python/build Python/src/*.egg-info
ls -l "$out"/xavier-*.whl
