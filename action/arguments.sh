# shellcheck shell=bash
# Read by the scripts beside it: the action's inputs as arguments of `cohere-lint check`, in `arguments` and `paths`.
# Written for the bash of macOS, which is old: no mapfile, and empty arrays count as unset.
set -euo pipefail

arguments=(--no-progress --color never)
[[ -z ${ROOT:-} ]] || arguments+=(--root "$ROOT")
[[ -z ${CONFIG:-} ]] || arguments+=(--config "$CONFIG")
[[ -z ${BASELINE:-} ]] || arguments+=(--baseline "$BASELINE")
[[ -z ${CHANGED_SINCE:-} ]] || arguments+=(--changed-since "$CHANGED_SINCE")
case ${FAIL_ON:-} in
  "") ;;
  never) arguments+=(--exit-zero) ;;
  *) arguments+=(--fail-on "$FAIL_ON") ;;
esac
while IFS= read -r line; do
  [[ -z $line ]] || arguments+=("$line")
done <<<"${ARGS:-}"

paths=()
while IFS= read -r line; do
  [[ -z $line ]] || paths+=("$line")
done <<<"${PATHS:-}"

# check MORE...: runs the check with these arguments besides.
check() {
  "$PROGRAM" check "${arguments[@]}" "$@" -- ${paths[@]+"${paths[@]}"}
}

# quietly COMMAND...: what the command prints are no workflow commands, whatever names of files it quotes.
quietly() {
  local token code=0
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$token"
  "$@" || code=$?
  printf '::%s::\n' "$token"
  return "$code"
}
