#!/usr/bin/env bash
# Puts the program on the PATH: that of a release, checked against its checksum, or one built of the action's own checkout.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
into=${RUNNER_TEMP:?}/cohere-lint
releases=${COHERE_LINT_RELEASES:-https://github.com/cohere-lint/cohere-lint/releases/download}
version=${VERSION:-$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/Cargo.toml" | head -n 1)}

fail() {
  printf '::error title=cohere-lint::%s\n' "$1"
  exit 2
}

case $version in
  installed)
    program=$(command -v cohere-lint) || fail "cohere-lint is not on the PATH"
    ;;
  source)
    cargo install --quiet --locked --path "$here" --root "$into"
    program=$into/bin/cohere-lint
    ;;
  *)
    [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "version is neither a release, nor source, nor installed"
    case "${RUNNER_OS:?}-${RUNNER_ARCH:?}" in
      Linux-X64) target=x86_64-unknown-linux-musl ;;
      Linux-ARM64) target=aarch64-unknown-linux-musl ;;
      macOS-X64) target=x86_64-apple-darwin ;;
      macOS-ARM64) target=aarch64-apple-darwin ;;
      Windows-X64) target=x86_64-pc-windows-msvc ;;
      Windows-ARM64) target=aarch64-pc-windows-msvc ;;
      *) fail "there is no release for $RUNNER_OS on $RUNNER_ARCH; use version: source" ;;
    esac
    archive=cohere-lint-$target.tar.gz
    mkdir -p "$into/bin"
    for file in "$archive" "$archive.sha256"; do
      curl --proto '=https,file' --fail --silent --show-error --location --retry 3 --output "$into/$file" "$releases/v$version/$file" ||
        fail "release $version can't be fetched; before the first one use version: source"
    done
    (cd "$into" && if command -v sha256sum >/dev/null; then sha256sum --check --quiet "$archive.sha256"; else shasum -a 256 -c "$archive.sha256"; fi) ||
      fail "the checksum of $archive does not hold"
    tar -xzf "$into/$archive" -C "$into/bin" --strip-components 1
    program=$into/bin/cohere-lint
    ;;
esac

"$program" --version
dirname "$program" >>"${GITHUB_PATH:?}"
printf 'program=%s\n' "$program" >>"${GITHUB_OUTPUT:?}"
