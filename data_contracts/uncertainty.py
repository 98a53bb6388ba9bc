"""Contracts of what is in doubt about a rating: probabilities of grades, intervals of scores and ranks."""

from data_contracts.columns import DATA_POINT_ID, IS_SIMULATED, ISSUER_ID, RATING_DATE
from data_contracts.table import NUMBER, SCORE, SHARE, TEXT, WHOLE, Column, Table, at_least, one_of
from esg_pipeline.grade import BEST_TO_WORST

GRADE_PROBABILITY = Table(
    "rating.grade_probability",
    "How probable each grade is, given what is in doubt: nine rows per rated issuer that sum to 1, none for NR.",
    ("issuer_id", "rating_date", "grade"),
    (
        ISSUER_ID,
        RATING_DATE,
        Column("grade", TEXT, "Grade by the score of a draw, after red lines.", "B", (one_of(BEST_TO_WORST),)),
        Column("probability", NUMBER, "Share of the draws with this grade, 0 to 1.", 0.62, (SHARE,)),
        IS_SIMULATED,
    ),
    partitioned=True,
)


def rank(name: str, description: str, example: int) -> Column:
    """A place among the rated issuers of the industry."""
    return Column(name, WHOLE, description, example, (at_least(1),))


SCORE_INTERVAL = Table(
    "rating.score_interval",
    "Between which scores and ranks the truth lies in nine of ten draws, and what would narrow that most.",
    ("issuer_id", "rating_date"),
    (
        ISSUER_ID,
        RATING_DATE,
        Column("score_low", NUMBER, "Score that 5 % of the draws do not exceed.", 66.1, (SCORE,)),
        Column("score_high", NUMBER, "Score that 95 % of the draws do not exceed.", 74.9, (SCORE,)),
        Column("score_median", NUMBER, "Score that half of the draws do not exceed.", 70.8, (SCORE,)),
        Column("score_sd", NUMBER, "Standard deviation of the draws, points.", 2.7, (SCORE,)),
        rank("rank", "Place of the published score in its industry; 1 is best, ties share the better place.", 4),
        rank("rank_low", "Place that 5 % of the draws do not exceed: the better end.", 2),
        rank("rank_high", "Place that 95 % of the draws do not exceed: the worse end.", 9),
        rank("peers", "Rated issuers of the industry, itself among them; simulated and real ones apart.", 12),
        Column(
            "narrowing_data_point_id",
            TEXT,
            "Filled data point whose disclosure would narrow the interval most; null when none is in doubt.",
            "ghg_int_emp",
            DATA_POINT_ID.rules,
            nullable=True,
        ),
        Column(
            "width_if_disclosed",
            NUMBER,
            "score_high - score_low without the error of that data point, points; null when there is none.",
            8.1,
            (SCORE,),
            nullable=True,
        ),
        Column("draws", WHOLE, "Draws behind it.", 1000, (at_least(1),)),
        Column("seed", WHOLE, "Seed of the draws: from the method's hash and the rating date.", 1, (at_least(0),)),
        IS_SIMULATED,
    ),
    partitioned=True,
)

TABLES = (GRADE_PROBABILITY, SCORE_INTERVAL)
