"""People from marginal tables: quasirandom integer sampling and iterative proportional fitting.

The method is that of the microsynthesis package (`humanleague`: Smith, Lovelace and Birkin 2017, "Population
synthesis with quasirandom integer sampling", J. Artificial Societies and Social Simulation 20(4) 14): sex by
age and sex by ethnicity of each area give the census's people; these are the seed from which a later year's
people are drawn, with that year's sex by age of the authority and the areas' and groups' totals scaled to it.
All marginals are whole numbers and met exactly.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np
import numpy.typing as npt

from microsim.errors import DataError, MicrosimError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

FLOOR = 1e-3
"""People that a seed has in every cell that its marginals allow, so that no later year is impossible."""


def whole_parts(weights: FloatArray, total: int) -> IntArray:
    """Whole numbers in proportion to `weights` that sum to `total`, by the largest remainder.

    Weights of 0 alone are shared evenly.
    """
    weights = np.asarray(weights, dtype=np.float64)
    share = weights / weights.sum() if weights.sum() > 0 else np.full(weights.shape, 1.0 / weights.size)
    exact = share.ravel() * total
    whole = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")[: total - int(whole.sum())]
    whole[order] += 1
    return whole.reshape(weights.shape)


def census_people(sex_age: IntArray, sex_ethnicity: IntArray) -> tuple[IntArray, int]:
    """People of one area by sex, age and ethnicity.

    Args:
        sex_age: shape (sexes, ages).
        sex_ethnicity: shape (sexes, groups). Published tables are perturbed, so its totals by sex may differ
            from those of `sex_age`; it is then scaled to them.

    Returns:
        Whole numbers, shape (sexes, ages, groups), and by how many people the two tables differed.

    Raises:
        DataError: the marginals could not be met.
    """
    totals = sex_age.sum(axis=1)
    scaled = np.stack(
        [whole_parts(row.astype(np.float64), int(n)) for row, n in zip(sex_ethnicity, totals, strict=True)]
    )
    apart = int(np.abs(sex_ethnicity.sum(axis=1) - totals).sum())
    people = np.zeros((*sex_age.shape, sex_ethnicity.shape[1]), dtype=np.int64)
    for sex in range(len(totals)):  # sexes share no marginal, and smaller problems are surer
        if totals[sex]:
            people[sex] = _sampled(sex_age[sex], scaled[sex])
    return people, apart


def projected_people(seed: IntArray, sex_age: IntArray) -> IntArray:
    """People of an authority in another year.

    Args:
        seed: people of the census by area, sex, age and ethnicity, shape (areas, sexes, ages, groups).
        sex_age: that year's people of the authority, shape (sexes, ages).

    Returns:
        Whole numbers of the seed's shape. The sum over areas and groups is `sex_age`; areas by groups are
        those of the seed, scaled.

    Raises:
        DataError: the marginals could not be met.
    """
    total = int(sex_age.sum())
    areas = whole_parts(seed.sum(axis=(1, 2, 3)).astype(np.float64), total)
    groups = whole_parts(seed.sum(axis=(0, 1, 2)).astype(np.float64), total)
    area_group = fitted_whole(seed.sum(axis=(1, 2)).astype(np.float64), areas, groups)
    flat = seed.transpose(0, 3, 1, 2).reshape(area_group.size, sex_age.size).astype(np.float64)
    people = fitted_whole(flat, area_group.ravel(), sex_age.ravel())
    return people.reshape(len(areas), len(groups), *sex_age.shape).transpose(0, 2, 3, 1)


def fitted_whole(seed: FloatArray, rows: IntArray, columns: IntArray) -> IntArray:
    """Whole numbers near the iterative proportional fit of a table, with exactly these sums.

    humanleague's sampling with a seed does the same, but takes minutes for an authority of 60 areas; its
    fitting takes a second. The fit is rounded row by row, each column's rounding being carried on to the next
    row; what a column is off at the end is set right within rows, where people move to another column.

    Args:
        seed: shape (R, C).
        rows, columns: shape (R,) and (C,), equal in sum.

    Raises:
        DataError: the fit does not meet its marginals.
    """
    allowed = (rows > 0)[:, None] & (columns > 0)[None, :]
    marginals = [rows.astype(np.float64), columns.astype(np.float64)]
    seed = np.ascontiguousarray(seed + FLOOR * allowed)
    fit, state = _humanleague().ipf(seed, [np.array([0]), np.array([1])], marginals)
    if not state.get("conv"):
        raise DataError(
            f"expected marginals of {int(rows.sum()):,} people that can be met together, got ones whose "
            f"proportional fit does not converge"
        )
    fit = np.asarray(fit)
    whole = np.floor(fit + 1e-6).astype(np.int64)
    carried = np.zeros(len(columns))
    for row in range(len(rows)):
        carried += fit[row] - whole[row]
        chosen = np.argsort(-carried, kind="stable")[: int(rows[row] - whole[row].sum())]
        whole[row, chosen] += 1
        carried[chosen] -= 1.0
    _set_right(whole, columns)
    return whole


def _set_right(whole: IntArray, columns: IntArray) -> None:
    """Move people within rows until the columns' sums are right; the rows' sums stay."""
    off = whole.sum(axis=0) - columns
    for short in np.flatnonzero(off < 0):
        while off[short] < 0:
            over = int(np.argmax(off))
            row = int(np.argmax(np.where(whole[:, over] > 0, whole[:, short] + 1, 0)))
            whole[row, over] -= 1
            whole[row, short] += 1
            off[over] -= 1
            off[short] += 1


def _sampled(rows: IntArray, columns: IntArray) -> IntArray:
    """humanleague's quasirandom sample of a table with these sums, which are checked."""
    marginals = [np.ascontiguousarray(one) for one in (rows, columns)]  # it reads past strides
    found, state = _humanleague().qis([np.array([0]), np.array([1])], marginals)
    result: IntArray = np.asarray(found).astype(np.int64)
    exact = np.array_equal(result.sum(axis=1), rows) and np.array_equal(result.sum(axis=0), columns)
    if not (state.get("conv") and exact):
        raise DataError(f"expected marginals of {int(rows.sum()):,} people that can be met, got others")
    return result


def _humanleague() -> ModuleType:
    try:
        import humanleague
    except ImportError as error:
        raise MicrosimError(
            "expected the package 'humanleague' to make people: pip install crims-bridge[population]"
        ) from error
    module: ModuleType = humanleague
    return module
