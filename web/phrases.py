"""The few fixed sentences that do not come from the dialogue engine. Residents read them."""

KEPT_BUT_SLOW = "I have kept your words. My reply will come a little later."
NOT_KEPT = "I could not keep your words yet. They are still here. Please send them again."
SET_ASIDE = "I have kept your words. A person will read them. You can go on."
TOO_LONG = "That is too much for one message. Please send it in two parts."
NOTHING_SAID = "There are no words yet. Please write something first."
TOO_FAST = "That was a lot at once. Your words are still here. Please wait a minute."
NO_SUCH_CONVERSATION = "This link does not lead to a talk with us. You can start a new one."
NOT_READABLE = "I could not read that. Please send it again."
TABLET_NOT_KNOWN = "This tablet is not set up for the home any more. Please ask staff."
NOT_DONE_YET = "Nothing is done yet. We will tell you more soon."
COMPLAINT_KEPT = (
    "Thank you for telling us. We have your complaint. We are looking into it. We will tell you what we find."
)
TAKEN_OUT = "These words were taken out."
SEEN_TO = (
    "Thank you for telling us. A person has looked into it. You can ask us about it. "
    "You can always talk to a person."
)
"""What staff may say back when an alarm is done: it names nothing, because others may hear it."""
