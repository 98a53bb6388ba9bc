"""Contract of the sensitivity analysis: which choice moves scores and grades most."""

from data_contracts.columns import IS_SIMULATED, RATING_DATE
from data_contracts.table import NUMBER, SHARE, TEXT, WHOLE, Column, Table, at_least, one_of
from esg_pipeline.methodology.codes import ChoiceGroup, SensitivityOutput


def share(name: str, description: str, example: float) -> Column:
    """A share of the variance."""
    return Column(name, NUMBER, description, example, (SHARE,))


SENSITIVITY = Table(
    "rating.sensitivity",
    "Which choice moves scores and grades most: Sobol indices over the rated issuers. Rows only where a run was asked.",
    ("rating_date", "is_simulated", "choice", "output"),
    (
        RATING_DATE,
        IS_SIMULATED,
        Column(
            "choice", TEXT, "What is varied; the other choices vary beside it.", "corner_ratio", (one_of(ChoiceGroup),)
        ),
        Column(
            "output",
            TEXT,
            "What it moves: total scores or grades, counted in notches.",
            "score",
            (one_of(SensitivityOutput),),
        ),
        share("first_order", "Share of the variance that the choice explains by itself, 0 to 1.", 0.21),
        share("first_order_low", "Lower end of its 95 % interval.", 0.15),
        share("first_order_high", "Upper end of its 95 % interval.", 0.28),
        share("total_order", "Share that would be left were all others known: interactions too, 0 to 1.", 0.24),
        share("total_order_low", "Lower end of its 95 % interval.", 0.19),
        share("total_order_high", "Upper end of its 95 % interval.", 0.31),
        Column(
            "output_sd",
            NUMBER,
            "Standard deviation by all choices, typical issuer: points or notches.",
            2.4,
            (at_least(0),),
        ),
        Column("issuers", WHOLE, "Rated issuers behind it.", 480, (at_least(1),)),
        Column("samples", WHOLE, "Samples of each of the two designs.", 256, (at_least(2),)),
    ),
    partitioned=True,
)

TABLES = (SENSITIVITY,)
