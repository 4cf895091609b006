"""The plain-language meter: plain answers pass, official prose does not."""

from policy_faq.documents import load_documents
from policy_faq.entries import Entry, load_entries
from policy_faq.plain_language import measure, official_terms, reading_report


def test_plain_text_is_easy() -> None:
    measured = measure("可以办。带上身份证，去就近的窗口。当天就能办好。")
    assert measured.grade == "easy"
    assert measured.places == ()


def test_nothing_is_easy() -> None:
    for text in ("", "  \n ", "。。。", "😀"):
        assert measure(text).grade == "easy"


def test_long_sentences_and_clauses_are_named() -> None:
    clause = "由公共就业服务机构按照分级分类服务的有关要求提供精准服务"
    measured = measure(f"您好。{clause}，{clause}。")
    reasons = {place.reason for place in measured.places}
    assert {"long_sentence", "long_clause"} <= reasons
    assert measured.long_share == 0.5
    assert all(clause in place.sentence for place in measured.places)
    many = measure("一个，两个，三个，四个，五个，六个。")
    assert [place.reason for place in many.places] == ["too_many_clauses"]


def test_official_words_need_an_explanation() -> None:
    terms = {"反担保": "再找人作保"}
    bare = measure("要反担保。", terms)
    assert [(p.detail, p.plainer) for p in bare.places] == [("反担保", "再找人作保")]
    for told in ("要反担保（再找人作保）。", "反担保就是再找人作保。", "要反担保，也就是另找人。",
                 "看《反担保办法》。"):  # fmt: skip
        assert measure(told, terms).places == (), told


def test_each_word_once() -> None:
    assert len(measure("反担保。反担保。反担保。", {"反担保": "作保"}).places) == 1


def test_amount_and_titles_do_not_count_as_long() -> None:
    title = "《" + "关于" * 30 + "》"
    assert measure(f"看{title}。").grade == "easy"
    assert (
        measure("标准：{{unemployment-benefit-of-the-whole-province-and-its-places}}。").places
        == ()
    )


def test_a_document_is_harder_than_every_answer() -> None:
    """The shipped answers are plain; the official text they explain is not."""
    entries: tuple[Entry, ...] = load_entries()
    grades = [measure(f"{e.answer}\n{e.next_step}").grade for e in entries]
    assert grades.count("too_hard") == 0
    assert grades.count("easy") / len(grades) > 0.9
    preamble = next(iter(load_documents().values())).clause(0)
    assert measure("".join(s.text for s in preamble.sentences)).grade == "too_hard"


def test_report_counts_and_names() -> None:
    hard = "对符合条件的登记失业人员由公共就业服务机构按照分级分类的要求提供不少于三次精准服务" * 2
    lines = reading_report([("plain", "可以。"), ("bad", hard)])
    assert "easy 1" in lines[0] and "too_hard 1" in lines[0]
    assert any("bad" in line for line in lines[1:]) and not any("plain:" in x for x in lines[1:])


def test_terms_have_an_explanation_of_their_own() -> None:
    for term, plainer in official_terms().items():
        assert plainer and term not in plainer
