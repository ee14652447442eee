"""Who is paid what, when, and how it left the bank."""
