"""The rules, as data: each row is one rule with its id for ever. What a shape of rule does is in the other modules."""

from esg_pipeline.disclosure.checks.claims import IndexAgainstContent
from esg_pipeline.disclosure.checks.model import Rule
from esg_pipeline.disclosure.checks.physics import (
    DirectEnergyAgainstScope1,
    ElectricityAgainstScope2,
    FuelAgainstEnergy,
    FuelAgainstScope1,
    FuelEnergyAgainstScope1,
)
from esg_pipeline.disclosure.checks.places import Pair, SameFigure
from esg_pipeline.disclosure.checks.ranges import Limits, PerHead, WithoutConsequence
from esg_pipeline.disclosure.checks.rates import (
    BreakdownsAgainstEachOther,
    RateAgainstGroups,
    RateOfNobody,
    SharesTakenForRates,
)
from esg_pipeline.disclosure.checks.ratios import (
    GapAgainstGroups,
    GrowthAgainstYears,
    ImpliedDenominatorJump,
    ImpliedDenominators,
    RatioAgainstTerms,
    ShareOfFew,
)
from esg_pipeline.disclosure.checks.series import OutOfLine, Restated, YearOnYear
from esg_pipeline.disclosure.checks.shares import ShareAgainstCounts
from esg_pipeline.disclosure.checks.sums import (
    CarriersAgainstTotal,
    PartAgainstWhole,
    PartsAgainstTotal,
    SumAgainstTotal,
)
from esg_pipeline.disclosure.checks.unread import NumberOnHeading, SameNumberOtherBasis, SharesOfGender
from esg_pipeline.disclosure.codes import Severity

# Data points whose members add up to the whole.
COUNTED = ("lr_total", "su_count", "rs_board", "rs_count", "te_rd_people", "em_grad")
SUFFERED = ("es_fatal", "es_injuries", "es_lost_days", "as_complaints", "be_cases")
AMOUNTS = (
    *("ghg_s1", "ghg_s2", "ghg_s2_loc", "ghg_s2_mkt", "ghg_s12", "ghg_s3", "ghg_s123"),
    *("en_total", "en_direct", "en_elec", "en_indirect", "en_renewable", "wa_total", "wa_withdraw"),
    *("ws_haz", "ws_nonhaz", "ws_total", "ws_landfill", "ws_wastewater", "ws_packaging_total"),
    *("ws_nox", "ws_so2", "ws_pm", "ws_voc", "ws_cod", "ws_nh3n"),
)
SIZES = ("lr_total", "op_revenue", "op_assets")
INTENSITIES = (
    *("ghg_int_emp", "ghg_int3_emp", "ghg_int_rev", "ghg_int3_rev", "ghg_int_area", "ghg_int3_area"),
    *("en_int_rev", "en_int_emp", "wa_int_rev", "wa_int_emp", "ws_haz_int", "ws_haz_int_emp", "ws_nonhaz_int"),
)
# Shares of a whole: more than all of it is impossible.
SHARES = (
    *("er_women", "er_women_mgmt", "er_disabled", "er_train_cov", "er_review", "er_social_ins", "lr_fulltime"),
    *("lr_contract", "lr_dispatch", "lr_union", "id_ratio", "id_women", "id_attend", "en_renew_share", "wa_recycled"),
    *("ws_recycled", "ws_haz_safe", "as_satisfaction", "as_resolved", "lr_satisfaction", "es_training"),
    *("es_health_check", "pf_recall_pct", "su_local", "su_audit", "su_integrity", "su_practice_cov", "su_top5"),
    *("di_top5", "be_train_cov", "be_risk_assess", "gs_screen", "gs_audit", "gs_iso14001", "sc_iso14001_cov"),
    *("sc_env_training", "te_rd_staff", "em_local", "em_inclusive", "em_agri", "gf_green_loan", "ghg_coverage"),
    *("lr_share", "su_share", "as_connect"),
)
PER_EMPLOYEE = (
    ("ghg_s12", "ghg_int_emp"),
    ("ghg_s123", "ghg_int3_emp"),
    ("en_total", "en_int_emp"),
    ("wa_total", "wa_int_emp"),
    ("ws_haz", "ws_haz_int_emp"),
    ("ws_nonhaz", "ws_nonhaz_int"),
)
PER_REVENUE = (
    ("ghg_s12", "ghg_int_rev"),
    ("ghg_s123", "ghg_int3_rev"),
    ("en_total", "en_int_rev"),
    ("wa_total", "wa_int_rev"),
    ("ws_haz", "ws_haz_int"),
    ("ws_nox", "ws_nox_int"),
    ("ws_so2", "ws_so2_int"),
    ("ws_pm", "ws_pm_int"),
)
PER_AREA = (("ghg_s12", "ghg_int_area"), ("ghg_s123", "ghg_int3_area"))
SCOPE_12 = ("ghg_s12", "ghg_s1 + ghg_s2", "ghg_s1 + ghg_s2_loc", "ghg_s1 + ghg_s2_mkt")
SCOPE_123 = ("ghg_s123", "ghg_s12 + ghg_s3", "ghg_s1 + ghg_s2 + ghg_s3")

