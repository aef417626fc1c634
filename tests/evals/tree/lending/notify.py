"""Messages to members."""

import smtplib
from email.message import EmailMessage


class Notifier:
    """Sends mail through one server."""

    def __init__(self, host: str, sender: str) -> None:
        self._host = host
        self._sender = sender

    def send(self, member: str, text: str) -> None:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = member
        message.set_content(text)
        with smtplib.SMTP(self._host) as server:
            server.send_message(message)
