#!/usr/bin/env bash
# Gradescope runs this once, when the autograder's image is built. This folder's parent is the book.
set -euo pipefail
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  libcairo2-dev pkg-config curl ca-certificates git gnupg2
if ! command -v swift >/dev/null; then
  curl -fsSL "https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz" | tar -xz -C /tmp
  SWIFTLY_HOME_DIR=/opt/swiftly SWIFTLY_BIN_DIR=/usr/local/bin \
    /tmp/swiftly init --assume-yes --quiet-shell-followup
fi
cd /autograder/source
swift build --product homework