PARTS: tuple[Rule, ...] = (
    PartsAgainstTotal("F01", "gender", (*COUNTED, *SUFFERED)),
    PartsAgainstTotal("F02", "age", COUNTED),
    PartsAgainstTotal("F03", "region", (*COUNTED, *SUFFERED)),
    PartsAgainstTotal("F04", "employment", COUNTED),
    PartsAgainstTotal("F05", "level", COUNTED),
    PartsAgainstTotal("F06", "energy", ("en_direct",)),
    CarriersAgainstTotal("F07"),
    SumAgainstTotal("F08", "ghg_s12", (("ghg_s1", "ghg_s2"), ("ghg_s1", "ghg_s2_loc"), ("ghg_s1", "ghg_s2_mkt"))),
    SumAgainstTotal(
        "F09",
        "ghg_s123",
        (
            ("ghg_s12", "ghg_s3"),
            ("ghg_s1", "ghg_s2", "ghg_s3"),
            ("ghg_s1", "ghg_s2_loc", "ghg_s3"),
            ("ghg_s1", "ghg_s2_mkt", "ghg_s3"),
        ),
    ),
    SumAgainstTotal("F10", "en_total", (("en_direct", "en_indirect"),), (("en_direct", "en_elec"),)),
    SumAgainstTotal("F11", "ws_total", (("ws_haz", "ws_nonhaz"),)),
)
WHOLES: tuple[Rule, ...] = (
    PartAgainstWhole("F12", "ghg_s12", "ghg_s123"),
    PartAgainstWhole("F13", "ghg_s1", "ghg_s12"),
    PartAgainstWhole("F14", "ws_landfill", "ws_total"),
    PartAgainstWhole("F15", "en_renewable", "en_total"),
    PartAgainstWhole("F16", "en_elec", "en_total"),
    PartAgainstWhole("F17", "te_rd_people", "lr_total"),
    PartAgainstWhole("F18", "em_grad", "lr_total"),
    PartAgainstWhole("F19", "gf_green_loan_bal", "gf_loans"),
    PartAgainstWhole("F20", "em_inclusive_loans", "gf_loans"),
    PartAgainstWhole("F21", "em_agri_loans", "gf_loans"),
)
RATIOS: tuple[Rule, ...] = (
    RatioAgainstTerms("F22", "ghg_int_emp", SCOPE_12, ("lr_total",)),
    RatioAgainstTerms("F23", "ghg_int3_emp", SCOPE_123, ("lr_total",)),
    RatioAgainstTerms("F24", "en_int_emp", ("en_total",), ("lr_total",)),
    RatioAgainstTerms("F25", "wa_int_emp", ("wa_total",), ("lr_total",)),
    RatioAgainstTerms("F26", "ws_haz_int_emp", ("ws_haz",), ("lr_total",)),
    RatioAgainstTerms("F27", "ws_nonhaz_int", ("ws_nonhaz",), ("lr_total",)),
    RatioAgainstTerms("F28", "es_lost_days_pp", ("es_lost_days",), ("lr_total",)),
    RatioAgainstTerms("F29", "ghg_int_rev", SCOPE_12, ("op_revenue",)),
    RatioAgainstTerms("F30", "ghg_int3_rev", SCOPE_123, ("op_revenue",)),
    RatioAgainstTerms("F31", "en_int_rev", ("en_total",), ("op_revenue",)),
    RatioAgainstTerms("F32", "wa_int_rev", ("wa_total",), ("op_revenue",)),
    RatioAgainstTerms("F33", "ws_haz_int", ("ws_haz",), ("op_revenue",)),
    RatioAgainstTerms("F34", "lr_fulltime", ("lr_total:employment=full_time",), ("lr_total",), 100, is_loose=False),
    RatioAgainstTerms("F35", "er_women", ("lr_total:gender=female",), ("lr_total",), 100, is_loose=False),
    RatioAgainstTerms(
        "F36", "er_women_mgmt", ("lr_total:gender=female;level=senior",), ("lr_total:level=senior",), 100
    ),
    RatioAgainstTerms("F37", "id_women", ("rs_board:gender=female",), ("rs_board",), 100, is_loose=False),
    RatioAgainstTerms("F38", "te_rd_staff", ("te_rd_people",), ("lr_total",), 100),
    RatioAgainstTerms("F39", "te_rd_rev", ("te_rd",), ("op_revenue",), 100),
    RatioAgainstTerms("F40", "es_fatal_rate", ("es_fatal",), ("lr_total",), 1000),
    RatioAgainstTerms("F41", "es_trir", ("es_injuries",), ("lr_total",), 1000),
    RatioAgainstTerms("F42", "en_renew_share", ("en_renewable",), ("en_elec", "en_indirect", "en_total"), 100),
    RatioAgainstTerms("F43", "em_volunteer", ("em_volunteer_hours",), ("lr_total",)),
    RatioAgainstTerms("F44", "gf_green_loan", ("gf_green_loan_bal",), ("gf_loans",), 100),
    ImpliedDenominators("F45", "employees", PER_EMPLOYEE, "lr_total"),
    ImpliedDenominators("F46", "CNY million of revenue", PER_REVENUE, "op_revenue"),
    ImpliedDenominators("F47", "m2 of floor area", PER_AREA, ""),
    ImpliedDenominatorJump("F48", "employees", PER_EMPLOYEE),
    ImpliedDenominatorJump("F49", "CNY million of revenue", PER_REVENUE),
    ImpliedDenominatorJump("F50", "m2 of floor area", PER_AREA),
    GrowthAgainstYears("F51", "ghg_yoy", "ghg_s12"),
    GrowthAgainstYears("F52", "em_growth", "lr_total"),
    GapAgainstGroups("F53", "lr_turnover_gap", "lr_turnover"),
    GapAgainstGroups("F54", "er_train_gap", "er_train_cov"),
    ShareOfFew("F55", "id_ratio", "rs_board"),
    ShareOfFew("F56", "id_women", "rs_board"),
    ShareAgainstCounts("F105", "lr_share", "lr_total"),
    ShareAgainstCounts("F106", "su_share", "su_count"),
)
RATES: tuple[Rule, ...] = (
    RateAgainstGroups("F57", "lr_turnover"),
    RateAgainstGroups("F58", "er_train_cov"),
    RateAgainstGroups("F59", "er_train_hours"),
    BreakdownsAgainstEachOther("F60", "lr_turnover"),
    BreakdownsAgainstEachOther("F61", "er_train_cov"),
    BreakdownsAgainstEachOther("F62", "er_train_hours"),
    RateOfNobody("F63", ("lr_turnover", "er_train_cov", "er_train_hours")),
    SharesTakenForRates("F64", ("er_train_cov", "lr_turnover")),
)
RANGES: tuple[Rule, ...] = (
    Limits("F65", SHARES, None, 100, Severity.SERIOUS, "a share of a whole is not above 100 %"),
    Limits("F66", ("lr_turnover",), None, 100, Severity.WARNING, "more people left than there are"),
    Limits(
        "F67",
        (*AMOUNTS, *SIZES, *INTENSITIES, *COUNTED, *SUFFERED, *SHARES, "lr_turnover", "er_train_hours"),
        0,
        None,
        Severity.SERIOUS,
        "it cannot be negative",
    ),
    Limits("F68", ("en_pue",), 1, None, Severity.SERIOUS, "a data centre uses at least what its servers use"),
    Limits("F69", ("en_pue",), None, 4, Severity.WARNING, "no data centre in use is that wasteful"),
    Limits("F70", ("er_train_hours",), None, 400, Severity.WARNING, "that is a fifth of the working year"),
    Limits("F71", ("es_lost_days_pp",), None, 20, Severity.WARNING, "that is a month of work lost by everybody"),
    PerHead("F72", "water", "wa_int_emp", "wa_total", "m3/employee"),
    PerHead("F73", "waste", "ws_nonhaz_int", "ws_nonhaz", "t/employee"),
    PerHead("F74", "energy", "en_int_emp", "en_total", "MWh/employee"),
    PerHead("F75", "ghg", "ghg_int_emp", "ghg_s12", "tCO2e/employee"),
    PerHead("F76", "hazardous", "ws_haz_int_emp", "ws_haz", "t/employee"),
    WithoutConsequence("F99", ("es_fatal",), "es_lost_days"),
    WithoutConsequence("F100", ("es_lost_days",), "es_injuries"),
)
YEARS: tuple[Rule, ...] = (
    YearOnYear("F77", (*AMOUNTS, *SIZES, *INTENSITIES), wants_slips=False),
    YearOnYear("F78", (*AMOUNTS, *SIZES, *INTENSITIES), wants_slips=True),
    OutOfLine("F79", (*AMOUNTS, *SIZES, *INTENSITIES)),
    Restated("F80", wants_slips=False),
    Restated("F81", wants_slips=True),
)
PLACES: tuple[Rule, ...] = (
    SameFigure("F82", Pair.TEXT_AND_TABLE),
    SameFigure("F83", Pair.TWO_TABLES),
    SameFigure("F84", Pair.TWO_SENTENCES),
    SameFigure("F85", Pair.SLIP),
    SameNumberOtherBasis("F86"),
    NumberOnHeading("F87"),
    SharesOfGender("F88"),
    IndexAgainstContent("F89"),
)
PHYSICS: tuple[Rule, ...] = (
    FuelAgainstScope1("F90", "gasoline"),
    FuelAgainstScope1("F91", "diesel"),
    FuelAgainstScope1("F92", "natural_gas"),
    FuelAgainstScope1("F93", "coal"),
    FuelAgainstScope1("F94", "lpg"),
    FuelAgainstScope1("F101", "lng"),
    FuelAgainstScope1("F102", "coke"),
    FuelAgainstScope1("F103", "fuel_oil"),
    FuelAgainstScope1("F104", "kerosene"),
    FuelEnergyAgainstScope1("F95"),
    DirectEnergyAgainstScope1("F96"),
    FuelAgainstEnergy("F97"),
    ElectricityAgainstScope2("F98"),
)
RULES: tuple[Rule, ...] = (*PARTS, *WHOLES, *RATIOS, *RATES, *RANGES, *YEARS, *PLACES, *PHYSICS)
