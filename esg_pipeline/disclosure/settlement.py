"""Which data point each number of a table is in the end: totals without a scope are settled by the table they stand in.

How one label is understood is `mapper`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from esg_pipeline.disclosure.concepts import concepts
from esg_pipeline.disclosure.mapper import Mapped, Measured, NotMapped, Rules, map_observation, measure
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.scopes import TableTotals, row_key
from esg_pipeline.disclosure.sections import is_intensity_alone
from esg_pipeline.disclosure.semantic import Budget
from esg_pipeline.disclosure.totals import placed


def settled(raws: Sequence[RawObservation], rules: Rules) -> list[Measured | str]:
    """For each number of a document the figure that it is, or the reason why it is none."""
    budget = Budget()
    outcomes = [_mapped(_named_by_unit(raw, rules), rules, budget) for raw in placed(raws)]
    results = _settle([m for m in outcomes if isinstance(m, Mapped)], rules)
    pairs = zip(raws, outcomes, strict=True)
    return [outcome if isinstance(outcome, str) else results[raw.span] for raw, outcome in pairs]


def _named_by_unit(raw: RawObservation, rules: Rules) -> RawObservation:
    """A bare `Intensity` in tonnes of CO2e per employee is that of greenhouse gases, where no heading says of which."""
    is_told = any("ghg" in found or any(c.startswith("scope:") for c in found) for found in map(concepts, raw.headings))
    if raw.indicator or is_told or not is_intensity_alone(concepts(raw.label)):
        return raw
    units = [rules.units.parse(text) for text in raw.units]
    is_gas = any(unit is not None and unit.dimension == "co2e" and unit.per_dimension for unit in units)
    return replace(raw, label=f"GHG emissions {raw.label}") if is_gas else raw


def _mapped(raw: RawObservation, rules: Rules, budget: Budget) -> Mapped | str:
    try:
        return map_observation(raw, rules, budget)
    except NotMapped as reason:
        return str(reason)


def _measured(mapped: Mapped, base_id: str, rules: Rules) -> Measured | str:
    data_point_id = dict(mapped.options).get(base_id, "")
    if data_point_id not in rules.data_points:
        return "the methodology has no data point for these scopes"
    try:
        return measure(mapped, base_id, data_point_id, rules)
    except NotMapped as reason:
        return str(reason)


def _settle(mapped: list[Mapped], rules: Rules) -> dict[tuple[int, int], Measured | str]:
    """Convert every mapped number; unscoped totals first find their scopes in the table, then unscoped intensities."""
    results = {m.observation.span: _measured(m, m.options[0][0], rules) for m in mapped if len(m.options) == 1}
    totals = TableTotals(r for r in results.values() if isinstance(r, Measured))
    rows: dict[tuple[int, int], list[Mapped]] = defaultdict(list)
    for m in mapped:
        if len(m.options) > 1:
            rows[row_key(m)].append(m)
    is_total = {key: all(base == dp for base, dp in row[0].options) for key, row in rows.items()}
    for key in sorted(rows, key=lambda k: (not is_total[k], k)):
        base = _base_of_row(rows[key], totals, rules) if is_total[key] else totals.base_of_intensity(key[0])
        for m in rows[key]:
            results[m.observation.span] = (
                _measured(m, base, rules) if base else "the table does not say which scopes are added"
            )
    return results


def _base_of_row(row: list[Mapped], totals: TableTotals, rules: Rules) -> str | None:
    trial = [_measured(m, m.options[0][0], rules) for m in row]
    figures = [
        (t.observation.period, t.value)
        for t in trial
        if isinstance(t, Measured) and t.value is not None and t.observation.period is not None
    ]
    return totals.base_of_total(row[0].observation.table, figures)
