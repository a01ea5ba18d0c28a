"""What `whatmatters talk` says besides what the dialogue engine says. Residents hear it."""

from storage import consent_kinds

KEEP_WORDS = (
    "Hello. I am a computer program. "
    f"{consent_kinds.QUESTIONS[consent_kinds.Use.KEEP_WORDS]} Please say yes or no."
)
NOTHING_IS_KEPT = "That is fine. I keep nothing."
KEEP_VOICE = "May I keep your voice? Then staff can hear it too. Please say yes or no."
VOICE_IS_KEPT = "Thank you. I will keep your voice."
VOICE_IS_NOT_KEPT = "That is fine. I will only keep your words."
LISTENING = "I am listening. Take your time."
TAKE_YOUR_TIME = "Take your time."
FINISHED = "Have you finished? Please say yes or no."
SAY_AGAIN = "Please say it again. Say yes or no."
PRESS = "I could not hear a yes or a no. Please press y or n."
SHALL_WE_STOP = "Shall we stop here? Please say yes or no."
CARRYING_ON = "That is fine. We carry on."
NOBODY = "I cannot hear anybody. I will stop here for now."
TWO_MINUTES = "I have kept what you said so far. Please carry on."
TEN_MINUTES = "That is as long as I can listen at once. I have kept it all."
NO_MICROPHONE = "I cannot hear the microphone any more. What you said is kept."
ONE_MOMENT = "One moment, please."
NOT_SENT = "I cannot keep it just now. I will try again."
"""Said while what somebody said is still only here."""
