"""Builds: the same making gives the same hash, and whatever changes before a table makes it stale, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.builds import WHOLE, Builds, BuildState, Step, content_hash, digest, in_words, record, states

METHOD, OTHER = "a" * 64, "b" * 64
D1, D2 = "2022-04-30", "2022-10-31"
# raw.feed -> core.value -> score.total (per date, with reference.weight) -> rating.grade (per date) -> mart.moves
STEPS = {
    "raw.feed": Step("c1", (), partitioned=False),
    "reference.weight": Step("c2", (), partitioned=False),
    "core.value": Step("c3", ("raw.feed",), partitioned=False),
    "score.total": Step("c4", ("core.value", "reference.weight"), partitioned=True),
    "rating.grade": Step("c5", ("score.total",), partitioned=True),
    "mart.moves": Step("c6", ("rating.grade",), partitioned=False),
}
ORDER = tuple(STEPS)


class World:
    """A warehouse that only keeps its record of builds."""

    def __init__(self, steps: Mapping[str, Step] = STEPS, method: str = METHOD) -> None:
        self.steps, self.method, self.recorded = dict(steps), method, Builds.none()

    def make(self, *tables: str, dates: Sequence[str] = (D1, D2), content: str = "rows") -> "World":
        """Makes tables in the order of their layers."""
        for name in (name for name in ORDER if name in (tables or ORDER)):
            step = self.steps[name]
            keys = dates if step.partitioned else [WHOLE]
            made = record(
                step, name, keys, self.method, self.recorded.builds, None if step.reads else digest(name, content)
            )
            self.recorded = Builds(
                replaced(self.recorded.builds, made.builds, made.builds),
                replaced(self.recorded.inputs, made.inputs, made.builds),
            )
        return self

    def change(self, name: str) -> "World":
        """Other code for a table."""
        self.steps[name] = replace(self.steps[name], code=self.steps[name].code + "x")
        return self

    def verdicts(self) -> dict[tuple[str, str], tuple[str, str]]:
        found = states(self.recorded, self.steps, self.method)
        return {(table, key): (state, reason) for table, key, state, reason in found.iter_rows()}

    def stale(self) -> set[tuple[str, str]]:
        return {node for node, (state, _) in self.verdicts().items() if state == str(BuildState.STALE)}


def replaced(old: pl.DataFrame, new: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([old.join(keys, on=["table_name", "partition_key"], how="anti"), new])


def both(table: str) -> set[tuple[str, str]]:
    return {(table, D1), (table, D2)}


def test_what_was_made_in_order_is_current() -> None:
    found = World().make().verdicts()
    assert len(found) == 8
    assert set(found.values()) == {("current", "")}


def test_making_the_same_again_changes_no_hash() -> None:
    once, twice = World().make(), World().make().make()
    assert once.recorded.builds.sort(pl.all()).equals(twice.recorded.builds.sort(pl.all()))
    assert once.recorded.inputs.sort(pl.all()).equals(twice.recorded.inputs.sort(pl.all()))


def test_other_input_makes_all_that_follows_stale_until_it_is_made() -> None:
    world = World().make().make("raw.feed", content="other rows")
    after = {("core.value", WHOLE), *both("score.total"), *both("rating.grade"), ("mart.moves", WHOLE)}
    assert world.stale() == after
    assert world.verdicts()["core.value", WHOLE][1] == "raw.feed was made anew"
    assert world.verdicts()["rating.grade", D1][1] == f"made from score.total of {D1}, which is stale"
    assert not world.make(*ORDER[1:]).stale()


def test_input_that_says_the_same_leaves_everything_current() -> None:
    assert not World().make().make("raw.feed").stale()


@pytest.mark.parametrize("name", ORDER)
def test_other_code_makes_a_table_and_what_follows_stale(name: str) -> None:
    world = World().make().change(name)
    assert {table for table, _ in world.stale()} == followers(name) | {name}
    assert world.make(name).stale() == {node for node in world.stale() if node[0] in followers(name)}
    assert not world.make(*followers(name)).stale()


def followers(name: str) -> set[str]:
    direct = {child for child, step in STEPS.items() if name in step.reads}
    return direct.union(*(followers(child) for child in direct))


def test_one_rating_date_made_anew_with_other_code_leaves_the_other_date_stale() -> None:
    world = World().make().change("score.total").make("score.total", "rating.grade", "mart.moves", dates=[D2])
    assert world.stale() == {("score.total", D1), ("rating.grade", D1), ("mart.moves", WHOLE)}


def test_a_parent_of_the_date_made_anew_is_named() -> None:
    world = World().make().change("score.total").make("score.total", dates=[D1])
    assert world.verdicts()["rating.grade", D1][1] == f"score.total of {D1} was made anew"


def test_a_date_that_another_method_rated_is_no_fault() -> None:
    world = World().make()
    world.method = OTHER
    world.make(dates=[D2])
    found = world.verdicts()
    assert not world.stale()
    assert found["rating.grade", D1] == ("other_method", f"made by the method {METHOD[:12]}")
    assert found["rating.grade", D2] == ("current", "")
    assert found["mart.moves", WHOLE] == ("current", "")


def test_half_a_date_by_another_method_is_a_fault() -> None:
    world = World().make()
    world.method = OTHER
    world.make("reference.weight", "score.total", dates=[D1])
    assert ("rating.grade", D1) in world.stale()


def test_a_date_that_came_later_is_missing_in_a_whole_table() -> None:
    world = World().make(dates=[D1]).make("score.total", "rating.grade", dates=[D2])
    assert world.verdicts()["mart.moves", WHOLE] == ("stale", f"rating.grade of {D2} is not in it")


def test_a_build_that_is_gone_is_named() -> None:
    world = World().make()
    gone = pl.col("table_name") != "reference.weight"
    world.recorded = Builds(world.recorded.builds.filter(gone), world.recorded.inputs)
    assert world.verdicts()["score.total", D1][1] == "reference.weight is gone"


def test_tables_without_a_step_are_left_out() -> None:
    world = World().make()
    del world.steps["mart.moves"]
    assert ("mart.moves", WHOLE) not in world.verdicts()


def test_nothing_recorded_is_nothing_to_say() -> None:
    assert states(Builds.none(), STEPS, METHOD).is_empty()
    assert in_words(states(Builds.none(), STEPS, METHOD)) == []


def test_the_words_name_dates_counts_and_causes() -> None:
    world = World().make().change("score.total")
    assert in_words(states(world.recorded, world.steps, METHOD)) == [
        f"rating date {D1}: 2 stale (score.total: its code has changed)",
        f"rating date {D2}: 2 stale (score.total: its code has changed)",
        f"whole tables: 1 stale (made from rating.grade of {D1}, which is stale)",
    ]


@given(st.lists(st.tuples(st.sampled_from(ORDER), st.sampled_from([D1, D2]), st.booleans()), max_size=8))
def test_making_everything_always_ends_in_current(moves: list[tuple[str, str, bool]]) -> None:
    """Whatever was made or changed in whatever order, a full run leaves nothing stale, and always the same hashes."""
    world = World().make()
    for name, day, is_change in moves:
        world = world.change(name) if is_change else world.make(name, dates=[day])
    world.make()
    assert not world.stale()
    assert world.recorded.builds.sort(pl.all()).equals(World(world.steps).make().recorded.builds.sort(pl.all()))


@given(st.permutations(range(8)))
def test_the_order_of_the_record_changes_nothing(order: list[int]) -> None:
    world = World().make().make("raw.feed", content="other rows")
    mixed = Builds(world.recorded.builds[order], world.recorded.inputs.reverse())
    assert states(mixed, STEPS, METHOD).equals(states(world.recorded, STEPS, METHOD))


FRAME = pl.DataFrame({"a": ["x", None, ""], "b": [1.0, None, 3.5]})


@pytest.mark.parametrize(
    "other",
    [
        FRAME.with_columns(a=pl.Series(["x", "", ""])),
        FRAME.with_columns(a=pl.Series(["x", None, None])),
        FRAME.with_columns(b=pl.Series([1.0, 0.0, 3.5])),
        FRAME.with_columns(b=pl.Series([1.0, None, 3.5000000000000004])),
        FRAME.reverse(),
        FRAME.head(2),
        FRAME.rename({"a": "c"}),
        FRAME.with_columns(a=pl.Series(["x", "null", ""])),
    ],
)
def test_content_that_differs_in_any_cell_has_another_hash(other: pl.DataFrame) -> None:
    assert content_hash(FRAME) == content_hash(pl.concat([FRAME.head(1), FRAME.tail(2)], rechunk=False))
    assert content_hash(other) != content_hash(FRAME)


def test_texts_are_told_apart_in_a_digest() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest(["ab", "c"]), digest("ab", "c", None)}) == 5
