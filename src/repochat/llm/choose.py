"""From the setting `EMBEDDING_MODEL` to a model."""

from pydantic import SecretStr

from repochat.core.errors import InvalidError
from repochat.llm.embedding import EmbeddingModel
from repochat.llm.static import Split, load_static_model, split_parts


def load_embedding_model(
    name: str, *, api_key: SecretStr | None = None, base_url: str | None = None, split: Split = split_parts
) -> EmbeddingModel:
    """`static`, `openai:NAME` (the only one that sends texts: to `base_url`) or `fastembed:NAME`.

    Raises InvalidError for another name, and UnavailableError when a local model's files are missing.
    """
    kind, _, model = name.partition(":")
    if name == "static":
        return load_static_model(split=split)
    if kind == "openai" and model:
        return _open_provider(model, api_key, base_url)
    if kind == "fastembed" and model:
        return _load_fastembed(model)
    raise InvalidError(
        f"There is no embedding model {name!r}.",
        hint="EMBEDDING_MODEL is static (the default), openai:NAME or fastembed:NAME, such as fastembed:bge-base-en.",
    )


# The two below are imported when they are chosen: an HTTP client costs the default a third of a second at start.


def _open_provider(model: str, api_key: SecretStr | None, base_url: str | None) -> EmbeddingModel:
    from repochat.llm.openai_embedding import OPENAI_BASE_URL, OpenAIEmbeddingModel  # noqa: PLC0415  # see above

    return OpenAIEmbeddingModel(model, base_url=base_url or OPENAI_BASE_URL, api_key=api_key)


def _load_fastembed(model: str) -> EmbeddingModel:
    from repochat.llm.fastembed_embedding import load_fastembed_model  # noqa: PLC0415  # see above

    return load_fastembed_model(model)
