"""Mutated input files against every reader: each is read, or refused in time with one clear error of ours.

`python -m tests.bridge.endurance.file_fuzzing COUNT SEED` is a part of `make fuzz`; the tests call `fuzz`
with a small count. Case `n` of a seed is always the same file, but for random keys, so a failing one can be
replayed alone.
"""

import gzip
import io
import multiprocessing
import random
import re
import resource
import signal
import sys
import tempfile
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
from cryptography.fernet import Fernet

import netlogo
from bridge.base.time_windows import Interval, windows
from bridge.coupling.coupler import Coupler
from bridge.errors import BridgeError
from bridge.record.checkpoint import Checkpoint
from bridge.record.journal import HEAD, MAGIC, MARK, Journal, read_journal
from bridge.record.record import read_manifest
from bridge.scenario.model_settings import read_loading
from bridge.wire.curve import ClientList, KeyPair
from microsim import MicrosimError
from microsim.model.canned import read_canned
from microsim.offences.offences import read_offences
from microsim.offences.rhythm import read_rhythm
from microsim.reference.geography import read_geography
from microsim.sources.homeoffice import read_counts
from microsim.storage import encryption
from microsim.storage.packaged_data import data_dir
from microsim.street import parsed_cache as cache
from microsim.street.archive import list_street_files
from microsim.street.street_crimes import load_crimes
from microsim.street.street_file import read_street
from netlogo import NetLogoError, Workspace, read_model
from netlogo.behaviorspace import experiments_of
from tests.bridge.doubles import HourlyDemand, TallySupply
from tests.bridge.record.test_record import manifest
from tests.microsim.conftest import LOOKUP, crime, street_csv
from tests.microsim.sources.test_homeoffice import SHEETS, ods, xlsx
from tests.netlogo.modelfile.test_nlogox import MODEL as NLOGOX

SECONDS = 20
"""Longest that one file may take."""
MEMORY = 8 * 2**30
"""Bytes of address space for all of it: no small file is to need gigabytes."""
EXPECTED = (MicrosimError, BridgeError, NetLogoError)
KEY = Fernet.generate_key().decode()
NLOGO = Path(netlogo.__file__).parent / "models" / "schelling-demo.nlogo"
CODE = """breed [ wolves wolf ] wolves-own [ energy ] globals [ n ]
to setup clear-all create-wolves 3 [ set energy who * 2.5 ] reset-ticks end
to-report mean-energy report mean [ energy ] of wolves end
to go ask wolves [ ifelse energy > 1 [ fd 1 ] [ die ] ] set n count patches with [ pcolor = black ] tick end
"""
STREET = street_csv([crime(id=str(number), Location='a "quoted", place') for number in range(5)]).encode()
ODD = (b"1e999", b"-1", b"NaN", b"9" * 21, b'"', b"]", b"[", b"\r", b"<", b"\xef\xbb\xbf")
NUMBERS = (b"0", b"-7", b"99999999999", b"1e400", b"")
Mutate = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Kind:
    """One kind of file: an intact one, what reads it, and how to damage it below its checksums."""

    whole: bytes
    read: Callable[[Path], object]
    within: Callable[[bytes, Mutate], bytes] | None = None


