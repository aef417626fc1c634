#!/bin/sh
# Installs what uv.lock names into .venv: `infra/install.sh run` for the product, `infra/install.sh dev` for work on it.
# Needs Python 3.11 or newer; uv is taken from PATH, else fetched once from PyPI into .tools.
set -eu
cd "$(dirname "$0")/.."

fail() {
    printf 'install: %s\n' "$1" >&2
    exit 1
}

# Prints the path of a Python that the product runs on.
find_python() {
    for name in python3.11 python3.12 python3.13 python3 python; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed and none was found on PATH."
}

# Fetches uv into .tools/bin. Debian's python3 may lack venv, pip or both, so each way is tried.
fetch_uv() {
    python=$1
    log=.tools/install.log
    mkdir -p .tools
    printf 'install: fetching uv from PyPI\n' >&2
    if "$python" -m venv .tools >"$log" 2>&1 && .tools/bin/python -m pip install --quiet uv >>"$log" 2>&1; then
        return
    fi
    if "$python" -m pip install --quiet --target .tools --upgrade uv >>"$log" 2>&1 && [ -x .tools/bin/uv ]; then
        return
    fi
    tail -n 5 "$log" >&2
    fail "uv could not be fetched (all of it: $log). Install it yourself (https://docs.astral.sh/uv) or give $python
its pip (Debian: apt install python3-venv), then run make again."
}

python=$(find_python)
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    [ -x .tools/bin/uv ] || fetch_uv "$python"
    uv=.tools/bin/uv
fi

export UV_COMPILE_BYTECODE=1 # a command starts in a third of the time
export REPOCHAT_WEB=skip     # `make web` builds it; without this, asking what to install would fetch a Node
case ${1:-run} in
run) "$uv" sync --frozen --quiet --no-dev --inexact --python "$python" ;; # leaves the tools of a developer in place
dev) "$uv" sync --frozen --quiet --python "$python" ;;
*) fail "say run or dev" ;;
esac || fail "the packages in uv.lock could not be installed; the lines above say why."
.venv/bin/python -m compileall -q src || true # where it cannot, commands only start more slowly
touch ".venv/.installed-${1:-run}"
