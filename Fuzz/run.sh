#!/bin/sh
# Builds each fuzz target with libFuzzer and the address sanitizer and runs it.
#
#   Fuzz/run.sh [seconds a target, default 60] [target, default all: IDX CSV ONNX NPZ]
#
# Inputs that crash are kept in Fuzz/Crashes/<target> and are run first the next time.
set -eu
seconds=${1:-60}
targets=${2:-IDX CSV ONNX NPZ}
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/.build-fuzz
compile="swiftc -swift-version 6 -O -g -sanitize=fuzzer,address -parse-as-library"
mkdir -p "$build/CAssets"
cat > "$build/CAssets/module.modulemap" <<MAP
module CAssets {
  header "$root/Sources/CAssets/include/CAssets.h"
  export *
}
MAP
clang -std=c2x -O1 -c "$root/Sources/CAssets/assets.c" -I "$root/Sources/CAssets/include" \
  -o "$build/assets.o"

# The modules that the readers import.
for name in Spellings Tensors Files; do
  $compile -wmo -package-name xavier -module-name "$name" -I "$build" -emit-module \
    -emit-module-path "$build/$name.swiftmodule" -emit-object -o "$build/$name.o" \
    "$root/Sources/$name"/*.swift
done

for target in $targets; do
  case $target in
  IDX | CSV)
    sources=$(find "$root/Sources/Training/DataSets" -name '*.swift')
    objects="$build/assets.o $build/Spellings.o -lz"
    ;;
  ONNX | NPZ)
    # The readers alone: what makes networks of models would need most of the package.
    folder=$root/Sources/ModelFiles
    sources=$(find "$folder"/M*.swift "$folder"/ONNX/*.swift "$folder/ONNX/Messages" "$folder/NumPy" \
      -name '*.swift')
    objects="$build/Spellings.o $build/Tensors.o $build/Files.o -lzip"
    ;;
  esac
  # The lists are paths without spaces but for the root's, which must have none.
  # shellcheck disable=SC2086
  $compile -package-name xavier -module-name "Fuzz$target" -I "$root/Sources/CZlib" \
    -I "$root/Sources/CZip" -I "$build/CAssets" -I "$build" "$root/Fuzz/Fuzz$target.swift" $sources \
    $objects -o "$build/Fuzz$target"
  corpus=$build/Corpus/$target
  crashes=$root/Fuzz/Crashes/$target
  mkdir -p "$corpus" "$crashes"
  for input in "$crashes"/*; do
    if [ -f "$input" ]; then "$build/Fuzz$target" "$input"; fi
  done
  "$build/Fuzz$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 \
    -print_final_stats=1 -artifact_prefix="$crashes/" "$corpus" "$root/Fuzz/Seeds/$target"
done
