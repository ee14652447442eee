"""Mails: written in the receiver's language, kept with their delivery state, sent by jobs."""
