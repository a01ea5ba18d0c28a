"""A conversation as `whatmatters chat` and `whatmatters talk` hold it: begun at the home that was named."""

import pytest

from storage.consent_kinds import How, Use
from storage.kinds import Audience
from storage.store import Store
from tests.site import running
from web.commands.conversation import Conversation
from web.errors import WebError


def test_it_begins_at_the_first_home_or_at_the_one_that_is_named(sqlite_store: Store) -> None:
    elm = sqlite_store.services.add("Elm House", "the staff", "")
    with running(sqlite_store) as site:
        site.client.headers["accept"] = "application/json"  # as the command asks
        talks = [Conversation.open(site.client, Audience.CARER, "", slug) for slug in ("", "elm-house")]
        with pytest.raises(WebError, match="no such service"):
            Conversation.open(site.client, Audience.CARER, "", "nowhere")
        agreed = Conversation.open(site.client, Audience.CARER, "", "", How.TYPED)
    found = [sqlite_store.conversations.by_secret(talk.token) for talk in talks]
    assert [each and each.service.id for each in found] == [sqlite_store.services.get().id, elm.id]
    talk = sqlite_store.conversations.by_secret(agreed.token)
    line = talk and sqlite_store.consents.of_talk(talk.id)[Use.KEEP_WORDS]
    assert line
    assert (line.door, line.how) == ("terminal", "typed")
