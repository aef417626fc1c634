"""What a request cost, by the published prices that come with genai-prices. Nothing is fetched."""

from genai_prices import calc_price
from pydantic_ai.usage import RequestUsage

from repochat.llm.endpoint import Endpoint


def find_cost_usd(usage: RequestUsage, endpoint: Endpoint) -> float | None:
    """0 on this machine; None when the model's price is not known."""
    if endpoint.is_local:
        return 0.0
    try:
        if endpoint.provider in {"openai", "anthropic"}:
            price = calc_price(usage, endpoint.model, provider_id=endpoint.provider)
        else:
            price = calc_price(usage, endpoint.model, provider_api_url=endpoint.base_url)
    except LookupError:
        return None
    return float(price.total_price)
