"""Personal access tokens, whatever keeps them."""

from datetime import timedelta

from auth.domain.identifiers import PersonalTokenId
from auth.domain.personal_token import PersonalToken
from auth.domain.secret import digest
from chassis.identifiers import AccountId, new_id
from tests.auth.builders import NOW, a_new_account
from tests.auth.contract.conftest import Adapters


def a_token(account_id: AccountId, token: str, minutes: int = 0) -> PersonalToken:
    at = NOW + timedelta(minutes=minutes)
    token_id = PersonalTokenId(new_id())
    return PersonalToken.make(token_id, account_id, name="a script", token=token, days=30, at=at)


async def test_tokens_are_listed_used_and_removed(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        account, other = a_new_account(), a_new_account()
        await scope.accounts.add(account)
        await scope.accounts.add(other)
        old, new = a_token(account.account_id, "old"), a_token(account.account_id, "new", 1)
        elses = a_token(other.account_id, "else's")
        for token in (old, new, elses):
            await scope.personal_tokens.add(token)
        used = new.used(NOW + timedelta(hours=1))
        await scope.personal_tokens.save(used)
        await scope.personal_tokens.remove([elses.token_id])

        assert await scope.personal_tokens.of_account(account.account_id) == [used, old]
        assert await scope.personal_tokens.with_digest(digest("new")) == used
        assert await scope.personal_tokens.with_digest(digest("else's")) is None

    assert await adapters.personal_tokens.of_account(account.account_id) == [used, old]
    assert await adapters.personal_tokens.exists(new.token_id)
    assert not await adapters.personal_tokens.exists(elses.token_id)


async def test_a_token_revoked_while_it_is_used_stays_revoked(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        account = a_new_account()
        await scope.accounts.add(account)
        token = a_token(account.account_id, "a token")
        await scope.personal_tokens.add(token)
        await scope.personal_tokens.remove([token.token_id])
        await scope.personal_tokens.save(token.used(NOW))

        assert await scope.personal_tokens.of_account(account.account_id) == []
