"""The kinds of mail about visits, as rows and keys name them."""

BOOKED = "appointment-booked"
MOVED = "appointment-moved"
CANCELLED = "appointment-cancelled"
CONFIRMATION = "appointment-confirmation"
GIVEN_BACK = "appointment-given-back"
NEW_LINK = "appointment-new-link"
REMINDER = "appointment-reminder"
INTAKE_MISSING = "intake-missing"
RESULTS_READY = "results-ready"
RETEST_DUE = "retest-due"
TRAINER_BOOKED = "trainer-booked"
TRAINER_MOVED = "trainer-moved"
TRAINER_CANCELLED = "trainer-cancelled"
AGENDA = "trainer-agenda"
TRIAL = "trainer-trial"

AHEAD_OF_A_VISIT = (REMINDER, INTAKE_MISSING)
