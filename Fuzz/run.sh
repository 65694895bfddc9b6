#!/bin/sh
# Builds each fuzz target with libFuzzer and the address sanitizer and runs it.
#
#   Fuzz/run.sh [seconds a target, default 60] [target, default all: IDX CSV]
#
# Inputs that crash are kept in Fuzz/Crashes/<target> and are run first the next time.
set -eu
seconds=${1:-60}
targets=${2:-IDX CSV}
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/.build-fuzz
mkdir -p "$build/CAssets"
cat > "$build/CAssets/module.modulemap" <<MAP
module CAssets {
  header "$root/Sources/CAssets/include/CAssets.h"
  export *
}
MAP
clang -std=c2x -O1 -c "$root/Sources/CAssets/assets.c" -I "$root/Sources/CAssets/include" \
  -o "$build/assets.o"
# The one module of the package that the readers import.
swiftc -swift-version 6 -O -g -wmo -sanitize=fuzzer,address -parse-as-library -package-name xavier \
  -module-name Spellings -emit-module -emit-module-path "$build/Spellings.swiftmodule" \
  -emit-object -o "$build/Spellings.o" "$root"/Sources/Spellings/*.swift
for target in $targets; do
  swiftc -swift-version 6 -O -g -sanitize=fuzzer,address -parse-as-library -package-name xavier \
    -module-name "Fuzz$target" -I "$root/Sources/CZlib" -I "$build/CAssets" -I "$build" \
    "$root/Fuzz/Fuzz$target.swift" "$root"/Sources/Training/DataSets/*.swift \
    "$build/assets.o" "$build/Spellings.o" -lz -o "$build/Fuzz$target"
  corpus=$build/Corpus/$target
  crashes=$root/Fuzz/Crashes/$target
  mkdir -p "$corpus" "$crashes"
  for input in "$crashes"/*; do
    if [ -f "$input" ]; then "$build/Fuzz$target" "$input"; fi
  done
  "$build/Fuzz$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
    -print_final_stats=1 -artifact_prefix="$crashes/" "$corpus" "$root/Fuzz/Seeds/$target"
done
