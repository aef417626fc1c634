from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiLimits:
    """Bounds of one request; reaching one is an error that names it, or stands in the response."""

    body_bytes_max: int = 1_000_000
    webhook_body_bytes_max: int = 25 * 1024 * 1024  # what GitHub sends at most
    webhook_bytes_held_max: int = 100 * 1024 * 1024  # of all deliveries that are being read at once
    webhook_read_s: float = 10  # for the whole body; forges wait no longer for an answer
    question_chars_max: int = 20_000
    query_chars_max: int = 20_000
    messages_max: int = 200
    repos_asked_max: int = 7  # beside the first
    source_chars_max: int = 2_000
    name_chars_max: int = 200
    forge_repositories_max: int = 100  # of one page
    rev_chars_max: int = 250
    path_chars_max: int = 4_096
    line_max: int = 2**31 - 1
    hits_max: int = 100
    found_max: int = 50  # of each kind, while a query is typed
    found_shown: int = 12
    files_listed_max: int = 1_000
    skipped_paths_listed: int = 20  # of each reason
    commits_named_max: int = 100  # whose subjects are asked for at once
    cards_listed_max: int = 200
    event_streams_max: int = 64  # open at once
    heartbeat_s: float = 15
    overview_pause_s: float = 0.2  # hints that come together are answered together
    event_poll_s: float = 5  # should a NOTIFY get lost, the state is read again
    ready_s: float = 3
    mounted_viewers_max: int = 200  # who may use a mounted application of one process
    conversations_listed_max: int = 200
    turns_listed_max: int = 100
    title_chars_max: int = 200
    comment_chars_max: int = 4_000
    spend_days_max: int = 366
    runs_listed_max: int = 200  # of one page
    run_changes_s: float = 0.25  # changes of runs within it are told together
    repo_events_max: int = 100  # of one page
    audit_entries_max: int = 500  # of one page
    audit_id_max: int = 2**53 - 1  # what JSON readers count to
    insights_listed_max: int = 200  # of one page
    insight_choices_max: int = 20  # of one filter
    rule_chars_max: int = 300
    risk_files_max: int = 20_000
    artifact_address_chars_max: int = 2_000
    budget_tokens_max: int = 10**15
    budget_usd_max: int = 999_999  # what PostgreSQL is told to keep


LIMITS = ApiLimits()
