"""By which ways somebody can be written to who spoke in a conversation."""

from uuid import UUID

from storage.people import PersonRecord
from storage.records import ConversationRecord
from storage.replies import own_way, ways
from web.change_words import WAYS
from web.pages import Parts


def ways_to(parts: Parts, conversation_id: UUID | None) -> dict[str, str]:
    """Ways with their labels; none where no conversation leads to them."""
    conversation, person = _whom(parts, conversation_id)
    if conversation is None:
        return {}
    return {way: WAYS[way] for way in ways(conversation.channel, known=person is not None)}


def way_of(parts: Parts, conversation_id: UUID | None) -> str:
    """The way that suits them best; "" if there is none."""
    conversation, person = _whom(parts, conversation_id)
    return own_way(conversation.channel, person.profile if person else None) if conversation else ""


def _whom(
    parts: Parts, conversation_id: UUID | None
) -> tuple[ConversationRecord | None, PersonRecord | None]:
    store = parts.store
    found = store.conversations.get(store.services.ids(), conversation_id) if conversation_id else None
    if found is None or found.person_id is None:
        return found, None
    return found, store.people.get({found.service.id}, found.person_id)
