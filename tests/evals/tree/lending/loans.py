"""Who has borrowed what, until when."""

from dataclasses import dataclass
from datetime import date, timedelta

from .catalogue import Book
from .fines import compute_fine
from .notify import Notifier

LOAN_DAYS = 28
RENEWALS_MAX = 2


@dataclass
class Loan:
    """One copy lent to one member."""

    book: Book
    member: str
    due: date
    renewals: int = 0


class LoanDesk:
    """Lends, renews and takes back."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier
        self._loans: list[Loan] = []

    def lend(self, book: Book, member: str, today: date) -> Loan:
        """Lends a copy for LOAN_DAYS. Raises LookupError when none is left."""
        if sum(loan.book == book for loan in self._loans) >= book.copies:
            raise LookupError(book.title)
        loan = Loan(book=book, member=member, due=today + timedelta(days=LOAN_DAYS))
        self._loans.append(loan)
        return loan

    def renew(self, loan: Loan) -> None:
        """Extends the due date, at most RENEWALS_MAX times."""
        if loan.renewals >= RENEWALS_MAX:
            raise PermissionError(loan.member)
        loan.renewals += 1
        loan.due += timedelta(days=LOAN_DAYS)

    def take_back(self, loan: Loan, today: date) -> int:
        """Ends the loan and returns the fine in cents."""
        self._loans.remove(loan)
        return compute_fine(loan.due, today)

    def remind(self, today: date) -> int:
        """Tells every member with an overdue book; returns how many were told."""
        overdue = [loan for loan in self._loans if loan.due < today]
        for loan in overdue:
            self._notifier.send(loan.member, f"{loan.book.title} is overdue")
        return len(overdue)
