from pathlib import Path

import pytest

from netlogo.errors import CompilerError
from netlogo.workshop.formatting import formatted, formatted_file

UGLY = """globals [ a
  b ]   ;; two
to setup
ca
      crt 3 [
  fd 1
    ifelse a = 1 [ set b 2 ] [
 set b 3 ] ]
end
;; says
to-report twice [x] report x *   2 end
to go
  print "a\tb"   \n\n\n\nend"""

FAIR = """globals [ a
  b ]   ;; two

to setup
  ca
  crt 3 [
    fd 1
    ifelse a = 1 [ set b 2 ] [
      set b 3 ] ]
end

;; says
to-report twice [x] report x *   2 end

to go
  print "a\tb"

end
"""


def test_code_is_laid_out_and_then_stays() -> None:
    assert formatted(UGLY) == FAIR
    assert formatted(FAIR) == FAIR


@pytest.mark.parametrize("model", sorted(Path("netlogo/models").glob("*.nlogo")), ids=lambda path: path.name)
def test_our_models_are_laid_out(model: Path) -> None:
    text = model.read_text(encoding="utf-8")
    once = formatted_file(model.name, text)
    assert formatted_file(model.name, once) == once
    assert once.partition("@#$#@#$#@")[2] == text.partition("@#$#@#$#@")[2]


def test_other_files_are_refused() -> None:
    with pytest.raises(CompilerError, match=r"expected a .nls or .nlogo file"):
        formatted_file("a.txt", "")
