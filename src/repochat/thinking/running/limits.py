from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLimits:
    """Bounds of one run and of what watches it; a run that is stopped by one says so in its log and its error."""

    lease_s: float = 15  # by the database's clock; a worker that says nothing for so long has lost the run
    renew_s: float = 3
    watch_s: float = 0.3  # between two looks for a reason to stop
    measure_s: float = 0.25  # between two measurements of the processes of a run
    flush_s: float = 0.2  # lines and progress that come together are written together
    stop_grace_s: float = 0.5  # to stop by itself, after it was told
    start_s: float = 180  # on a loaded machine too: for the process that runs are forked from to import what they need
    nursery_idle_s: float = 300  # then that process ends, and its memory is free
    wall_factor: float = 20  # a run may take so many times its CPU seconds, waiting included
    wall_min_s: float = 120
    file_bytes_max: int = 2_000_000_000  # of one file that a run writes
    files_open_max: int = 1_024
    processes_max: int = 64  # of one run, itself included
    message_bytes_max: int = 64_000_000  # facts, insights and artifacts together
    notes_waiting_max: int = 1_000
    error_chars_max: int = 400
    note_chars_max: int = 500
    results_tries: int = 12  # to write what was found, through absences of the database
    results_pause_cap_s: float = 5
    failures_max: int = 3  # of one class in a row, then the proposal is parked
    backoff_base_s: float = 10
    backoff_cap_s: float = 3_600
    tenants_swept_max: int = 50  # at one sweep; the others come with the next ones
    forgotten_s: float = 60  # that a run waits before somebody looks whether its job is still there
    lost_swept_max: int = 20  # of one tenant at one sweep


LIMITS = RunLimits()
