"""E-mail addresses that say little of who is behind them: of roles, and of free providers."""

from typing import Final

ROLES: Final = frozenset(
    "info office kontakt contact mail email post hello hallo service support hilfe sales vertrieb"
    " verkauf einkauf buchhaltung accounting rechnung invoice billing bewerbung jobs career hr"
    " personal marketing presse press team zentrale empfang sekretariat admin webmaster postmaster"
    " noreply no-reply datenschutz privacy anfrage anfragen bestellung order orders shop".split()
)
"""Local parts that several people read."""

FREE: Final = frozenset(
    "gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de arcor.de"
    " outlook.com outlook.de hotmail.com hotmail.de live.com live.de msn.com yahoo.com yahoo.de"
    " icloud.com me.com mac.com aol.com aol.de mail.de mail.com email.de posteo.de posteo.net"
    " mailbox.org protonmail.com proton.me pm.me tutanota.com tutanota.de tuta.io online.de"
    " vodafone.de unitybox.de kabelmail.de bluewin.ch aon.at chello.at orange.fr laposte.net"
    " wanadoo.fr free.fr libero.it yandex.com yandex.ru mail.ru qq.com 163.com zoho.com"
    " fastmail.com hey.com".split()
)
"""Domains whose addresses anybody can have."""


def is_role(mail: str) -> bool:
    """Return whether several people read the mails to an address."""
    return mail.partition("@")[0].partition("+")[0] in ROLES


def own_domain(mail: str) -> str:
    """Return the domain of an address if it says whose it is, or nothing."""
    domain = mail.rpartition("@")[2]
    return "" if domain in FREE else domain
