"""Names of languages, for those that homes meet most; others are shown by their code."""

NAMES = {
    "ar": "Arabic", "bn": "Bengali", "cy": "Welsh", "de": "German", "en": "English", "es": "Spanish",
    "fr": "French", "ga": "Irish", "gd": "Gaelic", "gu": "Gujarati", "hi": "Hindi", "it": "Italian",
    "ne": "Nepali", "nl": "Dutch", "pa": "Panjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "so": "Somali", "ta": "Tamil", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "yue": "Cantonese", "zh": "Chinese",
}  # fmt: skip


def language_name(code: str) -> str:
    """What a language is called in English: "en-GB" is English."""
    return NAMES.get(code.lower().partition("-")[0], code)
