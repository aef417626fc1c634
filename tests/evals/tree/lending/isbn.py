"""International standard book numbers."""

DIGITS = 13


class InvalidIsbnError(ValueError):
    """The text is no book number."""


def parse_isbn(text: str) -> str:
    """Strips hyphens and checks the last digit. Raises InvalidIsbnError."""
    digits = text.replace("-", "")
    if len(digits) != DIGITS or not digits.isdigit() or compute_check_digit(digits[:-1]) != digits[-1]:
        raise InvalidIsbnError(text)
    return digits


def compute_check_digit(digits: str) -> str:
    """The thirteenth digit: weights of one and three, modulo ten."""
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return str(-total % 10)
