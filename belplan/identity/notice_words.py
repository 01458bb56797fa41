"""The words of e-mails about accounts, in four languages. Places: {login}, {factor}, {time}, {until}, {from}."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language. `notices`: subject and sentence by what happened; `clock`: a Babel pattern."""

    locale: str
    clock: str
    nowhere: str
    notices: Mapping[str, tuple[str, str]]
    welcome: tuple[str, str]  # to somebody new, above the address of a page
    strange: str  # when it was not you
    asked: str  # beside a link: when you did not ask for it
    closing: str  # {company}


WORDS = {
    "nl": Words(
        locale="nl_BE",
        clock="d MMMM y HH:mm",
        nowhere="de beheeromgeving",
        notices={
            "added": (
                "Nieuwe manier om je aan te melden",
                "Op {time} kreeg je account {login} er een manier bij om je aan te melden: {factor} (vanaf {from}).",
            ),
            "removed": (
                "Een manier om je aan te melden is verwijderd",
                "Op {time} verloor je account {login} een manier om je aan te melden: {factor} (vanaf {from}).",
            ),
            "locked": (
                "Je aanmeldcodes zijn geblokkeerd",
                "Voor je account {login} waren te veel codes fout, het laatst op {time} vanaf {from}. Codes werken "
                "weer vanaf {until}. Iemand kent misschien je wachtwoord: bij je volgende aanmelding kies je een "
                "ander.",
            ),
            "switched_off": (
                "Een manier om je aan te melden is uitgeschakeld",
                "Na twintig foute codes op rij is bij je account {login} deze manier uitgeschakeld: {factor}.",
            ),
            "reset": (
                "Je aanmeldcodes zijn opnieuw ingesteld",
                "Een beheerder heeft op {time} alle manieren verwijderd waarmee je account {login} zich aanmeldt. Bij "
                "je volgende aanmelding kies je een nieuw wachtwoord en stel je weer een manier in.",
            ),
            "password": (
                "Je wachtwoord is gewijzigd",
                "Het wachtwoord van je account {login} is op {time} gewijzigd (vanaf {from}).",
            ),
            "recovery": (
                "Een nieuw wachtwoord kiezen",
                "Kies met deze link een nieuw wachtwoord voor {login}. De link werkt één keer, tot {until}.",
            ),
        },
        welcome=(
            "Je kan je aanmelden op de telefooncentrale",
            "Je hebt een account op onze telefooncentrale. Je gebruikersnaam is {login}. Kies eerst een "
            "wachtwoord: vul op deze pagina je gebruikersnaam in, dan krijg je een e-mail met een link.",
        ),
        strange="Was jij dit niet? Verwittig dan meteen je beheerder en kies een ander wachtwoord.",
        asked="Heb je hier niet om gevraagd, dan hoef je niets te doen.",
        closing="De telefooncentrale van {company}",
    ),
    "en": Words(
        locale="en_GB",
        clock="d MMMM y HH:mm",
        nowhere="the administration",
        notices={
            "added": (
                "New way to sign in",
                "On {time} a way to sign in was added to your account {login}: {factor} (from {from}).",
            ),
            "removed": (
                "A way to sign in was removed",
                "On {time} a way to sign in was removed from your account {login}: {factor} (from {from}).",
            ),
            "locked": (
                "Your sign-in codes are locked",
                "Too many codes were wrong for your account {login}, the last on {time} from {from}. Codes work again "
                "from {until}. Somebody may know your password: you will choose another at your next sign-in.",
            ),
            "switched_off": (
                "A way to sign in was switched off",
                "After twenty wrong codes in a row this way was switched off for your account {login}: {factor}.",
            ),
            "reset": (
                "Your ways to sign in were reset",
                "On {time} an administrator removed all ways in which your account {login} signs in. At your next "
                "sign-in you choose a new password and set up a way again.",
            ),
            "password": (
                "Your password was changed",
                "The password of your account {login} was changed on {time} (from {from}).",
            ),
            "recovery": (
                "Choose a new password",
                "Choose a new password for {login} with this link. It works once, until {until}.",
            ),
        },
        welcome=(
            "You can sign in to the telephone exchange",
            "You have an account on our telephone exchange. Your username is {login}. Choose a password "
            "first: type your username on this page, and you get an e-mail with a link.",
        ),
        strange="Wasn't it you? Tell your administrator at once and choose another password.",
        asked="If you didn't ask for this, you need not do anything.",
        closing="The telephone exchange of {company}",
    ),
    "fr": Words(
        locale="fr_BE",
        clock="d MMMM y HH:mm",
        nowhere="l'administration",
        notices={
            "added": (
                "Nouvelle méthode de connexion",
                "Le {time}, une méthode de connexion a été ajoutée à votre compte {login} : {factor} (depuis {from}).",
            ),
            "removed": (
                "Une méthode de connexion a été supprimée",
                "Le {time}, une méthode de connexion a été supprimée de votre compte {login} : {factor} "
                "(depuis {from}).",
            ),
            "locked": (
                "Vos codes de connexion sont bloqués",
                "Trop de codes erronés pour votre compte {login}, le dernier le {time} depuis {from}. Les codes "
                "fonctionneront de nouveau à partir du {until}. Quelqu'un connaît peut-être votre mot de passe : vous "
                "en choisirez un autre à la prochaine connexion.",
            ),
            "switched_off": (
                "Une méthode de connexion a été désactivée",
                "Après vingt codes erronés de suite, cette méthode a été désactivée pour votre compte {login} : "
                "{factor}.",
            ),
            "reset": (
                "Vos méthodes de connexion ont été réinitialisées",
                "Le {time}, un administrateur a supprimé toutes les méthodes de connexion de votre compte {login}. À "
                "la prochaine connexion, vous choisirez un nouveau mot de passe et configurerez une nouvelle méthode.",
            ),
            "password": (
                "Votre mot de passe a été modifié",
                "Le mot de passe de votre compte {login} a été modifié le {time} (depuis {from}).",
            ),
            "recovery": (
                "Choisir un nouveau mot de passe",
                "Choisissez un nouveau mot de passe pour {login} avec ce lien. Il fonctionne une seule fois, jusqu'au "
                "{until}.",
            ),
        },
        welcome=(
            "Vous pouvez vous connecter à la centrale téléphonique",
            "Vous avez un compte sur notre centrale téléphonique. Votre nom d'utilisateur est {login}. "
            "Choisissez d'abord un mot de passe : indiquez votre nom d'utilisateur sur cette page et vous "
            "recevrez un e-mail avec un lien.",
        ),
        strange="Ce n'était pas vous ? Prévenez tout de suite votre administrateur et changez de mot de passe.",
        asked="Si vous n'avez rien demandé, vous ne devez rien faire.",
        closing="La centrale téléphonique de {company}",
    ),
    "de": Words(
        locale="de_DE",
        clock="d. MMMM y HH:mm",
        nowhere="der Verwaltung",
        notices={
            "added": (
                "Neue Anmeldemethode",
                "Am {time} wurde Ihrem Konto {login} eine Anmeldemethode hinzugefügt: {factor} (von {from}).",
            ),
            "removed": (
                "Eine Anmeldemethode wurde entfernt",
                "Am {time} wurde aus Ihrem Konto {login} eine Anmeldemethode entfernt: {factor} (von {from}).",
            ),
            "locked": (
                "Ihre Anmeldecodes sind gesperrt",
                "Für Ihr Konto {login} waren zu viele Codes falsch, zuletzt am {time} von {from}. Codes gelten wieder "
                "ab {until}. Vielleicht kennt jemand Ihr Passwort: Bei der nächsten Anmeldung wählen Sie ein anderes.",
            ),
            "switched_off": (
                "Eine Anmeldemethode wurde abgeschaltet",
                "Nach zwanzig falschen Codes in Folge ist diese Methode für Ihr Konto {login} abgeschaltet: {factor}.",
            ),
            "reset": (
                "Ihre Anmeldemethoden wurden zurückgesetzt",
                "Am {time} hat ein Administrator alle Anmeldemethoden Ihres Kontos {login} entfernt. Bei der nächsten "
                "Anmeldung wählen Sie ein neues Passwort und richten wieder eine Methode ein.",
            ),
            "password": (
                "Ihr Passwort wurde geändert",
                "Das Passwort Ihres Kontos {login} wurde am {time} geändert (von {from}).",
            ),
            "recovery": (
                "Ein neues Passwort wählen",
                "Wählen Sie mit diesem Link ein neues Passwort für {login}. Er funktioniert einmal, bis {until}.",
            ),
        },
        welcome=(
            "Sie können sich bei der Telefonanlage anmelden",
            "Sie haben ein Konto bei unserer Telefonanlage. Ihr Benutzername ist {login}. Wählen Sie zuerst "
            "ein Passwort: Geben Sie auf dieser Seite Ihren Benutzernamen ein, dann bekommen Sie eine E-Mail "
            "mit einem Link.",
        ),
        strange="Waren Sie das nicht? Sagen Sie es sofort Ihrem Administrator und wählen Sie ein anderes Passwort.",
        asked="Haben Sie das nicht angefordert, müssen Sie nichts tun.",
        closing="Die Telefonanlage von {company}",
    ),
}
