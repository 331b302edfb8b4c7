"""The lists of values a new tenant begins with; it may change them as it likes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kontor_schemas.customizing import ChoiceValue
from kontor_schemas.values import LocalText

_SOURCES: Final = {
    "manual": ("Von Hand", "By hand"),
    "website": ("Website", "Website"),
    "web_form": ("Webformular", "Web form"),
    "fair": ("Messe", "Trade fair"),
    "referral": ("Empfehlung", "Referral"),
    "phone": ("Telefon", "Phone"),
    "mail": ("E-Mail", "E-mail"),
    "chat": ("Chat", "Chat"),
    "advertising": ("Werbung", "Advertising"),
    "partner": ("Partner", "Partner"),
    "import": ("Import", "Import"),
    "other": ("Sonstige", "Other"),
}
_LEGAL_FORMS: Final = {
    key: (name, name)
    for key, name in {
        "gmbh": "GmbH",
        "ag": "AG",
        "kg": "KG",
        "gmbh_co_kg": "GmbH & Co. KG",
        "ug": "UG (haftungsbeschränkt)",
        "ek": "e. K.",
        "ohg": "OHG",
        "gbr": "GbR",
        "eg": "eG",
        "ev": "e. V.",
        "se": "SE",
        "ltd": "Ltd",
        "other": "…",
    }.items()
}
_INDUSTRIES: Final = {
    "agriculture": ("Landwirtschaft", "Agriculture"),
    "metal": ("Metall", "Metal"),
    "machinery": ("Maschinenbau", "Machinery"),
    "electronics": ("Elektronik", "Electronics"),
    "automotive": ("Fahrzeugbau", "Automotive"),
    "chemicals": ("Chemie", "Chemicals"),
    "food": ("Lebensmittel", "Food"),
    "energy": ("Energie", "Energy"),
    "construction": ("Bau", "Construction"),
    "retail": ("Handel", "Retail"),
    "logistics": ("Logistik", "Logistics"),
    "hospitality": ("Gastgewerbe", "Hospitality"),
    "software": ("Software", "Software"),
    "media": ("Medien", "Media"),
    "finance": ("Finanzen", "Finance"),
    "consulting": ("Beratung", "Consulting"),
    "healthcare": ("Gesundheit", "Healthcare"),
    "education": ("Bildung", "Education"),
    "public": ("Öffentliche Hand", "Public sector"),
    "other": ("Sonstige", "Other"),
}


def _list(
    name: str, label: tuple[str, str], values: Mapping[str, tuple[str, str]]
) -> Mapping[str, Any]:
    return {
        "name": name,
        "label": _text(label),
        "values": [
            ChoiceValue(key=key, label=_text(text), order=place)
            for place, (key, text) in enumerate(values.items())
        ],
    }


def _text(text: tuple[str, str]) -> LocalText:
    german, english = text
    return LocalText(de=german, en=english)


LISTS: Final[Sequence[Mapping[str, Any]]] = (
    _list("source", ("Herkunft", "Source"), _SOURCES),
    _list("legal_form", ("Rechtsform", "Legal form"), _LEGAL_FORMS),
    _list("industry", ("Branche", "Industry"), _INDUSTRIES),
)
