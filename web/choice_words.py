"""The sentences of the page on which somebody sees what they agreed to. Residents read them."""

from storage.consent_kinds import Decision, Share

TITLE = "Who may use my words"
LEAD = "You decide. You can change it at any time."
LIMIT = "If someone is hurting you, the people who read this must act."
WHO = "Who may see what I say from now on?"
NAMED = "Staff may see that it was me"
UNNAMED = "Staff may see it, but not my name"
SAFETY = "Only someone who can help, if I am not safe"
SAVE = "Keep it so"
SAVED = "I have kept what you chose."
YES = "Yes"
NO = "No"
NOT_ASKED = "You have not said yet."
APART_TITLE = "What you said without your name"
APART_LEAD = "Nobody else finds it under your name."
SHOWN = "Staff read it by now. They do not see who said it."
WAITS = "It waits. Staff read it beside what others said."
KEPT_BACK = "Nobody reads it, unless you may not be safe."
TAKE_OUT = "Take it out"
TAKEN_OUT = "I have taken it out. It is gone from here."
FORGET_TITLE = "Take out all that I said here"
FORGET_LEAD = "I cannot bring it back then."
FORGET_YES = "Yes, take it all out"
FORGOTTEN = "I have taken out all that you said here."
BACK = "Back to the talk"

STANDS = {
    Decision.GIVEN: "You said yes.",
    Decision.REFUSED: "You said no.",
    Decision.WITHDRAWN: "You said yes before, and then no.",
}
SHARES = {Share.NAMED: NAMED, Share.UNNAMED: UNNAMED, Share.SAFETY: SAFETY}
