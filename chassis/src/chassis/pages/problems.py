"""What to say when something went wrong: a title, a sentence, and some wit where no money is concerned."""

from dataclasses import dataclass

from chassis.pages.catalogues import message


@dataclass(frozen=True, slots=True)
class Problem:
    """A status as a person meets it; title and advice are messages in English."""

    status: int
    title: str
    advice: str
    wit: str
    mood: str


PROBLEMS = {
    400: (
        message("That did not make sense"),
        message("Go back, look at what was sent and try again."),
        "curious",
    ),
    401: (message("You are signed out"), message("Sign in and you will be taken back here."), "curious"),
    403: (
        message("That is not yours to do"),
        message("If it should be, ask an admin about your role."),
        "curious",
    ),
    404: (message("There is nothing here"), message("The address may be old, or mistyped."), "curious"),
    409: (
        message("Somebody was faster"),
        message("Things changed meanwhile. Look at them as they are now."),
        "curious",
    ),
    422: (message("That cannot be done"), message("Nothing was changed."), "curious"),
    429: (message("Too many attempts"), message("Wait a minute, then try again."), "resting"),
    500: (
        message("Something broke on our side"),
        message("Nothing was half done. Try again in a moment."),
        "startled",
    ),
    503: (message("Not available just now"), message("Try again in a moment."), "startled"),
}
WIT = {
    404: message("We looked on every branch."),
    403: message("Another popug's perch."),
    409: message("The early popug got the task."),
    429: message("Even a parrot repeats itself less."),
    500: message("A feather got into the works."),
}


def describe_problem(status: int, *, wit: bool) -> Problem:
    """The words for `status`; a status without words of its own gets those of 400 or 500."""
    known = status if status in PROBLEMS else 500 if status >= 500 else 400
    title, advice, mood = PROBLEMS[known]
    return Problem(status, title, advice, WIT.get(status, "") if wit else "", mood if wit else "")
