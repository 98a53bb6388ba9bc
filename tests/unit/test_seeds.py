"""The seed of a rating date fits its column, and each purpose has random numbers of its own."""

from datetime import date

from esg_pipeline.seeds import seed_of, stream

DAY = date(2022, 10, 31)


def test_a_seed_is_made_of_the_hash_and_the_day_and_fits_a_bigint() -> None:
    # printf 'ab..ab2022-10-31' | sha256sum begins with dedcd556def0f463
    assert seed_of("ab" * 32, DAY) == 0xDEDCD556DEF0F463 // 2
    assert seed_of("ab" * 32, date(2022, 4, 30)) != seed_of("ab" * 32, DAY) != seed_of("cd" * 32, DAY)
    assert all(0 <= seed_of(f"{number:064x}", DAY) < 2**63 for number in range(200))


def test_each_purpose_has_numbers_of_its_own() -> None:
    first, again, other = (stream(7, purpose).random(4).tolist() for purpose in ("a", "a", "b"))
    assert first == again != other
