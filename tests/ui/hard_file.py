"""A published file that is hard to show: ten thousand issuers, a name of 300 characters, quotes with markup."""

import shutil
from pathlib import Path

import duckdb
import pytest

LONG_NAME = "测试" * 50 + "Unbreakable" * 18 + " <i>"
MARKUP = "</blockquote></q><script>document.title='owned'</script><img src=http://127.0.0.2/a.png onerror=alert(1)>"
MANY = 10_000


@pytest.fixture(scope="session")
def hard_file(small_published_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small published file with what is hard to show; CAPPED has one pillar only, BANKX none."""
    file = tmp_path_factory.mktemp("hard") / "published.duckdb"
    shutil.copy(small_published_file, file)
    with duckdb.connect(str(file), config={"storage_compatibility_version": "v1.5.0"}) as connection:
        rename = "update mart.issuer_rating set issuer_name = $name where issuer_id = 'CAPPED'"
        connection.execute(rename, {"name": LONG_NAME})
        connection.execute("update mart.evidence set quote = $quote where quote is not null", {"quote": MARKUP})
        connection.execute(
            """
            insert into mart.issuer_rating
            select m.* replace ('MANY-' || lpad(n::varchar, 5, '0') as issuer_id, m.issuer_name || n as issuer_name)
            from mart.issuer_rating as m, range($many) as r(n)
            where m.issuer_id = 'SIM-0001'
            """,
            {"many": MANY},
        )
    return file
