"""Cards of definitions and modules: what each does, takes, gives back, touches and raises, who calls and tests it.

Every sentence is cited and checked by the code that checks answers; what fails is left out.
"""

from repochat.thinking.cards.choosing import Candidate, list_candidates
from repochat.thinking.cards.limits import LIMITS, CardLimits
from repochat.thinking.cards.making import CardMaker
from repochat.thinking.cards.writing import PastReader

__all__ = ["LIMITS", "Candidate", "CardLimits", "CardMaker", "PastReader", "list_candidates"]
