"""People as joined to whatever names them; the account of one not heard of yet is missing."""

from typing import Any

from sqlalchemy import ColumnElement, Label, Row, func
from sqlalchemy.sql.expression import FromClause

from chassis.identifiers import AccountId
from tracker.application.people import Person


def named(account_id: ColumnElement[Any], account: FromClause, role: str) -> tuple[Label[Any], Label[Any]]:
    """The columns `<role>_id` and `<role>_name`, given an outer join with `account`."""
    return account_id.label(f"{role}_id"), func.coalesce(account.c.name, "").label(f"{role}_name")


def person_from(row: Row[*tuple[Any, ...]], role: str) -> Person:
    found = row._mapping
    return Person(AccountId(found[f"{role}_id"]), found[f"{role}_name"])
