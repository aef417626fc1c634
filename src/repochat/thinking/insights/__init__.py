"""What may be said: evidence proven against bytes, findings known again, attention given out by the day.

Nothing here finds anything: Thoughts do. No quote that does not match git's bytes is ever stored, and what nobody
proved is never told as a fact.
"""
