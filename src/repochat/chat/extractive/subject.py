"""What a question about the past is about: the definition or file that it names, a name that is gone, or what fits."""

from repochat.chat.extractive.focus import Focus
from repochat.chat.extractive.survey import Survey
from repochat.chat.history import Subject

WHOLE_FILE = 10**6


def find_subject(survey: Survey, focus: Focus) -> Subject:
    """Never raises; a question about nothing that is known has words only."""
    words, asked = survey.query.words, survey.asked
    symbols = asked.subjects
    place = focus.places[0] if focus.places else None
    unknown = (*asked.absent, *asked.undefined)
    if not symbols and unknown:
        return Subject(words=words, name=unknown[0])
    written = next((name for name in survey.query.names if name.isidentifier()), "")
    if not symbols and written and not asked.files:
        path = survey.index.paths[place.file] if place else ""
        return Subject(words=words, name=written, path=path)
    if not symbols and place and place.symbols and not asked.files:
        first, last = survey.lines_of(place.symbols[0])
        return Subject(words=words, path=survey.path_of(place.symbols[0]), start_line=first, end_line=last)
    if symbols:
        first, last = survey.lines_of(symbols[0])
        name = survey.index.symbol_names[symbols[0]]
        return Subject(words=words, name=name, path=survey.path_of(symbols[0]), start_line=first, end_line=last)
    if place:
        return Subject(words=words, path=survey.index.paths[place.file], start_line=1, end_line=WHOLE_FILE)
    return Subject(words=words)
