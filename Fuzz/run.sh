#!/bin/sh
# Builds the fuzz targets with libFuzzer and the address sanitizer and runs them one after another.
#
#   Fuzz/run.sh [seconds a target, default 60] [targets, default all: IDX CSV NPZ PyTorch Safetensors HDF5 ONNX Network YAML Recipe Configuration]
#
# Inputs that crash are kept in Fuzz/Crashes/<target> and are run first the next time.
set -eu
seconds=${1:-60}
targets=${2:-IDX CSV NPZ PyTorch Safetensors HDF5 ONNX Network YAML Recipe Configuration}
cd "$(dirname "$0")/.."
build=.build-fuzz

# The oldest linker, the default, fails on this much of the sanitizer's debug information.
XAVIER_FUZZ=1 ${SWIFT:-swift} build -c release --scratch-path $build --product Fuzz \
  -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=fuzzer-no-link,address \
  -Xswiftc -enable-testing -Xswiftc -g -Xswiftc -use-ld=lld

for target in $targets; do
  corpus=$build/Corpus/$target
  crashes=Fuzz/Crashes/$target
  mkdir -p "$corpus" "$crashes"
  if [ "$target" = Network ] && [ ! -f "$corpus/seeded" ]; then
    # One operator each: the cases that came with the ONNX package, if Scripts/fetch-test-models.sh fetched them.
    find .test-models -name model.onnx -size -8k 2> /dev/null | while read -r model; do
      cp "$model" "$corpus/$(sha256sum "$model" | cut -c 1-16)"
    done
    touch "$corpus/seeded"
  fi
  find "$crashes" -type f | while read -r input; do
    $build/release/Fuzz "$target" "$input"
  done
  $build/release/Fuzz "$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=8192 \
    -print_final_stats=1 -artifact_prefix="$crashes/" "$corpus" "Fuzz/Seeds/$target"
done
