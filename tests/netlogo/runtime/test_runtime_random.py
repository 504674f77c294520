"""The generator against the reference values of MT19937, and the draws worked out by hand from its words."""

from __future__ import annotations

import numpy as np
import pytest

from netlogo.runtime.maths.random import MersenneTwister
from netlogo.runtime.maths.twister import Twister


def words(seed: int, count: int) -> list[int]:
    """The first raw words of a seed, from numpy's own MT19937."""
    return [int(w) for w in np.random.RandomState(seed).randint(0, 2**32, count, dtype=np.uint64)]


def test_first_and_ten_thousandth_word_of_the_reference_seed() -> None:
    rng = MersenneTwister(5489)
    drawn = [rng.bits(32) for _ in range(10_000)]
    assert (drawn[0], drawn[9999]) == (3499211612, 4123659995)  # Matsumoto and Nishimura's own check


def test_words_are_numpys() -> None:
    rng = MersenneTwister(42)
    assert [rng.bits(32) for _ in range(5)] == words(42, 5)


def test_negative_seed_counts_by_its_low_32_bits() -> None:
    assert MersenneTwister(-1).bits(32) == MersenneTwister(2**32 - 1).bits(32)


def test_next_int_is_the_rest_of_31_bits() -> None:
    rng = MersenneTwister(7)
    assert [rng.next_int(14) for _ in range(4)] == [(w >> 1) % 14 for w in words(7, 4)]


def test_next_int_of_a_power_of_two_takes_the_highest_bits() -> None:
    rng = MersenneTwister(7)
    assert [rng.next_int(8) for _ in range(4)] == [w >> 29 for w in words(7, 4)]


def test_next_int_draws_again_in_the_uneven_rest() -> None:
    limit = 3 * 2**29  # 2**31 is 1.33 times the limit, so every fourth word is refused
    rng = MersenneTwister(3)
    expected = [w >> 1 for w in words(3, 40) if w >> 1 < limit]
    assert [rng.next_int(limit) for _ in range(20)] == expected[:20]


def test_next_long_adds_a_signed_low_word() -> None:
    rng = MersenneTwister(11)
    high, low = words(11, 2)
    signed = low - 2**32 if low >= 2**31 else low
    assert rng.next_long(10) == (((high << 32) + signed) % 2**64 >> 1) % 10


def test_next_double_has_53_bits() -> None:
    high, low = words(5, 2)
    assert MersenneTwister(5).next_double() == ((high >> 6) * 2**27 + (low >> 5)) / 2**53


def test_second_normal_of_a_pair_takes_no_words() -> None:
    rng = MersenneTwister(1)
    rng.next_gaussian()
    before = rng.clone()
    assert rng.next_gaussian() != 0
    assert rng.bits(32) == before.bits(32)


@pytest.mark.parametrize("size", [2, 47, 48, 64, 1000, 4097])
def test_shuffle_picks_are_single_draws(size: int) -> None:
    one, other = Twister(), Twister()
    one.set_seed(9)
    other.set_seed(9)
    assert one.shuffle_picks(size) == [i + other.next_int(size - i) for i in range(size - 1)]
    assert one.bits(32) == other.bits(32)


def test_bulk_picks_survive_a_refused_word(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Twister()
    rng.set_seed(9)
    refused = np.full(99, 2**31 - 1, dtype=np.int64)  # no size but a power of two accepts this word
    refused[3:] = 5
    monkeypatch.setattr(Twister, "_block", lambda self, n: refused)
    picks = rng.shuffle_picks(100)
    assert len(picks) == 99
    assert picks[0] == 5 % 100


def test_saved_state_goes_on_with_the_same_numbers() -> None:
    rng = MersenneTwister(1)
    rng.next_gaussian()
    text = rng.save()
    other = MersenneTwister(2)
    other.load(text)
    assert [rng.next_gaussian(), rng.next_double()] == [other.next_gaussian(), other.next_double()]


def test_load_refuses_another_text() -> None:
    with pytest.raises(ValueError, match="saved generator"):
        MersenneTwister(1).load("1 2 3")
