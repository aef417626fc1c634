from repochat.core.ids import build_id, create_id


def test_an_id_is_the_one_of_the_rfc() -> None:
    """RFC 9562, appendix A.6."""
    built = build_id(time_ms=0x017F22E279B0, random_bits=(0xCC3 << 62) | 0x18C4DC0C0C07398F)
    assert str(built) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


def test_ids_sort_by_time_and_do_not_repeat() -> None:
    earlier, later = build_id(time_ms=1, random_bits=(1 << 74) - 1), build_id(time_ms=2, random_bits=0)
    assert earlier < later
    assert len({create_id() for _ in range(1000)}) == 1000
