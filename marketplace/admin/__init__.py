"""The shell of staff: navigation, what waits on whom, people and roles, the audit trail, mails."""
