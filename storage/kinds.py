"""The closed lists of words that stand in the database. They are stored as plain strings."""

from enum import StrEnum


class Audience(StrEnum):
    """Who is speaking. Their answers stand side by side and are never merged."""

    RESIDENT = "resident"
    CARER = "carer"
    STAFF = "staff"


class Channel(StrEnum):
    """By which way a conversation came."""

    WEB = "web"
    TERMINAL = "terminal"
    TABLET = "tablet"
    IMPORT = "import"
    APART = "apart"  # something said without a name: by which way, nobody is told


class Speaker(StrEnum):
    """Who said a turn."""

    PERSON = "person"
    BOT = "bot"
    STAFF = "staff"  # somebody who works here says what came of it


class Mode(StrEnum):
    """How a turn was said."""

    OPENED = "opened"  # the person came in; no words
    TYPED = "typed"
    BUTTON = "button"  # the words on the button are the words said
    PICTURES = "pictures"  # pictures were chosen; their words are the words said
    FACES = "faces"  # one of three faces was chosen; its sentence is the words said
    VOICE = "voice"  # spoken; the words are what a machine heard, or none if it could not make them out
    IMPORTED = "imported"


class TurnState(StrEnum):
    """How far a person's turn has come. Words are safe from KEPT on."""

    KEPT = "kept"
    ANSWERED = "answered"
    SET_ASIDE = "set_aside"  # failed too often; a person reads it instead


class Phase(StrEnum):
    """What a conversation is waiting for."""

    NEW = "new"
    ASKING = "asking"
    PROBING = "probing"  # one gentle follow-up was asked
    CONFIRMING = "confirming"  # the words were read back
    CORRECTING = "correcting"
    ADDING = "adding"
    DELETING = "deleting"  # "shall I take it out?" was asked
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    CARE = "care"  # somebody may be unsafe: nothing is asked until they want to go on
    COMPLAINT = "complaint"  # "shall I pass it on as one?" was asked


class AnswerKind(StrEnum):
    """An answer belongs to a question; a note is what somebody said besides."""

    ANSWER = "answer"
    SKIPPED = "skipped"
    NOTE = "note"


class AnswerState(StrEnum):
    """How far a person has gone along with what we wrote down."""

    HEARD = "heard"
    READ_BACK = "read_back"
    AGREED = "agreed"
    DELETED = "deleted"
    APART = "apart"  # said without a name: the words are kept elsewhere


THERE = (AnswerState.HEARD, AnswerState.READ_BACK, AnswerState.AGREED)
"""States in which the words stand where they were said."""


class Spoken(StrEnum):
    """How far the words of a spoken answer can be trusted. Answers that nobody spoke have none of these."""

    DRAFT = "draft"  # heard by a machine, confirmed by nobody
    CONFIRMED = "confirmed"  # the person or a helper said yes, or wrote it
    LISTEN = "listen"  # only the voice counts: staff, please listen
    LISTENED = "listened"  # staff listened and wrote or confirmed the words


UNCONFIRMED = (Spoken.DRAFT, Spoken.LISTEN)
"""Words of which nobody has said that they are right: nothing is read out of them."""


class RecordingState(StrEnum):
    """How much of a recording is here."""

    OPEN = "open"  # still coming in
    WHOLE = "whole"
    GONE = "gone"  # its sound was taken out


class WordingSource(StrEnum):
    """Who wrote down what was spoken."""

    MACHINE = "machine"
    PERSON = "person"
    STAFF = "staff"


class TagStatus(StrEnum):
    """A tag is a suggestion until a person agrees."""

    SUGGESTED = "suggested"
    AGREED = "agreed"
    REMOVED = "removed"


class TagSource(StrEnum):
    """Who or what gave a tag."""

    MODEL = "model"
    STAFF = "staff"


class Act(StrEnum):
    """What a member of staff decided about a tag."""

    AGREE = "agree"
    CHANGE = "change"  # a better one stands beside it now
    REMOVE = "remove"
    ADD = "add"  # the model had missed it
    MARK = "mark"  # right, but other words show it
    UNDO = "undo"  # the decision just before was taken back


class Steering(StrEnum):
    """What a button may mean. Typed words never carry one: what they mean, the dialogue engine finds out."""

    ANSWER = (
        "answer"  # said where only an answer can be meant: with pictures, or read back before it was sent
    )
    AFFIRM = "affirm"
    DENY = "deny"
    UNSURE = "unsure"
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    BACK = "back"
    REPEAT = "repeat"
    EXPLAIN = "explain_question"
    WHO_SEES = "who_sees_this"
    DELETE = "delete_my_answer"
    CHANGE = "change_answer"
    ADD = "add_more"
    PERSON = "ask_for_person"
    GREET = "greet"
    HELP = "help"


class Face(StrEnum):
    """The three places of the scale."""

    GOING_WELL = "going_well"
    SO_SO = "so_so"
    NOT_GOING_WELL = "not_going_well"


STANCE_OF = {Face.GOING_WELL: "working", Face.SO_SO: "neutral", Face.NOT_GOING_WELL: "not_working"}
"""What a chosen face says of how somebody stands to it: they said so, and no tagger has to guess."""


class Door(StrEnum):
    """A way to answer on a tablet."""

    TALK = "talk"
    PICTURES = "pictures"
    FACES = "faces"
    WRITING = "writing"


class Access(StrEnum):
    """How a person works the screen."""

    TOUCH = "touch"
    KEYBOARD = "keyboard"
    ONE_SWITCH = "one_switch"
    TWO_SWITCHES = "two_switches"
    DWELL = "dwell"


class Help(StrEnum):
    """What a helper does."""

    READS = "reads"  # reads the questions to them
    PRESSES = "presses"  # presses what they point at or say
    WRITES = "writes"  # writes down what they say
    SPEAKS = "speaks"  # says what they think the person means


class ChangeState(StrEnum):
    """How far a change has come. Closed by those who said it, not by us."""

    SAID = "said"
    DOING = "doing"
    DID = "did"
    CLOSED = "closed"


class Part(StrEnum):
    """A part in a change."""

    STARTED = "started"
    DECIDED = "decided"
    DID = "did"
    REVIEWED = "reviewed"


class Group(StrEnum):
    """Who had a part: people who live here, those close to them, those who work here, or others."""

    RESIDENTS = "residents"
    FAMILIES = "families"
    STAFF = "staff"
    MANAGERS = "managers"
    OTHERS = "others"


class ReplyWay(StrEnum):
    """By which way something is said back to somebody."""

    TABLET = "tablet"
    CHAT = "chat"
    PRINT = "print"  # in Easy Read, to be handed over


class ReplyState(StrEnum):
    """How far a reply has come."""

    QUEUED = "queued"
    TOLD = "told"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What somebody says of what came of their words."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
