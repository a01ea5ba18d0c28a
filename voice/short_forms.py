"""Short forms and what they stand for. By the short form in small letters, without a full stop at its end."""


def _table(text: str) -> dict[str, str]:
    pairs = (pair.split("=") for pair in " ".join(text.split()).split("; "))
    return {short.strip(): long.strip() for short, long in pairs}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MONTHS = _table("""
    january=January; february=February; march=March; april=April; may=May; june=June; july=July;
    august=August; september=September; october=October; november=November; december=December; jan=January;
    feb=February; mar=March; apr=April; jun=June; jul=July; aug=August; sep=September; sept=September;
    oct=October; nov=November; dec=December
""")
DAYS = _table("""
    mon=Monday; tue=Tuesday; tues=Tuesday; wed=Wednesday; weds=Wednesday; thu=Thursday; thur=Thursday;
    thurs=Thursday; fri=Friday; sat=Saturday; sun=Sunday
""")
STREETS = _table("rd=Road; ave=Avenue; sq=Square; dr=Drive; st=Street")
"""Short only after the name of a street; before the name of a person, "Dr" is a doctor and "St" a saint."""
SHORT_FORMS = _table("""
    dr=Doctor; mr=Mister; mrs=Missis; ms=Miz; prof=Professor; rev=Reverend; sgt=Sergeant; st=Saint; jr=Junior;
    e.g=for example; eg=for example; i.e=that is; etc=and so on; vs=versus; approx=approximately;
    tel=telephone; dept=department; appt=appointment; appts=appointments; ext=extension;
    asap=as soon as possible; a.s.a.p=as soon as possible; n/a=not applicable; w/c=week commencing;
    c/o=care of; and/or=and or; 24/7=day and night; incl=including
""")
NEVER_LAST = _words("dr mr mrs ms prof rev sgt st e.g eg i.e no nos tel ext")
"""More words follow them, so their full stop never ends a sentence."""
SIGNS = {"&": "and", "+": "plus", "@": "at", "=": "equals", "%": "per cent", "£": "pounds"}
UNITS = _table("""
    %=per cent/per cent; °=degree/degrees; °c=degree/degrees; °f=degree Fahrenheit/degrees Fahrenheit;
    kg=kilogram/kilograms; g=gram/grams; mg=milligram/milligrams; mcg=microgram/micrograms;
    ml=millilitre/millilitres; l=litre/litres; cm=centimetre/centimetres; mm=millimetre/millimetres;
    m=metre/metres; km=kilometre/kilometres; ft=foot/feet; lb=pound/pounds; lbs=pound/pounds; oz=ounce/ounces;
    min=minute/minutes; mins=minute/minutes; hr=hour/hours; hrs=hour/hours; wk=week/weeks; wks=week/weeks;
    yr=year/years; yrs=year/years; mph=mile an hour/miles an hour; x=time/times
""")
"""What is said of one, and of more."""
LETTERS = _words(
    """NHS GP TV CQC OT ID UTI BP ECG MRI CT IV DVD CD BBC ITV UK US USA EU VE RAF MP PC WC ME MS TB CPR PPE
    DIY HIV AGM ATM OAP RSPCA WI RNIB RNID LGBT FAQ"""
)
"""Said letter by letter, though the engine might make a word of them."""


def spelt(word: str) -> str:
    """Letter by letter. The engine says most by their names, but "A" as in "a cup", so it gets "eh"."""
    return " ".join("eh" if letter == "A" else letter for letter in word)
