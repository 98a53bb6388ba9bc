"""Random streams: fixed by seed and key, independent of how many issuers there are, evenly spread where promised."""

import numpy as np

from esg_pipeline.simulate.streams import PAIRED, PROFILE_NORMALS, draw, even_normals, even_within, named_stream, stream

SHAPE = {"years": 3, "pillars": 3, "key_issues": 4, "data_points": 5}


def test_a_stream_is_the_same_on_every_platform() -> None:
    # Fixed numbers: a change here changes every simulated universe that anybody has kept.
    assert stream(7, 1, 0).integers(10**9, size=3).tolist() == [695449162, 589807490, 621873257]
    assert named_stream(7, "ghg_s12").integers(10**9) == 184387397


def test_streams_of_different_keys_differ() -> None:
    first = {float(stream(*key).random()) for key in [(1, 1), (1, 2), (2, 1), (1, 1, 0)]}
    assert len(first) == 4


def test_an_issuers_numbers_do_not_depend_on_the_others() -> None:
    few, many = draw(3, 4, **SHAPE), draw(3, 9, **SHAPE)
    for name in ("standing_z", "profile_z", "quality_z", "noise_z", "slip_u"):
        assert np.array_equal(getattr(few, name), getattr(many, name)[:4])


def test_shapes_and_ranges() -> None:
    draws = draw(3, 6, **SHAPE)
    assert draws.profile_z.shape == (6, PROFILE_NORMALS)
    assert draws.noise_z.shape == (6, 3, 5)
    assert ((draws.chance_u >= 0) & (draws.chance_u < 1)).all()


def test_skill_comes_in_pairs_of_opposite_sign() -> None:
    draws = draw(3, 6, **SHAPE)
    for array in (draws.quality_z, draws.pillar_z, draws.key_issue_z):
        assert np.array_equal(array[0::2], -array[1::2])
        assert not np.array_equal(array[0], array[2])


def test_even_normals_have_mean_zero_and_spread_one_at_any_size() -> None:
    for count in (50, 200, 501):
        spots = even_normals(11, count)
        assert abs(spots.mean()) < 0.1
        assert abs(spots.std() - 1) < 0.1


GROUPS = ["steel", "banking", "steel", "steel", "banking", "steel", "steel"]


def test_skill_is_even_within_each_group() -> None:
    draws = draw(3, 400, **SHAPE)
    groups = [("steel", "banking", "media")[number % 3] for number in range(400)]
    spread = even_within(draws, 3, groups)
    for group in set(groups):
        rows = np.array([name == group for name in groups])
        assert abs(spread.standing_z[rows].mean()) < 0.1
        assert abs(spread.standing_z[rows].std() - 1) < 0.1
        assert np.allclose(spread.pillar_z[rows][: 2 * (rows.sum() // 2)].sum(axis=0), 0, atol=1e-12)
    assert np.array_equal(spread.noise_z, draws.noise_z)


def test_skill_within_a_group_depends_on_nobody_behind() -> None:
    few, many = draw(3, 5, **SHAPE), draw(3, 7, **SHAPE)
    first, all_ = even_within(few, 3, GROUPS[:5]), even_within(many, 3, GROUPS)
    for name in ("standing_z", *PAIRED):
        assert np.array_equal(getattr(first, name), getattr(all_, name)[:5])
