"""`python -m backend`: migrations, accounts, demonstration data, policy knowledge to files."""

import argparse
import getpass
import sys
from pathlib import Path

from pydantic import ValidationError

from backend import migrations
from backend.core.db import reading, unit_of_work
from backend.core.errors import AppError
from backend.policies import knowledge
from backend.policies.exporting import export_content
from backend.registrations.demo import add_demo_registrations
from backend.staff import service as staff
from backend.staff.models import StaffRole


def _migrate(_: argparse.Namespace) -> int:
    migrations.upgrade()
    print(f"database is at {migrations.head()}")
    return 0


def _check_migrations(_: argparse.Namespace) -> int:
    differences = migrations.differences()
    for difference in differences:
        print(difference, file=sys.stderr)
    return 1 if differences else 0


def _create_account(arguments: argparse.Namespace) -> int:
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Again: "):
        print("The two differ; nothing was changed.", file=sys.stderr)
        return 2
    with unit_of_work() as session:
        role = StaffRole(arguments.role)
        staff.create_account(session, arguments.login, arguments.name, role, password)
    print(f"account {arguments.login} made")
    return 0


def _demo_data(_: argparse.Namespace) -> int:
    migrations.upgrade()
    with unit_of_work() as session:
        made = add_demo_registrations(session)
    print(f"{made} made-up registrations added")
    return 0


def _export_content(arguments: argparse.Namespace) -> int:
    migrations.upgrade()
    knowledge.refresh()
    with reading() as session:
        room = knowledge.room()
        written = export_content(session, room.current(), room.seed, arguments.folder)
    print(f"{written} entries written to {arguments.folder}")
    return 0


def main() -> int:
    """Parse the command line and run the command; expected failures are one line."""
    parser = argparse.ArgumentParser(prog="python -m backend", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, do, text in (
        ("migrate", _migrate, "bring the database to the newest schema"),
        ("check-migrations", _check_migrations, "fail if models and migrations differ"),
        ("demo-data", _demo_data, "add made-up registrations to look at"),
    ):
        commands.add_parser(name, help=text).set_defaults(do=do)
    export = commands.add_parser("export-content", help="write policy knowledge back to files")
    export.add_argument("folder", type=Path, help="a new or empty folder")
    export.set_defaults(do=_export_content)
    account = commands.add_parser("create-account", help="make a staff account")
    account.add_argument("login")
    account.add_argument("--name", required=True, help="name shown in the console")
    roles = [role.value for role in StaffRole]
    account.add_argument("--role", choices=roles, default=StaffRole.OFFICER.value)
    account.set_defaults(do=_create_account)
    arguments = parser.parse_args()
    try:
        return int(arguments.do(arguments))
    except (AppError, ValidationError) as error:
        print(str(error).splitlines()[0], file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
