#!/usr/bin/env bash
# Does any file make a reader trap, hang, or take memory without bound?
#
# Feeds what reads files (the markup of chapters and their prose, formulas, events, files of parameters,
# GIF and PNG pictures, messages of the homework and its answers) with files that were tampered with, each
# for a minute, with a time limit of ten seconds a file and a gigabyte of memory in all. If a process
# dies, the file that it read is left in the folder named.
#
#   Tests/fuzz.sh                  a minute each
#   Tests/fuzz.sh 600 prose gif    ten minutes each of prose and GIF pictures
#   FUZZ_SEED=7 Tests/fuzz.sh      other files
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export FUZZ_SECONDS=${1:-60}
export FUZZ_SEED=${FUZZ_SEED:-1}
FUZZ_FOLDER=${FUZZ_FOLDER:-$(mktemp -d)}
export FUZZ_FOLDER
[ $# -eq 0 ] || shift
readers=("$@")
[ ${#readers[@]} -gt 0 ] || readers=(markup prose formulas events parameters gif png frames answers)

swift build --build-tests
failures=0
for reader in "${readers[@]}"; do
  if ! swift test --skip-build --filter "FuzzTests/$reader\\(" >"$FUZZ_FOLDER/$reader.log" 2>&1; then
    echo "$reader: failed; the file is $FUZZ_FOLDER/fuzz-$reader.input"
    grep -E "error|Fatal|Issue|recorded|Alarm" "$FUZZ_FOLDER/$reader.log" | head -n 5 || true
    failures=1
  else
    grep -h "files read in" "$FUZZ_FOLDER/$reader.log"
  fi
done
exit "$failures"
