"""The cue files of the social and governance pillars: their own examples, what they cover, and that they stay apart."""

from collections.abc import Iterator
from functools import cache

import pytest

from esg_pipeline.disclosure.cues import DEFAULT_FOLDER, Cue, CueBook, Pattern, read_cue_file
from esg_pipeline.disclosure.evidence_rules import language_of
from esg_pipeline.disclosure.similarity import LexicalSimilarity
from esg_pipeline.disclosure.statements import lexical_similarity, read_text
from esg_pipeline.methodology.read import load_methodology

FILES = ("social_people", "social_products", "social_partners", "governance")
# Known to registers, exchanges or markets alone: no sentence of a report is taken for them.
NOT_IN_REPORTS = {"as_reg_rank", "bd_rating", "ao_auditor_sanction"}
# One sentence may rightly state two things: a certificate is also a measure, a supplier's code is also a policy.
SAID_TOGETHER = {
    ("di_antibribery", "be_policy"),
    ("su_risk_id", "su_policy"),
    ("su_policy", "su_risk_id"),
    ("ac_level", "ac_type"),
    ("ac_type", "ac_level"),
    ("be_aml_system", "be_policy"),
    ("be_code", "su_policy"),
    ("be_iso37001", "be_policy"),
    ("be_iso37001", "xp_compliance"),
    ("di_policy", "be_code"),
    ("er_child_fix", "er_child_meas"),
    ("er_harassment", "lr_policy"),
    ("es_contractor", "es_measures"),
    ("es_iso45001", "es_measures"),
    ("es_std_level", "es_measures"),
    ("id_employee_rep", "lr_congress"),
    ("li_counsel", "xp_compliance"),
    ("lr_flexible", "lr_policy"),
    ("pf_building", "em_affordable"),
    ("pf_gmp", "pf_cert"),
    ("pf_iso27001", "pf_privacy_policy"),
    ("pf_pia", "pf_privacy_policy"),
    ("pf_pia", "pq_digital_risk"),
    ("pf_sec_drill", "pf_privacy_policy"),
    ("pq_digital_risk", "as_consumer_prot"),
    ("pq_digital_risk", "xp_compliance"),
    ("pq_iso9001", "es_iso45001"),
    ("pq_iso9001", "pq_qa"),
    ("ps_esop", "lr_policy"),
    ("su_conflict", "su_policy"),
    ("su_policy", "be_code"),
    ("te_ip_cert", "pf_ip"),
}
# What happened, what is a topic or a title, and what another party does states no policy of the issuer.
NOTHING_SAID = (
    "The Group did not receive any complaints concerning breaches of customer privacy.",
    "There were no cases of infringement of intellectual property rights in the year.",
    "No products were subject to recall for safety and health reasons.",
    "No cases of discrimination or harassment were reported.",
    "There was no case of money laundering in the year.",
    "No whistleblowing reports were received in the year.",
    "Customer privacy, product quality and anti-corruption were identified as material topics.",
    "Our opinion is not modified in respect of this matter.",
    "Employees are our most valuable asset.",
    "KPI B7.2 Description of preventive measures and whistle-blowing procedures.",
    "报告期内，公司未发生知识产权侵权事件。",
    "本年度未发生客户隐私泄露事件。",
    "报告期内未发生贪污腐败案件，亦未收到举报。",
    "未發生任何歧視或性騷擾事件。",
    "年内未收到客户投诉。",
    "公司应收账款不存在逾期情况。",
    "员工是企业最宝贵的财富。",
    "董事会审议通过续聘会计师事务所的议案。",
)


@cache
def book() -> CueBook:
    return CueBook(tuple(entry for name in FILES for entry in read_cue_file(DEFAULT_FOLDER / f"{name}.yaml")))


@cache
def by_words() -> LexicalSimilarity:
    return lexical_similarity(book())


def stated(text: str) -> dict[str, int]:
    return {key: int(found.value or 0) for key, found in read_text(text, book(), by_words()).items()}


def examples() -> Iterator[tuple[str, str, int | None]]:
    for entry in book().entries:
        for text, value in entry.yes:
            yield entry.data_point_id, text, value
        for text in entry.no:
            yield entry.data_point_id, text, 0
        for text in entry.silent:
            yield entry.data_point_id, text, None


def patterns(entry: Cue) -> Iterator[Pattern]:
    for group in (*entry.levels.values(), entry.unless, entry.denies, entry.heading):
        for of_language in group.values():
            yield from of_language


@pytest.mark.parametrize(("data_point_id", "text", "value"), list(examples()))
def test_each_example_says_what_its_entry_promises(data_point_id: str, text: str, value: int | None) -> None:
    assert stated(text).get(data_point_id) == value


def test_every_data_point_of_both_pillars_that_a_report_may_state_has_an_entry() -> None:
    method = load_methodology()
    issues = {row["key_issue_id"] for row in method.key_issues.to_dicts() if row["pillar_id"] in {"S", "G"}}
    wanted = {
        row["data_point_id"]
        for row in method.data_points.to_dicts()
        if row["key_issue_id"] in issues and row["kind"] in {"boolean", "ordinal"}
    }
    assert {entry.data_point_id for entry in book().entries} == wanted - NOT_IN_REPORTS


def test_levels_are_written_for_ordinal_data_points_and_only_for_those() -> None:
    kinds = {row["data_point_id"]: row["kind"] for row in load_methodology().data_points.to_dicts()}
    assert {e.data_point_id for e in book().entries if e.is_level} == {
        e.data_point_id for e in book().entries if kinds[e.data_point_id] == "ordinal"
    }


@pytest.mark.parametrize("entry", book().entries, ids=lambda entry: entry.data_point_id)
def test_every_entry_has_examples_in_both_languages(entry: Cue) -> None:
    languages = [language_of(text) for text, _ in entry.yes]
    assert min(languages.count("en"), languages.count("zh")) >= 3
    assert len(entry.silent) >= 2


@pytest.mark.parametrize("entry", book().entries, ids=lambda entry: entry.data_point_id)
def test_no_pattern_repeats_without_bound_over_anything(entry: Cue) -> None:
    assert [p.text for p in patterns(entry) if ".*" in p.text or ".+" in p.text or ")*" in p.text] == []


def test_a_yes_of_one_entry_is_a_yes_of_no_other_but_the_accepted_pairs() -> None:
    crossed = {
        (entry.data_point_id, other)
        for entry in book().entries
        for text, _ in entry.yes
        for other in stated(text)
        if other != entry.data_point_id
    }
    assert crossed - SAID_TOGETHER == set()


@pytest.mark.parametrize("text", NOTHING_SAID)
def test_events_topics_and_titles_state_nothing(text: str) -> None:
    assert stated(text) == {}


@pytest.mark.parametrize("filler", ["不", "no ", "公司", "supplier ", "安全", "audit committee ", "信息披露", "董事长"])
def test_a_hostile_sentence_costs_little_time(filler: str) -> None:
    stated(filler * (3_900 // len(filler)))
