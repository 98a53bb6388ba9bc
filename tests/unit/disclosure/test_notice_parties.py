"""Who a notice is about and who speaks."""

import pytest

from esg_pipeline.disclosure.notice_parties import (
    authority_of,
    find_authorities,
    find_companies,
    issuer_of,
    parent_of,
    plant_of,
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("因此日照恒海港务有限公司被罚", ["日照恒海港务有限公司"]),
        ("对临渊和兴化工股份有限公司罚款", ["临渊和兴化工股份有限公司"]),
        ("2023年6月5日,中联重达(天津)有限公司收到", ["中联重达(天津)有限公司"]),
        ("受托管理人为汇丰达证券股份有限公司", ["汇丰达证券股份有限公司"]),
        ("fined Lantern Bay Bank Limited and Pine Inc.", ["Lantern Bay Bank Limited", "Pine Inc."]),
        ("公司及子公司未受处罚", []),
    ],
)
def test_companies_are_cut_free_of_the_words_before(text: str, names: list[str]) -> None:
    assert [c.name for c in find_companies(text)] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("当事人:青谷康健医院\n违法事实", "青谷康健医院"),
        ("处罚决定书 云东产业园区管理委员会: 你单位", "云东产业园区管理委员会"),
        ("子公司江北化工因超标被罚", "江北化工"),
        ("原告甲乙电气有限公司起诉被告丙丁重工股份有限公司", "丙丁重工股份有限公司"),
        ("北辰矿业(600999)因违规被罚", "北辰矿业"),
    ],
)
def test_the_issuer(text: str, name: str) -> None:
    found = issuer_of(text, None)
    assert found
    assert (found.name, text[found.start : found.end]) == (name, name)


def test_no_company_no_issuer() -> None:
    assert issuer_of("今天天气很好。", None) is None


def test_parent_and_plant() -> None:
    text = "浦东科创的全资子公司浦创水务有限公司(东郊污水处理厂)被罚"
    issuer = issuer_of(text, None)
    parent, plant = parent_of(text, issuer), plant_of(text, issuer)
    assert issuer
    assert parent
    assert plant
    assert (issuer.name, parent.name, plant.name) == ("浦创水务有限公司", "浦东科创", "东郊污水处理厂")
    assert parent_of("浦创水务有限公司被罚", None) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("被日照市生态环境局罚款", "日照市生态环境局"),
        ("于2023年5月1日,呼和浩特市应急管理局对该公司罚款", "呼和浩特市应急管理局"),
        ("国家税务总局东川市税务局第一稽查局\n决定书", "国家税务总局东川市税务局第一稽查局"),
        ("The Securities and Futures Commission (SFC) has fined X", "Securities and Futures Commission"),
    ],
)
def test_the_authority(text: str, name: str) -> None:
    found = authority_of(text)
    assert found
    assert found.name == name


def test_the_one_that_acts_is_preferred() -> None:
    text = "向临渊市人民法院备案后,被临渊市生态环境局处罚"
    found = authority_of(text)
    assert [a.name for a in find_authorities(text)] == ["临渊市人民法院", "临渊市生态环境局"]
    assert found
    assert found.name == "临渊市生态环境局"
