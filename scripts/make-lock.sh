#!/bin/sh
# Writes requirements.lock (all extras), requirements-run.lock (a simulation, also on NetLogo itself) and
# requirements-build.lock (what packages without a wheel, and ours, are built with): the versions and the hashes of all
# packages, for every system and every Python from 3.11 on. Versions stay as they are in the lock
# that is there; UPGRADE=1 takes the newest. Needs uv: the one on the path, or pip's, kept in .venv/.uv.
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    uv=.venv/.uv/bin/uv
    [ -x "$uv" ] || .venv/bin/python -m pip install --quiet --target .venv/.uv uv
fi
pins=$(mktemp)
new=$(mktemp -d)
trap 'rm -rf "$pins" "$new"' EXIT
[ -n "${UPGRADE:-}" ] || sed -n 's/^\([A-Za-z0-9._-]*==[^\\]*\).*/\1/p' requirements.lock >"$pins"

compile() { # python version, output, constraints, source, extras...
    python=$1 out=$2 constraints=$3 source=$4
    shift 4
    # The newest packages of the tests want a later 3.11 than a simulation does.
    "$uv" pip compile "$source" "$@" --universal --python-version "$python" --generate-hashes --no-annotate \
        --no-header --quiet --constraint "$constraints" --output-file "$new/body"
    {
        echo "# Versions and hashes that the tests ran with; written by make lock, installed by scripts/make-venv.sh."
        cat "$new/body"
    } >"$new/$out"
    rm "$new/body"
}
compile 3.11.5 requirements.lock "$pins" pyproject.toml --all-extras
sed -n 's/^\([A-Za-z0-9._-]*==[^\\]*\).*/\1/p' "$new/requirements.lock" >"$pins"
compile 3.11 requirements-run.lock "$pins" pyproject.toml --extra netlogo
printf 'pybind11>=2.13\nsetuptools>=77\nwheel\n' >"$new/build.in"
grep -v '^setuptools==' "$pins" >"$new/others" # an old one that a package of the tests wants builds nothing here
[ -n "${UPGRADE:-}" ] || [ ! -f requirements-build.lock ] ||
    sed -n 's/^\(setuptools==[^\\]*\).*/\1/p; s/^\(pybind11==[^\\]*\).*/\1/p' requirements-build.lock >>"$new/others"
compile 3.11 requirements-build.lock "$new/others" "$new/build.in"
mv "$new/requirements.lock" "$new/requirements-run.lock" "$new/requirements-build.lock" .
grep -c == requirements.lock requirements-run.lock requirements-build.lock
