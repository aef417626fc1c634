from tests.api.serving import Product


async def test_the_vectors_of_a_repository_are_counted_by_the_model_that_made_them(
    product: Product, indexed: str
) -> None:
    told = (await product.client.get(f"/repos/{indexed}/embedding")).json()
    assert (told["setting"], told["is_local"]) == ("static", True)
    assert told["dimensions"] > 0
    (made,) = told["vectors"]
    assert made["model"] == told["model"]
    assert made["derivation"].endswith(told["model"])
    assert made["vectors"] > 0
    assert 0 < made["blobs"] <= 9
