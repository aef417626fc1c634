"""Every bound of the analysers. Reaching one is reported: as a problem of the tool, or as a tool that was cut short."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzerLimits:
    """Of one run of one tool, unless the name says otherwise. Time is CPU time; the clock only ends what hangs."""

    cpu_s: int = 120
    clock_s: float = 600.0
    address_space_bytes: int = 16 * 1024**3  # tools of Rust and OCaml reserve far more than they touch
    written_file_bytes: int = 64 * 1024**2
    output_bytes_max: int = 32 * 1024**2
    error_bytes_max: int = 16 * 1024
    file_bytes_max: int = 512 * 1024  # what is larger was made by a machine
    line_chars_mean_max: int = 400  # the same: minified
    batch_files_max: int = 1_000
    batch_bytes_max: int = 16 * 1024**2
    hits_max: int = 5_000
    hits_file_max: int = 200
    message_chars_max: int = 400
    problems_max: int = 20
    advisory_bytes_max: int = 64 * 1024**2
    pins_max: int = 20_000
    sarif_bytes_max: int = 32 * 1024**2
    sarif_results_max: int = 20_000


LIMITS = AnalyzerLimits()
