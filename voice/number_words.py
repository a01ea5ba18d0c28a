"""Numbers in words, as British people say them."""

ONES = [
    "nought",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
GREAT = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
MOST = 10**12 - 1


def cardinal(number: int) -> str:
    """0 to MOST: 125 is "one hundred and twenty-five"."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    size, name = next(each for each in GREAT if number >= each[0])
    head, rest = f"{cardinal(number // size)} {name}", number % size
    if not rest:
        return head
    return f"{head} {'and ' if rest < 100 else ''}{cardinal(rest)}"


def ordinal(number: int) -> str:
    """0 to MOST: 21 is "twenty-first"."""
    words = cardinal(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    ending = last[:-1] + "ie" if last.endswith("y") else last
    return words[:cut] + ORDINALS.get(last, f"{ending}th")


def decimal(text: str) -> str:
    """A number in figures, perhaps with commas and a point: "1,200.50" is "one thousand two
    hundred point five oh"."""
    whole, _, part = text.replace(",", "").partition(".")
    if len(whole) > 12 or (len(whole) > 1 and whole.startswith("0")):
        said = digits(whole)
    else:
        said = cardinal(int(whole or 0))
    return f"{said} point {digits(part)}" if part else said


def digits(text: str) -> str:
    """Figure by figure, as a telephone number is said; what is no figure is passed over."""
    return " ".join("oh" if each == "0" else ONES[int(each)] for each in text if each in "0123456789")


def year(number: int) -> str:
    """1100 to 2099: 1942 is "nineteen forty-two", 2007 is "two thousand and seven"."""
    century, rest = divmod(number, 100)
    if 2000 <= number < 2010:
        return cardinal(number)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def decade(number: int) -> str:
    """1940 is "nineteen forties", 60 is "sixties"."""
    words = year(number) if number >= 1000 else cardinal(number)
    return words[:-1] + "ies" if words.endswith("y") else f"{words}s"


def clock(hour: int, minute: int, half: str = "") -> str:
    """A time of day. half: "am" or "pm" if it was written; without, an hour after 12 tells it."""
    if hour == 0 and not minute and not half:
        return "midnight"
    after = {"am": " eh em", "pm": " pee em", "": _part_of_day(hour)}[half]
    shown = (hour - 1) % 12 + 1
    if not minute:
        return f"{cardinal(shown)}{after}" if half else f"{cardinal(shown)} o'clock{after}"
    return f"{cardinal(shown)} {'oh ' if minute < 10 else ''}{cardinal(minute)}{after}"


def _part_of_day(hour: int) -> str:
    if hour == 0:
        return " at night"
    if hour < 13:
        return ""
    return " in the afternoon" if hour < 17 else " in the evening" if hour < 21 else " at night"


def money(whole: str, part: str, sign: str) -> str:
    """An amount in figures: ("3", "50", "£") is "three pounds fifty"."""
    one, many, small, smalls = {
        "£": ("pound", "pounds", "penny", "pence"),
        "€": ("euro", "euros", "cent", "cents"),
        "$": ("dollar", "dollars", "cent", "cents"),
    }[sign]
    pounds, pence = int(whole.replace(",", "") or 0), int(part or 0)
    if not pounds and pence:
        return f"{cardinal(pence)} {small if pence == 1 else smalls}"
    said = f"{cardinal(pounds)} {one if pounds == 1 else many}"
    if not pence:
        return said
    return f"{said} {cardinal(pence)}" if pence >= 10 else f"{said} and {money('', part, sign)}"
