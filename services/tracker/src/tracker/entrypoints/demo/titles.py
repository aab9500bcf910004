"""What there is to do in a company of parrots."""

from typing import Final

TITLES: Final = (
    "Change the shade of green on the button",
    "Fix the beak alignment on mobile",
    "Teach the chat-bot to say more than its own name",
    "Count the sunflower seeds in the warehouse",
    "Explain to marketing what a parrot is",
    "Replace the mirror in the meeting cage",
    "Migrate the nest to the new branch",
    "Find out who keeps repeating the alarm",
    "Polish the perch for the investors",
    "Write down what everybody says twice",
    "Make the feather upload resumable",
    "Translate the squawk log into English",
    "Order millet for the hackathon",
    "Remove the cat from the allow-list",
    "Speed up the flight search by one wing beat",
    "Review the pull request called “final final 2”",
    "Draw a smaller crest for the favicon",
    "Ask legal whether mimicry is fair use",
    "Reset the password of the budgie from sales",
    "Cover the cage at eight sharp",
    "Clean up after the release party",
    "Rename the pirate theme before the audit",
    "Test the beak recognition with sleepy popugs",
    "Reply to the review that just says “cracker”",
    "Move the stand-up to a sturdier branch",
    "Document the pecking order of the queues",
    "Measure how far a rumour flies per minute",
    "Restore the backup that somebody chewed",
    "Add a dark theme for owls",
    "Prepare the quarterly report in whistles",
)

PROJECTS: Final = ("UBERPOP", "BEAK", "NEST")
