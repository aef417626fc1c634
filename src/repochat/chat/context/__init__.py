"""What a question is about and what a model is shown of it: scope, follow-ups, and pieces of code within a budget.

Nothing here writes an answer or checks one.
"""

from repochat.chat.context.book import PieceBook
from repochat.chat.context.model import Context, ContextPiece, DroppedPiece, PieceOrigin, PieceRole

__all__ = ["Context", "ContextPiece", "DroppedPiece", "PieceBook", "PieceOrigin", "PieceRole"]
