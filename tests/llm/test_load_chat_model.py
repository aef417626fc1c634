"""From the settings to a model: where texts go, what it costs, and that nothing is imported too early."""

import subprocess
import sys

import pytest
from pydantic import SecretStr
from pydantic_ai.usage import RequestUsage
from tests.llm.chatting import make_request

from repochat.core.errors import InvalidError
from repochat.core.settings import load_settings
from repochat.llm import ChatModel, Completed, ModelLimits, TextDelta, load_chat_model
from repochat.llm.endpoint import Endpoint, Provider, find_endpoint, is_loopback
from repochat.llm.remote import rehearse
from repochat.llm.remote.prices import find_cost_usd
from repochat.llm.testing import run_chat_server


def load(**env: str) -> ChatModel | None:
    return load_chat_model(load_settings({f"LLM_{key.upper()}": value for key, value in env.items()}, None))


def test_without_a_provider_there_is_no_model() -> None:
    assert load() is None
    assert load(provider="none") is None


@pytest.mark.parametrize(
    ("env", "host", "is_local"),
    [
        ({"provider": "openai", "api_key": "k"}, "api.openai.com", False),
        ({"provider": "anthropic", "api_key": "k"}, "api.anthropic.com", False),
        ({"provider": "ollama"}, "127.0.0.1:11434", True),
        ({"provider": "ollama", "base_url": "http://gpu.lan:11434/v1"}, "gpu.lan:11434", False),
        ({"provider": "compatible", "base_url": "https://localhost/v1/"}, "localhost", True),
        ({"provider": "compatible", "base_url": "http://[::1]:8080/v1"}, "[::1]:8080", True),
        ({"provider": "compatible", "base_url": "http://192.168.1.7/v1"}, "192.168.1.7", False),
        (
            {"provider": "openai", "api_key": "k", "base_url": "https://proxy.lan/v1"},
            "proxy.lan",
            False,
        ),
    ],
)
def test_a_model_says_where_texts_go(env: dict[str, str], host: str, is_local: bool) -> None:  # noqa: FBT001  # parametrized
    model = load(model="m", **env)
    assert model is not None
    assert (model.name, model.host, model.is_local) == (f"{env['provider']}:m", host, is_local)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104  # not bound to
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
        ("127.1", False),
        ("", False),
    ],
)
def test_only_loopback_is_this_machine(host: str, expected: bool) -> None:  # noqa: FBT001  # parametrized
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    "base_url", ["http://", "http://user:pw@host/v1", "http://host:99999/v1", "http://host/v1?key=1", "http://[::"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(base_url: str) -> None:
    with pytest.raises(InvalidError) as raised:
        load(provider="compatible", model="m", base_url=base_url)
    assert "LLM_BASE_URL" in raised.value.message
    assert "pw" not in raised.value.message + raised.value.hint


def test_importing_and_loading_imports_no_provider() -> None:
    """In a process of its own, because others have imported them here."""
    program = (
        "import sys, repochat.llm, repochat.llm.testing\n"
        "from repochat.core.settings import load_settings\n"
        "env = {'LLM_PROVIDER': 'openai', 'LLM_MODEL': 'm', 'LLM_API_KEY': 'k'}\n"
        "assert repochat.llm.load_chat_model(load_settings(env, None)) is not None\n"
        "print(sorted({'pydantic_ai', 'openai', 'anthropic', 'genai_prices', 'httpx2'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama", "compatible"])
async def test_every_provider_answers_at_the_address_of_the_settings(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OLLAMA_API_KEY"):
        monkeypatch.setenv(key, "key-of-the-environment")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    wire = "anthropic" if provider == "anthropic" else "openai"
    needs_key = provider in {"openai", "anthropic"}
    with run_chat_server() as server:
        key = {"api_key": "key-of-the-settings"} if needs_key else {}
        model = load(provider=provider, model="m", base_url=server.url_of(wire), **key)
        assert model is not None
        events = [event async for event in model.stream(make_request(), ModelLimits())]
        await model.close()
    assert isinstance(events[-1], Completed)
    [received] = server.received
    assert (received.protocol, received.model) == (wire, "m")
    assert "key-of-the-environment" not in str(received.headers)
    assert received.key == ("key-of-the-settings" if needs_key else "none")


@pytest.mark.parametrize(
    ("provider", "model", "base_url", "cost_usd"),
    [
        ("openai", "gpt-4o-mini", "https://api.openai.com/v1", 0.000_75),
        ("anthropic", "claude-sonnet-4-5", "https://api.anthropic.com", 0.018),
        ("openai", "nobody-knows", "https://api.openai.com/v1", None),
        ("compatible", "gpt-4o-mini", "http://10.0.0.1/v1", None),
        ("compatible", "gpt-4o-mini", "http://localhost/v1", 0.0),
        ("ollama", "qwen3", "http://127.0.0.1:11434/v1", 0.0),
    ],
)
def test_a_thousand_tokens_each_way_cost_what_is_published(
    provider: Provider, model: str, base_url: str, cost_usd: float | None
) -> None:
    endpoint = Endpoint(provider=provider, model=model, base_url=base_url, api_key=SecretStr("k"))
    usage = RequestUsage(input_tokens=1_000, output_tokens=1_000)
    cost = find_cost_usd(usage, endpoint)
    assert cost == (None if cost_usd is None else pytest.approx(cost_usd))


def test_an_endpoint_does_not_print_its_key() -> None:
    endpoint = find_endpoint(
        load_settings({"LLM_PROVIDER": "openai", "LLM_MODEL": "m", "LLM_API_KEY": "sk-hidden"}, None)
    )
    assert "sk-hidden" not in repr(endpoint)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama", "compatible"])
def test_a_rehearsal_is_a_whole_answer_that_nothing_is_sent_for(provider: Provider) -> None:
    endpoint = Endpoint(provider=provider, model="m", base_url="http://127.0.0.1:9/v1", api_key=SecretStr("k"))
    text, end = rehearse(endpoint)
    assert text == TextDelta(text="Yes.")
    assert isinstance(end, Completed)
    assert (end.reason, end.usage.input_tokens) == ("stop", 1)
