"""What the audit trail says of a change to an account."""

from auth.application.people_ports import AuditTrail
from auth.domain.act import Act, ActKind
from auth.domain.events import AccountState
from chassis.identifiers import AccountId

TOLD = ("name", "email", "locale")


async def tell_of_change(audit: AuditTrail, before: AccountState, after: AccountState, by: AccountId) -> None:
    """Nothing when nothing differs; a new role is an act of its own."""
    if before.role is not after.role:
        details = {"from": before.role.value, "to": after.role.value}
        await audit.add(Act(ActKind.ROLE_CHANGED, after.account_id, by, details))
    changed = [name for name in TOLD if getattr(before, name) != getattr(after, name)]
    if changed:
        details = {name: f"{getattr(before, name)} → {getattr(after, name)}" for name in changed}
        await audit.add(Act(ActKind.ACCOUNT_CHANGED, after.account_id, by, details))
