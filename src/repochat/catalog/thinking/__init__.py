"""What thinking in the background keeps: what an owner allows, what was proposed and run, and what came of it.

Tables and stores only. What a Thought does, when it may run and what its finding is worth stands in `thinking`.
"""
