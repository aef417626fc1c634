from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresLimits:
    """How long each step of the embedded server's life may take, and how much it may leave behind."""

    lifecycle_wait_s: float = 180.0  # another process is creating, starting or stopping the same server
    create_timeout_s: float = 120.0
    start_timeout_s: float = 600.0  # crash recovery replays up to max_wal_size of log before the server answers
    start_report_s: float = 5.0
    orphans_wait_s: float = 15.0  # backends of a killed postmaster notice its death and leave
    stop_fast_timeout_s: float = 60.0
    stop_immediate_timeout_s: float = 10.0
    ping_timeout_s: int = 5
    silence_max_s: float = 30.0  # a server that is ready but does not answer
    upgrade_timeout_s: float = 3600.0
    log_bytes_max: int = 10 * 1024 * 1024
