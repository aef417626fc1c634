import json

from repochat.api.app import create_app
from repochat.core.settings import load_settings


def render_openapi() -> str:
    """The OpenAPI document of this release as stable JSON text: the same on every machine, whatever its settings."""
    document = create_app(load_settings({}, env_file=None)).openapi()
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
