"""Tables of the `table` extension with the kernel and without: what turns put into them can be taken back."""

from __future__ import annotations

import re

import pytest

from tests.netlogo.kernel.test_kernel_models import outcome

pytest.importorskip("netlogo.runtime._kernel", reason="the kernel was not built (no C compiler)")

TABLES = """
extensions [ table ]
globals [ g t ]
turtles-own [ own ]
to setup
  clear-all
  set t table:make
  crt 30 [ set own table:make setxy random-xcor random-ycor ]
end
to count-visits
  ask turtles [
    table:put own "n" 1 + table:get-or-default own "n" 0
    table:put t who mod 7 who
    table:put t (word "new " who) table:get own "n"
    if table:has-key? t "new 3" [ fd 1 ]
    if random 5 = 0 [ print table:get t who ]
  ]
  set g (list t [ table:to-list own ] of turtles)
end
to keys-of-all-kinds
  ask turtles [ table:put own (list who true) 1 table:put own true 2 table:put own 1 3 rt 5 ]
  set g [ table:to-list own ] of turtles
end
to no-table ask turtles [ table:put t "a" who table:put 3 "b" 4 ] end
to no-key ask turtles [ table:put t "z" who set own table:get t patch-here ] end
to no-value ask turtles [ set g table:get own "missing" ] end
"""


def test_tables() -> None:
    lines = "setup/count-visits/keys-of-all-kinds/count-visits/no-table/no-key/no-value/set g table:to-list t"
    native, plain = (
        re.sub(" at 0x[0-9a-f]+", "", outcome(kernel, TABLES, lines.split("/"))) for kernel in ("on", "off")
    )
    assert native == plain
    for told in ("not a table", "No value for"):
        assert told in native, told
