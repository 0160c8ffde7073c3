"""The kinds of mail about visits, as rows and keys name them."""

BOOKED = "appointment-booked"
MOVED = "appointment-moved"
CANCELLED = "appointment-cancelled"
CONFIRMATION = "appointment-confirmation"
GIVEN_BACK = "appointment-given-back"
NEW_LINK = "appointment-new-link"
TAKEN_OVER = "appointment-taken-over"
NEW_TRAINER = "new-trainer"
REMINDER = "appointment-reminder"
INTAKE_MISSING = "intake-missing"
RESULTS_READY = "results-ready"
RETEST_DUE = "retest-due"
TRAINER_BOOKED = "trainer-booked"
TRAINER_MOVED = "trainer-moved"
TRAINER_CANCELLED = "trainer-cancelled"
CLIENTS_COME = "trainer-clients-come"
TRAINER_TO_READ = "trainer-to-read"
INVITED = "trainer-invited"
AGENDA = "trainer-agenda"
TRIAL = "trainer-trial"

# How the kinds begin that go to a trainer.
TO_A_TRAINER = "trainer-"
# What lies ahead of a trainer, whether or not a visit is its reason.
TO_THE_TRAINER = (AGENDA, CLIENTS_COME)
# To the client's own address, not to the one that a visit's contact has.
TO_THE_CLIENT = (RESULTS_READY, RETEST_DUE, NEW_TRAINER)
# What a trainer hears of a visit that stands.
NEWS_OF_A_VISIT = (TRAINER_BOOKED, TRAINER_MOVED)
AHEAD_OF_A_VISIT = (REMINDER, INTAKE_MISSING)
