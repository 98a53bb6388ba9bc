"""How the words around a hit take it; the hit is what stands in brackets."""

import pytest

from esg_pipeline.disclosure.negation import Stance, stance_of

CASES = [
    ("The Group has [established a green procurement policy].", Stance.AFFIRMED),
    ("The Group has not [established a green procurement policy].", Stance.DENIED),
    ("The Group has not yet [established a green procurement policy].", Stance.DENIED),
    ("The Group has no formal [green procurement policy].", Stance.DENIED),
    ("We do not currently have a [green procurement policy].", Stance.DENIED),
    ("The company operates without a [green procurement policy].", Stance.DENIED),
    ("A [green procurement policy] is not yet in place.", Stance.DENIED),
    ("A [green procurement policy] has not been established.", Stance.DENIED),
    ("[Contractors are not included in safety management].", Stance.DENIED),
    ("The Group has not only [established a green policy] but trains its staff.", Stance.AFFIRMED),
    ("No less than three plants [hold a certificate].", Stance.AFFIRMED),
    ("Without exception, our plants [hold a certificate].", Stance.AFFIRMED),
    ("We do not tolerate bribery and [established a whistleblowing procedure].", Stance.AFFIRMED),
    ("The Group had no accidents, and it has [established a safety system].", Stance.AFFIRMED),
    ("We have received no complaints about the [safety system].", Stance.UNCLEAR),
    ("It is not true that there is no [green policy].", Stance.UNCLEAR),
    ("The Group will [establish a green policy].", Stance.PLANNED),
    ("The Group plans to [establish a green policy].", Stance.PLANNED),
    ("We are considering whether to [adopt a green policy].", Stance.PLANNED),
    ("The Group is committed to [establishing a green policy].", Stance.PLANNED),
    ("Enterprises should [establish a green policy].", Stance.OTHERS),
    ("We should [establish a green policy].", Stance.PLANNED),
    ("We will continue to [implement the green policy].", Stance.AFFIRMED),
    ("Loans are recalled if the owner [adopts a new policy].", Stance.CONDITIONAL),
    ("If staff see a breach, we [offer a hotline].", Stance.AFFIRMED),
    ("We require suppliers to [obtain a certificate].", Stance.OTHERS),
    ("Suppliers that have [obtained a certificate] are preferred.", Stance.OTHERS),
    ("We encourage our business partners to [publish a report].", Stance.OTHERS),
    ("Stakeholders expect us to [set a target].", Stance.OTHERS),
    ("The Issuer has not [established a green policy].", Stance.DENIED),
    ("The Issuer is [certified to the standard].", Stance.AFFIRMED),
    ("Many peers have [adopted a green policy].", Stance.OTHERS),
    ("Several large banks have [joined the alliance].", Stance.OTHERS),
    ("A [green policy] is being drafted.", Stance.PLANNED),
    ("A [green policy] will be adopted in due course.", Stance.PLANNED),
    ("The [green policy] will be reviewed every year.", Stance.AFFIRMED),
    ("The Company terminated its [certificate].", Stance.UNCLEAR),
    ("The [certificate] lapsed in May and was not renewed.", Stance.UNCLEAR),
    ("Whether a [green policy] is needed was discussed.", Stance.CONDITIONAL),
    ("许多银行[发行绿色债券]。", Stance.OTHERS),
    ("公司部分子公司[取得认证]。", Stance.AFFIRMED),
    ("[绿色采购制度]正在起草。", Stance.PLANNED),
    ("计划明年[建立安全预案]。", Stance.PLANNED),
    ("本集团正考虑采纳[行为守则]。", Stance.PLANNED),
    ("公司[取得的认证]已于年内注销。", Stance.UNCLEAR),
    ("公司未发生[客户隐私泄露]事件。", Stance.UNCLEAR),
    ("公司未收到[知识产权侵权]的投诉。", Stance.UNCLEAR),
    ("国家鼓励企业[取得认证]。", Stance.OTHERS),
    ("公司已[建立绿色采购制度]。", Stance.AFFIRMED),
    ("公司尚未[建立绿色采购制度]。", Stance.DENIED),
    ("公司没有[建立绿色采购制度]。", Stance.DENIED),
    ("公司未[制定绿色采购制度]。", Stance.DENIED),
    ("[绿色采购制度]尚未建立。", Stance.DENIED),
    ("公司不仅[建立绿色采购制度]，还开展培训。", Stance.AFFIRMED),
    ("公司产生少量无害废物，并[建立分类处理制度]。", Stance.AFFIRMED),
    ("报告期内未发生事故，公司[建立安全制度]。", Stance.AFFIRMED),
    ("公司拟[建立绿色采购制度]。", Stance.PLANNED),
    ("未来公司将[建立绿色采购制度]。", Stance.PLANNED),
    ("公司计划[开展绿色采购]。", Stance.PLANNED),
    ("公司将[环境保护]纳入绩效考核。", Stance.AFFIRMED),
    ("公司力争[取得认证]。", Stance.PLANNED),
    ("如果公司[启动预案]，则上报。", Stance.CONDITIONAL),
    ("公司要求供应商[取得认证]。", Stance.OTHERS),
    ("我们要求供应商遵守法规，公司[取得认证]。", Stance.AFFIRMED),
]


@pytest.mark.parametrize(("marked", "stance"), CASES)
def test_the_stance_of_a_sentence(marked: str, stance: Stance) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    assert stance_of(text, (start, end), "en" if text.isascii() else "zh") is stance


@pytest.mark.parametrize(
    ("marked", "says", "stance"),
    [
        ("We have [no violation of the law].", {"negation"}, Stance.AFFIRMED),
        ("It is not the case that we had [no violation].", {"negation"}, Stance.UNCLEAR),
        ("We aim to [cut emissions by 2030].", {"goal"}, Stance.AFFIRMED),
        ("We will set a [target to cut emissions by 2030].", {"goal"}, Stance.PLANNED),
        ("If child labour is found, we [end the contract].", {"condition"}, Stance.AFFIRMED),
        ("We require suppliers [to sign a code for suppliers].", {"others"}, Stance.AFFIRMED),
        ("公司拟设定[减排目标]。", {"goal"}, Stance.PLANNED),
        ("[Should any child labour be found, it is ended].", {"plan", "condition"}, Stance.AFFIRMED),
        ("[将气候风险纳入管理]。", {"will"}, Stance.AFFIRMED),
        ("公司将[制定应急预案]。", {"plan"}, Stance.PLANNED),
        ("公司目标为到2030年将[排放降低20%]。", {"goal"}, Stance.AFFIRMED),
    ],
)
def test_what_a_cue_says_itself_is_not_held_against_it(marked: str, says: set[str], stance: Stance) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    assert stance_of(text, (start, end), "en" if text.isascii() else "zh", frozenset(says)) is stance


def test_hostile_text_is_read_in_bounded_time() -> None:
    text = "not " * 2_000 + "hit " + "has not been " * 2_000
    start = text.index("hit")
    assert stance_of(text, (start, start + 3), "en") in Stance
    chinese = "未将" * 2_000 + "中" + "尚未" * 2_000
    assert stance_of(chinese, (4_000, 4_001), "zh") in Stance
