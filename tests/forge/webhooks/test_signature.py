"""Who may speak to us: a signature over the raw bytes by one of our secrets."""

import pytest
from pydantic import SecretStr

from repochat.forge.webhooks import sign_body, verify_gitlab_token, verify_signature

BODY = b'{"zen":"Design for failure."}'
OLD, NEW = SecretStr("it's a secret to everybody"), SecretStr("another")


def test_the_example_of_githubs_own_documentation_is_accepted() -> None:
    header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert verify_signature(b"Hello, World!", header, [SecretStr("It's a Secret to Everybody")])


def test_any_of_several_secrets_is_accepted_while_one_replaces_another() -> None:
    assert verify_signature(BODY, sign_body(BODY, OLD), [NEW, OLD])
    assert verify_signature(BODY, sign_body(BODY, NEW), [NEW, OLD])


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        "sha256=00",
        sign_body(BODY, SecretStr("wrong")),
        sign_body(BODY, OLD)[:-1],
        sign_body(BODY, OLD) + "0",
        sign_body(BODY, OLD).removeprefix("sha256="),
        sign_body(BODY, OLD).replace("sha256=", "sha1="),
        sign_body(b"another body", OLD),
        "sha256=é\udcff",
        "x" * 100_000,
    ],
)
def test_a_wrong_missing_or_truncated_signature_is_refused(header: str | None) -> None:
    assert not verify_signature(BODY, header, [OLD, NEW])


def test_nothing_is_accepted_without_a_secret_nor_with_an_empty_one() -> None:
    empty = SecretStr("")
    assert not verify_signature(BODY, sign_body(BODY, empty), [empty])
    assert not verify_signature(BODY, sign_body(BODY, OLD), [])
    assert not verify_gitlab_token("", [empty])


def test_one_changed_byte_breaks_the_signature() -> None:
    assert not verify_signature(BODY.replace(b" ", b""), sign_body(BODY, OLD), [OLD])


def test_gitlabs_token_is_one_of_the_secrets_or_refused() -> None:
    assert verify_gitlab_token("another", [OLD, NEW])
    assert not verify_gitlab_token("anothe", [OLD, NEW])
    assert not verify_gitlab_token("anöther", [OLD, NEW])
    assert not verify_gitlab_token(None, [OLD, NEW])
