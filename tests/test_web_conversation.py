"""A conversation as `whatmatters chat` and `whatmatters talk` hold it: begun at the home that was named."""

import pytest

from storage.kinds import Audience
from storage.store import Store
from tests.saying import everything
from tests.site import running
from web.commands.conversation import Conversation
from web.errors import WebError


def test_it_begins_at_the_first_home_or_at_the_one_that_is_named(sqlite_store: Store) -> None:
    elm = sqlite_store.services.add("Elm House", "the staff", "")
    with running(sqlite_store) as site:
        site.client.headers["accept"] = "application/json"  # as the command asks
        Conversation.open(site.client, Audience.CARER, "")
        Conversation.open(site.client, Audience.CARER, "", "elm-house")
        with pytest.raises(WebError, match="no such service"):
            Conversation.open(site.client, Audience.CARER, "", "nowhere")
    where = sorted(each.conversation.service.name for each in everything(sqlite_store))
    assert where == sorted([sqlite_store.services.get().name, elm.name])
