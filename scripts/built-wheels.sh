#!/bin/sh
# Installs packages that have no wheel for this Python, each built once for this machine and kept:
#   built-wheels.sh PYTHON LOCK TOOLS NAME...
# The source archive is compared with its hash in LOCK before anything of it runs, and is built with TOOLS, the folder of
# the packages of requirements-build.lock, never with others that an index offers. The wheel stays in a folder of the
# user's own, $XDG_CACHE_HOME/crims/wheels (~/.cache, or build/wheels where there is no such place), by interpreter,
# system, and the hashes of archive and tools: another of these is another wheel.
set -eu
python=$1 lock=$2 tools=$3
shift 3

cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
kept=${cache:+$cache/crims/wheels}
if [ -z "$kept" ] || ! { (umask 077 && mkdir -p "$kept") 2>/dev/null && [ -w "$kept" ] && [ -O "$kept" ]; }; then
    kept=$(pwd)/build/wheels
    mkdir -p "$kept"
fi
case $(ls -ld "$kept") in ?????w* | ????????w*) echo "make: others can write to $kept; run: chmod go-w $kept" >&2 && exit 1 ;; esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for name in "$@"; do
    # The lines of this package: its versions for different Pythons, with their hashes.
    awk -v name="$name==" 'index($0, name) == 1 { on = 1 } on { print } on && !/\\$/ { on = 0 }' "$lock" >"$work/wanted"
    key=$(cat "$work/wanted" requirements-build.lock | "$python" -c 'import hashlib, sys, sysconfig as s
print(s.get_config_var("SOABI"), s.get_platform(), hashlib.sha256(sys.stdin.buffer.read()).hexdigest()[:32], sep="-")')
    place=$kept/$name-$key
    if [ -z "$(ls "$place"/*.whl 2>/dev/null)" ]; then
        rm -rf "$work/source" "$work/wheel" "$place"
        export PYTHONPATH="$tools"
        "$python" -m pip download --quiet --no-deps --no-build-isolation --require-hashes --dest "$work/source" \
            --requirement "$work/wanted"
        "$python" -m pip wheel --quiet --no-deps --no-build-isolation --no-index --wheel-dir "$work/wheel" "$work/source"/*
        unset PYTHONPATH
        (umask 077 && mkdir "$place.$$" && cp "$work/wheel"/*.whl "$place.$$" && mv -T "$place.$$" "$place") 2>/dev/null ||
            { mkdir -p "$place" && cp "$work/wheel"/*.whl "$place"; }
    fi
    "$python" -m pip install --quiet --no-deps --no-index --no-compile "$place"/*.whl
done
