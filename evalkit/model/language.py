"""The languages that are spoken, which of them the settings of a system ask for, and the tags of
those that plans may be in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from evalkit.model.catalogue import messages

LANGUAGES = ("zh", "en")
_NAMES = ("EVALKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def asked_for(environment: Mapping[str, str], own: str | None) -> str:
    """zh where the settings ask for Chinese, else en; EVALKIT_LANG decides first. ``own``: the
    locale of a system that knows no such variables (Windows)."""
    name = next((value for key in _NAMES if (value := environment.get(key))), own or "")
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


# two letters: ISO 639-1, whole
_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg
li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or
os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw
ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:-[a-z0-9]{1,8})*\Z")
# countries that are taken for their languages
_COUNTRIES = {
    **{"cn": "zh", "jp": "ja", "gr": "el", "cz": "cs", "dk": "da", "ua": "uk", "vn": "vi"},
    **{"gb": "en", "us": "en", "ir": "fa", "il": "he", "br": "pt", "at": "de", "mx": "es"},
}
# one language under several tags
_SAME = {
    **{"nb": "no", "nn": "no", "iw": "he", "cmn": "zh", "yue": "zh", "zho": "zh", "chi": "zh"},
    **{"eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "jpn": "ja", "kor": "ko"},
    **{"ara": "ar", "arb": "ar", "rus": "ru", "spa": "es", "por": "pt", "ita": "it", "fas": "fa"},
}


def is_tag(value: str) -> bool:
    """Whether this is the tag of a language as BCP 47 has it: de, pt-BR, zh-Hant."""
    found = _TAG.match(value.lower())
    own = found["language"] if found else ""
    return len(own) > 2 or (bool(own) and own in _CODES.split())


def language_of_tag(tag: str) -> str:
    """The language of a tag, without region or script: pt for pt-BR, no for nb."""
    first = tag.lower().partition("-")[0]
    return _SAME.get(first, first)


def tag_meant(value: str) -> str | None:
    """The tag that was meant by a country's code or by a language's name: ja for jp, de for
    German."""
    low = value.strip().lower().replace("_", "-")
    if is_tag(low):
        return low
    if low in _COUNTRIES:
        return _COUNTRIES[low]
    for spoken in LANGUAGES:
        for tag, name in messages("model", spoken)["languages"].items():
            if low in (name.lower(), name.replace("语", "文")):
                return str(tag)
    return None


def name_of(tag: str, lang: str) -> str:
    """What a language is called; its tag where it has no name here."""
    return str(messages("model", lang)["languages"].get(language_of_tag(tag), tag))
