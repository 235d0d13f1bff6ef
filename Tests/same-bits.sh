#!/usr/bin/env bash
# Are the numbers the same bits whatever the build and the number of threads?
#
# Runs the chapters (by default in the quick form) built for debugging and for release, for this
# machine and for the smallest with fused multiply-add, with one thread and with two, and compares
# what they showed: every number, and the digest of every figure that shows no times.
#
#   Tests/same-bits.sh            all chapters, quick
#   Tests/same-bits.sh --full 02  chapter 2 as it stands in the book
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

options=(--quick)
if [ "${1:-}" = --full ]; then
  options=()
  shift
fi
chapters=("$@")
if [ ${#chapters[@]} -eq 0 ]; then
  for folder in Chapters/[0-9]*/; do
    name=$(basename "$folder")
    chapters+=("${name:0:2}")
  done
fi

marches=(native)
[ "$(uname -m)" != x86_64 ] || marches+=(x86-64-v3)
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

for configuration in debug release; do
  for march in "${marches[@]}"; do
    build=".build-bits-$configuration-$march"
    for chapter in "${chapters[@]}"; do
      DIFFUSION_MARCH=$march swift build --quiet --configuration "$configuration" \
        --scratch-path "$build" --product "chapter-$chapter"
      program=$(swift build --configuration "$configuration" --scratch-path "$build" --show-bin-path)
      for threads in 1 2; do
        run="$results/$chapter-$configuration-$march-$threads"
        mkdir "$run"
        DIFFUSION_THREADS=$threads "$program/chapter-$chapter" --quiet ${options[@]+"${options[@]}"} \
          --figures "$run" --events "$run/events.jsonl" >/dev/null 2>&1
        grep -v -e '^{"timing":' -e '"isTimed":true' "$run/events.jsonl" >"$run.numbers"
      done
    done
  done
done

status=0
for chapter in "${chapters[@]}"; do
  reference="$results/$chapter-debug-native-1.numbers"
  same=true
  for numbers in "$results/$chapter"-*.numbers; do
    if ! cmp -s "$reference" "$numbers"; then
      echo "chapter $chapter: $(basename "$numbers" .numbers) shows other numbers than debug-native-1:"
      diff "$reference" "$numbers" | head -n 6 || true
      same=false
      status=1
    fi
  done
  if $same; then
    echo "chapter $chapter: $(wc -l <"$reference") events, the same bits in all builds and threads"
  fi
done
exit "$status"
