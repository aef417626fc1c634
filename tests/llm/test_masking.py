"""What is masked and what is not. Every secret is made at run time, so that no scanner takes this file for a leak."""

import random
import string
import time
from base64 import b64encode, urlsafe_b64encode

import pytest

from repochat.llm import mask_secrets

BASE62 = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
CAPITALS = string.ascii_uppercase + string.digits


def draw(letters: str, count: int, seed: int = 1) -> str:
    """The same each time; with a digit, as nearly every generated secret of its length has one."""
    source = random.Random(seed)  # noqa: S311  # no secrecy: the opposite
    return "".join(source.choice(letters) for _ in range(count - 1)) + "7"


def make_jwt() -> str:
    parts = ('{"alg":"HS256","typ":"JWT"}', '{"sub":"1234567890","name":"Ada"}', draw(BASE62, 32))
    return ".".join(urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


def make_key_block(kind: str = "RSA PRIVATE KEY", lines: int = 12) -> str:
    body = "\n".join(draw(BASE62 + "+/", 64, seed) for seed in range(lines))
    return f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----"


TOKENS = {
    "aws key": ["AKIA" + draw(CAPITALS, 16), "ASIA" + draw(CAPITALS, 16)],
    "github token": [
        "ghp_" + draw(BASE62, 36),
        "gho_" + draw(BASE62, 36),
        "ghs_" + draw(BASE62, 36),
        "github_pat_" + draw(BASE62, 22) + "_" + draw(BASE62, 59),
    ],
    "gitlab token": ["glpat-" + draw(BASE62 + "_-", 20), "glrt-" + draw(BASE62, 20)],
    "slack token": [
        "-".join(("xoxb", draw(string.digits, 12), draw(string.digits, 12), draw(BASE62, 24))),
        "xapp-1-" + draw(CAPITALS, 11) + "-" + draw(string.digits, 13) + "-" + draw(HEX, 64),
    ],
    "slack webhook": ["/".join((draw(CAPITALS, 9), draw(CAPITALS, 9), draw(BASE62, 24)))],
    "stripe key": ["sk_live_" + draw(BASE62, 24), "rk_test_" + draw(BASE62, 24), "whsec_" + draw(BASE62, 32)],
    "google key": ["AIza" + draw(BASE62 + "_-", 35), "GOCSPX-" + draw(BASE62, 28)],
    "google token": ["ya29." + draw(BASE62 + "_-", 120)],
    "openai key": [
        "sk-" + draw(BASE62, 48),
        "sk-proj-" + draw(BASE62, 60) + "T3BlbkFJ" + draw(BASE62, 60),
    ],
    "anthropic key": ["sk-ant-api03-" + draw(BASE62 + "_-", 93) + "AA"],
    "json web token": [make_jwt()],
    "npm token": ["npm_" + draw(BASE62, 36)],
    "pypi token": ["pypi-AgEIcHlwaS5vcmc" + draw(BASE62 + "_-", 150)],
    "rubygems key": ["rubygems_" + draw(HEX, 48)],
    "docker token": ["dckr_pat_" + draw(BASE62, 27)],
    "hugging face token": ["hf_" + draw(BASE62, 34)],
    "sendgrid key": ["SG." + draw(BASE62, 22) + "." + draw(BASE62, 43)],
    "digitalocean token": ["dop_v1_" + draw(HEX, 64)],
    "shopify token": ["shpat_" + draw(HEX, 32)],
    "vault token": ["hvs." + draw(BASE62, 90)],
    "telegram token": ["AA" + draw(BASE62 + "_-", 33)],
    "groq key": ["gsk_" + draw(BASE62, 52)],
    "databricks token": ["dapi" + draw(HEX, 32)],
    "twilio key": ["SK" + draw(HEX, 32)],
    "age key": ["AGE-SECRET-KEY-1" + draw(CAPITALS, 58)],
}
BEFORE = {"slack webhook": "https://hooks.slack.com/services/", "telegram token": "123456789:"}
CASES = [(kind, secret) for kind, secrets in TOKENS.items() for secret in secrets]


@pytest.mark.parametrize(("kind", "secret"), CASES, ids=[f"{kind}-{number}" for number, (kind, _) in enumerate(CASES)])
@pytest.mark.parametrize("around", ['key = "{}"', "{}", "  - name: {} # ours", "f({}, 1)", "export X={}", "a\n{}\nb"])
def test_a_token_of_a_known_shape_is_masked_wherever_it_stands(kind: str, secret: str, around: str) -> None:
    before = BEFORE.get(kind, "")
    masked = mask_secrets(around.format(before + secret))
    assert masked.text == around.format(f"{before}[masked {kind}]")
    assert (masked.count, masked.kinds) == (1, (kind,))


PASSWORDS = [draw(BASE62, 20, 3), draw(BASE62 + "!@#%^*", 16, 5), draw(HEX, 32, 6), "Tr0ub4dor&3x9", "9f8-Kd_22.qLm"]


@pytest.mark.parametrize("secret", PASSWORDS)
@pytest.mark.parametrize(
    "line",
    [
        'password = "{}"',
        "PASSWORD='{}'",
        "DB_PASSWORD={}",
        "SMTP_PASS={}",
        'pass: "{}"',
        'db_passwd: "{}"',
        "  password: {}",
        '"client_secret": "{}",',
        "{{'api_key': '{}'}}",
        'const apiKey: string = "{}";',
        'String accessToken = "{}";',
        'os.environ["API_TOKEN"] = "{}"',
        'setenv("SECRET_KEY", "{}")',
        'if token == "{}":',
        "<password>{}</password>",
        "aws_secret_access_key = {}",
        "private_key := `{}`",
        '{{\\"auth_token\\": \\"{}\\"}}',
    ],
)
def test_a_random_value_under_a_secret_name_is_masked(line: str, secret: str) -> None:
    masked = mask_secrets(line.format(secret))
    assert masked.text == line.format("[masked password or key]")
    assert masked.count == 1


@pytest.mark.parametrize(
    "line",
    [
        'password = "changeme"',
        'password = "secret"',
        'password = "your-password-here-1"',
        "password = os.environ['DB_PASSWORD_2']",
        'password = "${DB_PASSWORD_1}"',
        'password: "{{ vault_db_password_1 }}"',
        "password = get_password(user_id_2)",
        "token = self.tokens[0].next_token_2",
        'token_url = "https://login.example.com/oauth2/v2.0/token"',
        'token: "string" = None',
        'API_KEY = "XXXXXXXXXXXXXXXXXXXX"',
        'secret_name = "my-app-v2-database-secret"',
        "tokens = tokenizer.encode(text2)[0:512]",
        'assert token == "test-token-123"',
        "r->tokens = INT64_MAX;",
        "Ed25519PrivateKey = ed25519.Ed25519PrivateKey",
        'KEY_TYPE = b"sk-ssh-ed25519-cert-v01"',
        "tried a bad password, SHA-512-256 and userhash",
        "Pass `--cxxopt=-std=c++17` on the command line",
        "js-tokens@^3.0.0 || ^4.0.0:",
        "postgresql://user:password@localhost/db",
        "postgresql://USER:${PASSWORD}@host/db",
        "http://[::1]:8080/@scope/package",
        'key = "4f8a9b2c1d3e5f60718293a4b5c6d7e8"',
        'sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
        "commit 44eb1c3d9a8b7c6d5e4f30213243546576879809",
        "id = 550e8400-e29b-41d4-a716-446655440000",
        ".sk-cube-grid-animation-delay { }",
        "task-5f3e-something-long-enough-to-look-at",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "MSG.some_long_identifier_here.another_long_identifier_here",
        "Authorization: Bearer <token>",
        "basic_machine=m68010-adobe",
        "def test_password_is_hashed_with_sha256_and_salt_16(): ...",
        'BEGIN = "-----BEGIN PRIVATE KEY-----"\nEND = "-----END PRIVATE KEY-----"',
        "-----BEGIN CERTIFICATE-----\n" + "QUJD" * 16 + "\n-----END CERTIFICATE-----",
    ],
)
def test_what_only_resembles_a_secret_stays(line: str) -> None:
    masked = mask_secrets(line)
    assert (masked.text, masked.count, masked.kinds) == (line, 0, ())


def test_the_password_of_an_address_is_masked_and_the_rest_stays() -> None:
    secret = draw(BASE62, 12, 9)
    masked = mask_secrets(f"DATABASE_URL=postgresql://app:{secret}@db.lan:5432/app?x=1")
    assert masked.text == "DATABASE_URL=postgresql://app:[masked password in an address]@db.lan:5432/app?x=1"


def test_the_proof_in_a_header_is_masked() -> None:
    basic = b64encode(b"ada:lovelace-1815").decode()
    masked = mask_secrets(f"Authorization: Basic {basic}\nAuthorization: Bearer {draw(BASE62, 40)}")
    assert masked.text == "Authorization: Basic [masked authorization]\nAuthorization: Bearer [masked authorization]"


@pytest.mark.parametrize("kind", ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"])
def test_a_private_key_goes_and_its_lines_stay(kind: str) -> None:
    block = make_key_block(kind)
    masked = mask_secrets(f"before\n{block}\nafter\n")
    assert masked.text == "before\n" + "\n" * block.count("\n") + "[masked private key]\nafter\n"
    assert masked.count == 1


@pytest.mark.parametrize(
    "text",
    [
        make_key_block().rpartition("\n")[0],
        make_key_block().partition("\n")[2],
        make_key_block().replace("\n", "\\n"),
        make_key_block().replace("\n", "\r\n"),
        "\n".join(f'    "{line}\\n"' for line in make_key_block().split("\n")),
        make_key_block().replace("-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB12\n\n", 1),
    ],
    ids=["without end", "without begin", "one line", "windows", "string literals", "old headers"],
)
def test_a_private_key_is_found_in_other_clothes(text: str) -> None:
    masked = mask_secrets(text)
    assert masked.kinds == ("private key",)
    assert draw(BASE62 + "+/", 64, 5) not in masked.text
    assert len(masked.text.splitlines()) == len(text.splitlines())


def test_line_breaks_of_every_kind_and_broken_unicode_survive() -> None:
    secret = "npm_" + draw(BASE62, 36)
    text = f"a\r\nb\rc\x0b\x85\u2028é {secret} \ud800\n🎉"
    assert mask_secrets(text).text == text.replace(secret, "[masked npm token]")


HOSTILE = [
    "a", "password", "password=", "password1=", 'token="', "eyJ", "eyJabcdefgh.eyJabcdefgh", " eyJ", " ghp_a1B2", "://",
    "://a:b", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----\n", "secret: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    " sk-aaaaaaaaaaaaaaaaaaaaaaaa", "Basic AAAAAAAA", ":AA", "SG.", "'\"`", "api_key" + " " * 9,
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_line_of_a_megabyte_takes_no_more_than_its_length(piece: str) -> None:
    """It takes at most half a second; what reads a text again and again would take minutes."""
    line = piece * (1_000_000 // len(piece))
    begin_s = time.process_time()
    mask_secrets(line)
    assert time.process_time() - begin_s < 5
