from __future__ import annotations

import vocabulary_page


def test_the_page_is_what_the_rules_file_says() -> None:
    written = vocabulary_page.PAGE.read_text(encoding="utf-8")
    assert written == vocabulary_page.page(), "run: python tests/project/vocabulary_page.py"
