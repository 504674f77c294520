#!/bin/sh
# Creates .venv with the packages of requirements.lock, each file checked by its hash; says in one sentence what the
# machine lacks.
#   make-venv.sh         what a simulation needs
#   make-venv.sh dev     that, and what tests, style and benchmarks need
set -eu
cd "$(dirname "$0")/.."

fail() {
    echo "make: $1" >&2
    exit 1
}

# The first interpreter that really starts and is new enough (a pyenv shim may exist and not start).
python=""
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || fail "Python 3.11 or later is needed and none was found: install the package python3.11 (or set PYTHON=/path/to/python)."

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "Python $version lacks its venv module: install the package python$version-venv."

# neworder has wheels for Python 3.12 and later; on 3.11 pip compiles it.
if [ "$version" = "3.11" ]; then
    command -v "${CXX:-c++}" >/dev/null 2>&1 || command -v g++ >/dev/null 2>&1 ||
        fail "Python 3.11 needs a C++ compiler to build the package neworder: install the package g++ (or use Python 3.12 or later)."
    "$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")))' ||
        fail "Python 3.11 needs its headers to build the package neworder: install the package python3.11-dev (or use Python 3.12 or later)."
fi

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    echo "make: creating .venv with Python $version (the first time takes a few minutes)"
    rm -rf .venv
    "$python" -m venv .venv
fi
what=${1:-run}
rm -f ".venv/.$what"
lock=requirements.lock
[ "$what" != run ] || lock=requirements-run.lock
# Python compiles what it uses on first use: a sixth of the room, and of the time.
pip=".venv/bin/python -m pip install --quiet --no-compile"
install=$pip
if command -v uv >/dev/null 2>&1; then
    install="uv pip install --quiet --python .venv/bin/python"
fi
# Packages without a wheel, and ours, are built with tools of the lock as well, which are gone afterwards.
tools=$(pwd)/.venv/.tools
built=""
if [ "$version" = "3.11" ]; then
    built=neworder
    [ "$what" = run ] || built="neworder humanleague"
fi
rm -rf "$tools"
# They come last, since what they are built with may be in the lock.
awk -v built=" $built " '/^[A-Za-z0-9]/ { split($0, part, "=="); on = !index(built, " " part[1] " ") } on' "$lock" \
    >.venv/.first
{
    $pip --require-hashes --no-deps --target "$tools" --requirement requirements-build.lock &&
        PYTHONPATH=$tools $install --no-build-isolation --require-hashes --no-deps --requirement .venv/.first &&
        { [ -z "$built" ] || scripts/built-wheels.sh .venv/bin/python "$lock" "$tools" $built; } &&
        PYTHONPATH=$tools $pip --no-build-isolation --no-deps --editable .
} || fail "the packages could not be installed: see the message above (network, proxy or disk space)."
rm -rf "$tools" .venv/.first
if [ "$what" = dev ]; then # the tests build a source archive
    $pip --require-hashes --no-deps --requirement requirements-build.lock || fail "setuptools could not be installed."
fi
# What a run imports is compiled here, once: Python may be told later to keep nothing (PYTHONDONTWRITEBYTECODE).
PYTHONDONTWRITEBYTECODE= .venv/bin/python - <<'END' || fail "the packages do not start: see the message above."
import bridge.cli.run_commands.run, bridge.police.deployment, bridge.results.picture
import microsim.model.crime_model, netlogo.workspace
import planning.geography.shipped, planning.plan.default, planning.staffing.chain, planning.travel.distance
END
if [ "$what" = run ]; then
    # An old setuptools came with the environment. The tests of the largest packages, which nobody runs here, take another
    # sixth.
    [ -e .venv/.dev ] || .venv/bin/python -m pip uninstall --quiet --yes setuptools 2>/dev/null || true
    for package in matplotlib numpy pandas pyarrow scipy; do
        find .venv/lib/python*/site-packages/$package -type d -name tests -prune -exec rm -rf {} + 2>/dev/null || true
    done
fi
touch ".venv/.$what" .venv/.run
