"""Reading room at the command line: search, evaluate, check.

Only results go to standard output; everything else goes to standard error.
"""

import argparse
import json
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from policy_faq.answer import render_wechat, result_as_json
from policy_faq.checks import content_findings
from policy_faq.entries import WHOLE_PROVINCE, load_entries
from policy_faq.errors import ContentError
from policy_faq.evaluate import (
    OUTCOMES,
    Judged,
    curve,
    judge,
    leave_wordings_out,
    ranking,
    read_gold,
    shares,
)
from policy_faq.parameters import load_parameters
from policy_faq.plain_language import reading_report
from policy_faq.search import PolicySearch, SearchResult


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 fine, 1 findings, 2 wrong use."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except (ContentError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="policy_faq", description="Policy questions and answers.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    search = commands.add_parser("search", help="answer questions")
    search.add_argument("question", nargs="?", help="one question")
    search.add_argument("--stdin", action="store_true", help="one question a line, JSON lines out")
    search.add_argument("--json", action="store_true", help="print JSON instead of the reply")
    search.add_argument("--k", type=_positive, default=3, help="most hits (default 3)")
    search.add_argument("--region", default=WHOLE_PROVINCE, help="six-digit region code")
    search.add_argument("--on", type=date.fromisoformat, help="day, YYYY-MM-DD (default today)")
    search.set_defaults(command=_search)
    evaluate = commands.add_parser("evaluate", help="measure against labelled questions")
    evaluate.add_argument(
        "file", nargs="?", type=Path, help="JSON lines: question, style, expected"
    )
    evaluate.add_argument(
        "--leave-out", action="store_true", help="instead ask each wording while it is taken out"
    )
    evaluate.add_argument("--k", type=_positive, default=3, help="longest list (default 3)")
    evaluate.add_argument("--json", action="store_true", help="print JSON instead of a table")
    evaluate.set_defaults(command=_evaluate)
    check = commands.add_parser("check", help="check texts, rules and entries")
    check.set_defaults(command=_check)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _search(options: argparse.Namespace) -> int:
    if options.stdin == (options.question is not None):
        print("give one question, or --stdin", file=sys.stderr)
        return 2
    on = options.on or date.today()  # noqa: DTZ011  the reader's own day is meant
    search, amounts = PolicySearch.load(), load_parameters()

    def ask(question: str) -> SearchResult:
        found = search.search(question, k=options.k, on=on, region=options.region)
        return amounts.told(found, region=options.region, on=on)

    if options.stdin:
        for line in sys.stdin.buffer:
            question = line.decode("utf-8", "replace").rstrip("\r\n")
            print(
                json.dumps(result_as_json(ask(question), as_of=on), ensure_ascii=False), flush=True
            )
    elif options.json:
        print(json.dumps(result_as_json(ask(options.question), as_of=on), ensure_ascii=False))
    else:
        print(_as_reply(ask(options.question), on))
    return 0


def _as_reply(result: SearchResult, on: date) -> str:
    if result.decision == "none":
        return "没有找到对应的政策。您可以换个说法，或拨打12333。"
    if result.decision == "answer":
        return render_wechat(result.hits[0].entry, as_of=on)
    lines = [f"{n}. {hit.entry.question}" for n, hit in enumerate(result.hits, start=1)]
    return "\n".join(["您想问的是哪一个？", *lines])


def _evaluate(options: argparse.Namespace) -> int:
    if options.leave_out == (options.file is not None):
        print("give a file, or --leave-out", file=sys.stderr)
        return 2
    judged: list[Judged] = []
    if options.leave_out:
        for entries, gold in leave_wordings_out(load_entries()):
            judged += judge(PolicySearch(entries), gold, k=options.k)
    else:
        gold = read_gold(options.file)
        judged = judge(PolicySearch.load(), gold, k=options.k)
    if options.json:
        points = [asdict(point) for point in curve(judged)]
        measured = {"shares": shares(judged), "ranking": ranking(judged), "curve": points}
        print(json.dumps(measured, ensure_ascii=False))
    else:
        _print_tables(judged)
    return 0


def _print_tables(judged: list[Judged]) -> None:
    print(f"{'style':<14}{'n':>5}" + "".join(f"{name:>15}" for name in OUTCOMES))
    for style, counted in shares(judged).items():
        cells = "".join(f"{counted[name]:>15.3f}" for name in OUTCOMES)
        print(f"{style:<14}{counted['n']:>5.0f}{cells}")
    print("\nwhatever is decided, one question a message:")
    print("  ".join(f"{name} {value:.3f}" for name, value in ranking(judged).items()))
    print("\nif only hits at or above a confidence were answered:\nbar    coverage  precision")
    for point in curve([item for item in judged if item.gold.is_in_scope]):
        print(f"{point.bar:.3f}  {point.coverage:>8.3f}  {point.precision:>9.3f}")


def _check(options: argparse.Namespace) -> int:
    del options
    entries = load_entries()
    findings = content_findings(entries)
    for finding in findings:
        print(finding)
    for line in reading_report((e.id, f"{e.answer}\n{e.next_step}") for e in entries):
        print(line, file=sys.stderr)
    wordings = sum(len(entry.questions) for entry in entries)
    print(f"{len(entries)} entries, {wordings} wordings, {len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
