"""`python -m bot`: run everything on this machine, or publish the account's menu."""

import argparse
import asyncio
import sys

from pydantic import ValidationError

from backend.core.errors import AppError


def _run(_: argparse.Namespace) -> int:
    from bot.launcher.run import run

    return run()


def _publish_menu(_: argparse.Namespace) -> int:
    from bot.connections import redis_client
    from bot.wechat_api import WeChatApi
    from bot.wording import menu_for_wechat

    async def publish() -> None:
        client = redis_client()
        api = WeChatApi(client)
        try:
            await api.publish_menu(menu_for_wechat())
        finally:
            await api.close()
            await client.aclose()

    asyncio.run(publish())
    print("menu published")
    return 0


def _in_one_line(error: ValidationError) -> str:
    """The first broken setting by its environment name, and what is wrong with it."""
    first = error.errors()[0]
    name = "_".join(str(part) for part in first["loc"]).upper()
    prefix = "WECHAT_" if error.title.startswith("WeChat") else ""
    subject = f"Setting {prefix}{name}: " if name else ""
    return f"{subject}{first['msg']}. See .env.example."


def main() -> int:
    """Parse the command line and run the command; expected failures are one line."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run_parser = commands.add_parser("run", help="train if needed, then start every process")
    run_parser.set_defaults(do=_run)
    menu_parser = commands.add_parser("publish-menu", help="replace the account's menu")
    menu_parser.set_defaults(do=_publish_menu)
    arguments = parser.parse_args()
    try:
        return int(arguments.do(arguments))
    except ValidationError as error:
        print(_in_one_line(error), file=sys.stderr)
    except AppError as error:
        print(error.message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
