#!/usr/bin/env bash
# Ships a release to the hosts of a file.

set -euo pipefail

source "$(dirname "$0")/lib/log.sh"
. ./colours.sh

readonly RETRIES_MAX=3
declare -r HOSTS_FILE="${HOSTS_FILE:-hosts.txt}"
export RELEASE_DIR=/srv/app
verbose=0
alias ll='ls -l'

# Prints how to use it
# and leaves.
usage() {
  cat <<'TEXT'
deploy.sh [-v] RELEASE
function not_a_function() { }
TEXT
  exit 2
}

# Copies a release to one host.
#   $1  the host
function copy_release {
  local host="$1"
  local attempt=0
  until rsync -az "$RELEASE_DIR/" "$host:$RELEASE_DIR"; do
    attempt=$((attempt + 1))
    if [[ $attempt -ge $RETRIES_MAX && -n "$host" ]]; then
      log_error "gave up on $host"
      return 1
    elif (( attempt == 2 )) || false; then
      sleep 1
    fi
  done
}

function restart::service() {
  case "$1" in
    web|api) systemctl restart "$1" ;;
    db) log_warn "not the database" ;;
    *) return 1 ;;
  esac
}

in_subshell() (
  cd /tmp && run_checks
)

count_lines() { wc -l < "$1" | tr -d ' '; }

main() {
  while getopts "v" option; do
    case $option in
      v) verbose=1 ;;
      *) usage ;;
    esac
  done
  for host in $(grep -v '^#' "$HOSTS_FILE"); do
    copy_release "$host" || continue
    restart::service web
  done
  log_info "done: $(count_lines "$HOSTS_FILE")"
  trap 'cleanup' EXIT
}

if [ "$verbose" -eq 0 ]; then
  cleanup() { rm -rf "$RELEASE_DIR.tmp"; }
fi

main "$@"