def mutated(rng: random.Random, content: bytes) -> bytes:
    """The content with bits turned, bytes or numbers replaced, stretches removed or doubled, or cut off."""
    result = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        place = rng.randrange(max(1, len(result)))
        stretch = rng.choice((1, 2, 8, 60, 600))
        match rng.randrange(8):
            case 0 if result:
                result[place] ^= 1 << rng.randrange(8)
            case 1:
                result[place : place + 1] = rng.randbytes(rng.randrange(4))
            case 2:
                del result[place : place + stretch]
            case 3:
                result[place:place] = result[place : place + stretch]
            case 4:
                result[place : place + 4] = rng.choice((b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f"))
            case 5:
                odd = rng.choice(
                    (
                        b"1e999",
                        b"-1",
                        b"NaN",
                        b"999999999999999999999",
                        b'"',
                        b"]",
                        b"[",
                        b"\r",
                        b"<",
                        b"\xef\xbb\xbf",
                    )
                )
                result[place : place + rng.randrange(3)] = odd
            case 6 if numbers := list(re.finditer(rb"\d+", result)):
                number = rng.choice(numbers)
                result[number.start() : number.end()] = rng.choice(
                    (b"0", b"-7", b"99999999999", b"1e400", b"")
                )
            case _ if rng.random() < 0.3:
                del result[place:]
    return bytes(result)


def within_zip(content: bytes, mutate: Mutate) -> bytes:
    """Mutate the members and pack them anew, so that they have the right checksums."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, mutate(old.read(name)))
    return target.getvalue()


def within_journal(content: bytes, mutate: Mutate) -> bytes:
    size = int.from_bytes(content[len(MAGIC) + len(MARK) :][:4], "little")
    payload = mutate(content[len(MAGIC) + HEAD : len(MAGIC) + HEAD + size])
    head = MARK + len(payload).to_bytes(4, "little") + zlib.crc32(payload).to_bytes(4, "little")
    return MAGIC + head + payload


def read_archive(path: Path) -> None:
    for file in list_street_files(path):
        read_street(file)


def open_model(path: Path) -> None:
    Workspace.open(path)
    experiments_of(read_model(path))


def kinds(folder: Path) -> dict[str, Kind]:
    """Every kind of file, by the name that it gets."""
    journal = Journal(folder / "journal.bin")
    for exchange in Coupler(HourlyDemand(), TallySupply()).run(
        windows(datetime(2018, 7, 1), datetime(2018, 7, 3), Interval.parse("1d"))
    ):
        journal.append(exchange)
    journal.close()
    Checkpoint(3, b"state" * 9).write(folder / "checkpoint.bin")
    archive = zipped({"2018-07/2018-07-west-yorkshire-street.csv": STREET})
    (folder / "source.zip").write_bytes(archive)
    (folder / "lookup.csv").write_text(LOOKUP)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        load_crimes(folder / "source.zip", "West Yorkshire", folder / "lookup.csv", folder / "cache")
    kept_counts, kept_rows = sorted((folder / "cache").iterdir())
    canned = b"id,MSOA,crime_category,code,description,time,suspect,severity\n" + (
        b"1,E02000001,burglary,29,Burglary,2018-07-01 13:45:00,True,2288.7\n" * 4
    )
    (folder / "canned.csv").write_bytes(canned)
    read_canned(folder / "canned.csv").to_parquet(folder / "canned.parquet")
    model = NLOGO.read_text(encoding="utf-8")
    model = CODE + model[model.index("@#$#@#$#@") :]
    (folder / "secret").write_text(KeyPair.new().secret.decode() + "\n")
    (folder / "secret").chmod(0o600)
    own = KeyPair.new()
    counts = b"Financial_Year,Force_Name,Offence_Description,Offence_Code,Number_of_Offences\n"
    return {
        "street.zip": Kind(archive, read_archive, within_zip),
        "lookup.csv": Kind(LOOKUP.encode(), read_geography),
        "lookup.csv.gz": Kind(gzip.compress(LOOKUP.encode(), mtime=0), read_geography),
        "counts.csv": Kind(counts + b"2017/18,Durham,Bigamy,26,3\n" * 3, read_counts),
        "counts.ods": Kind(ods(folder / "a.ods", SHEETS).read_bytes(), read_counts, within_zip),
        "counts.xlsx": Kind(xlsx(folder / "a.xlsx", SHEETS).read_bytes(), read_counts, within_zip),
        "offences.csv": Kind((data_dir() / "offences.csv").read_bytes(), read_offences),
        "rhythm.csv": Kind(
            (data_dir() / "rhythm.csv").read_bytes(), lambda path: read_rhythm(read_offences(), path)
        ),
        "crimes.csv": Kind(canned, read_canned),
        "crimes.parquet": Kind((folder / "canned.parquet").read_bytes(), read_canned),
        "cached.parquet": Kind(
            kept_rows.read_bytes(), lambda path: cache.Cache(path.parent, "cached").rows()
        ),
        "cached-counts.parquet": Kind(
            kept_counts.read_bytes(), lambda path: cache.Cache(path.parent, "cached").counts()
        ),
        "table.csv.enc": Kind(
            encryption.encrypt(LOOKUP.encode(), KEY),
            lambda path: encryption.decrypt(path.read_bytes(), path.name, KEY),
        ),
        "loading.csv": Kind(b"name,factor\nburglary,1.5\nLeeds,0.2\n", read_loading),
        "model.nlogo": Kind(model.encode(), open_model),
        "model.nlogox": Kind(NLOGOX.encode(), open_model),
        "journal.bin": Kind(
            (folder / "journal.bin").read_bytes(), lambda path: list(read_journal(path)), within_journal
        ),
        "checkpoint.bin": Kind((folder / "checkpoint.bin").read_bytes(), Checkpoint.read),
        "run.json": Kind(encoded_manifest(), lambda path: read_manifest(path.parent)),
        "key.secret": Kind((folder / "secret").read_bytes(), KeyPair.read),
        "allowed": Kind(own.public + b" alice\n", lambda path: ClientList(own, path)),
    }


def zipped(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return content.getvalue()


def encoded_manifest() -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest()))


def cases(count: int, seed: int, known: dict[str, Kind], first: int = 0) -> Iterator[tuple[int, str, bytes]]:
    """The files, each with its number and name."""
    names = list(known)
    for number in range(first, first + count):
        rng, name = random.Random(f"{seed}-{number}"), names[number % len(names)]
        kind = known[name]
        inside = kind.within if rng.random() < 0.5 else None
        if inside is not None:
            yield number, name, inside(kind.whole, lambda data, rng=rng: mutated(rng, data))
        else:
            yield number, name, mutated(rng, kind.whole)


def fuzz(
    count: int, seed: int, first: int = 0, at: Callable[[int], None] = lambda number: None
) -> tuple[Counter[str], list[str]]:
    """Read `count` files; how each ended, by name, and what went wrong.

    A fault names the case: `fuzz(1, seed, number)` repeats it. `at` is told every case's number before.
    """
    ends, faults = Counter[str](), list[str]()
    before = signal.signal(signal.SIGALRM, _late)
    with tempfile.TemporaryDirectory() as text, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = Path(text)
        known = kinds(folder)
        for number, name, content in cases(count, seed, known, first):
            path = folder / name
            path.write_bytes(content)
            path.chmod(0o600)
            at(number)
            signal.alarm(SECONDS)
            try:
                known[name].read(path)
                ends[f"{name} read"] += 1
            except EXPECTED as error:
                ends[f"{name} refused"] += 1
                if len(str(error)) > 3000:
                    faults.append(f"case {number}, {name}: an error of {len(str(error))} characters")
            except BaseException as error:
                faults.append(f"case {number}, {name}: {type(error).__name__}: {error!s:.200}")
            finally:
                signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
    return ends, faults


def _late(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"took longer than {SECONDS} s")


def fuzz_apart(count: int, seed: int, first: int = 0) -> tuple[Counter[str], list[str]]:
    """`fuzz` in a process of its own, begun again behind each file that ends the process."""
    context = multiprocessing.get_context("spawn")
    ends, faults, number, last = Counter[str](), list[str](), first, first + count
    while number < last:
        here = context.Value("q", number)
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_child, args=(last - number, seed, number, here, theirs))
        child.start()
        theirs.close()
        try:
            some, wrong = ours.recv()
            ends, faults, number = ends + some, faults + wrong, last
        except EOFError:
            child.join()
            faults.append(f"case {here.value}: the process ended with {child.exitcode}")
            number = here.value + 1
        child.join()
    return ends, faults


def _child(count: int, seed: int, first: int, here: Any, pipe: Connection) -> None:
    def at(number: int) -> None:
        here.value = number

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    pipe.send(fuzz(count, seed, first, at))


if __name__ == "__main__":
    found, wrong = fuzz_apart(*map(int, sys.argv[1:]))
    for key in sorted(found):
        sys.stdout.write(f"{key:24} {found[key]:8,}\n")
    sys.stdout.write(f"{len(wrong)} of {sys.argv[1]} files ended otherwise\n")
    sys.stdout.write("".join(f"{one}\n" for one in wrong[:100]))
    sys.exit(bool(wrong))
