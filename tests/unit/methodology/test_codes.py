"""The closed vocabularies: the words that stand in published columns and in the source's tables."""

from enum import StrEnum

import pytest

from esg_pipeline.methodology import codes

VOCABULARIES: dict[type[StrEnum], str] = {
    codes.Pillar: "E S G",
    codes.Kind: "quantitative boolean ordinal event",
    codes.Direction: "higher_better lower_better target_range true_better true_worse context_only",
    codes.SourceType: "document structured penalty_notice market audit_opinion",
    codes.Influence: "high higher middle lower low none",
    codes.ImpactTime: "short medium long",
    codes.Grade: "AAA AA A BBB BB B CCC CC C NR",
    codes.State: "reported reported_zero not_applicable not_disclosed not_collected stale rejected",
    codes.Origin: "reported carried imputed",
    codes.Basis: "law standard policy industry_practice statistical guess",
    codes.FillingStep: (
        "carry_forward interpolation zero regression"
        " median_industry_class_size median_industry median_class median_universe"
    ),
    codes.ImputationBasis: "choice measured law nature",
    codes.Doubt: (
        "imputation extraction anchor_law anchor_standard anchor_policy anchor_industry_practice anchor_statistical"
        " anchor_guess corner_ratio influence carry_unmeasured error_correlation"
    ),
    codes.ChoiceGroup: "imputation extraction anchors corner_ratio influence",
    codes.SensitivityOutput: "score notch",
    codes.DerivationKind: "ratio share difference sum growth weighted_mean",
    codes.Classification: "sw2021 hsics csrc common",
    codes.Language: "en zh-Hans zh-Hant",
    codes.LabelKind: "alias intensity breakdown",
    codes.IssuerClass: "lgfv financial corporate",
    codes.RatingActionCode: "new upgrade downgrade affirm withdrawn",
    codes.DecisionKind: "override hold withdrawal adoption",
    codes.ReasonCode: (
        "new_information data_error event_not_captured peer_comparison corporate_action insufficient_information"
        " issuer_request methodology_review"
    ),
    codes.DecisionStatus: "in_force expired model_moved superseded not_rated draft refused",
    codes.VersionCause: (
        "initial changed_input removed_input restatement late_document late_value event registry review_decision"
        " committee methodology code peers"
    ),
    codes.ChangeCause: (
        "new_facts restatements imputation events_new events_decayed weights benchmarks peers caps committee"
    ),
    codes.WithoutEffect: "not_rated superseded not_used not_current",
}


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_a_vocabulary_holds_its_words_in_order(vocabulary: type[StrEnum]) -> None:
    assert [code.value for code in vocabulary] == VOCABULARIES[vocabulary].split()


def test_every_vocabulary_is_pinned() -> None:
    defined = {
        item
        for item in vars(codes).values()
        if isinstance(item, type) and issubclass(item, StrEnum) and item is not StrEnum
    }
    assert defined == set(VOCABULARIES)
