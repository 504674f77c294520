#!/bin/sh
# The kernel under the address and the undefined-behaviour sanitizers, in a copy of the project: its own tests, the
# service's and the protocol's. The first report ends it.
set -eu
cd "$(dirname "$0")/.."
python=$(pwd)/.venv/bin/python
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r kernel setup.py pyproject.toml README.md LICENSE data docs common crims bridge microsim netlogo planning tests "$copy"
rm -f "$copy"/netlogo/runtime/_kernel*.so
cd "$copy"
CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=undefined -g -O1" LDFLAGS="-fsanitize=address,undefined" \
    "$python" setup.py -q build_ext --inplace
ls netlogo/runtime/_kernel*.so >/dev/null
# Python's own small objects come from the system's allocator, so that each has bounds of its own.
# The sanitizer's map of the memory does not fit into the limit of a command.
export PYTHONMALLOC=malloc PYTHONPATH="$copy" NETLOGO_KERNEL=on CRIMS_MEMORY=none
export ASAN_OPTIONS=detect_leaks=0:halt_on_error=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \
    "$python" -m pytest -q -x -s -p no:cacheprovider ${TESTS:-tests/netlogo/kernel tests/bridge/service tests/bridge/wire}
