"""What the legs and features of a ranking mean, in words, and which of them belong together.

Data beside `search.features`: whoever adds a feature says here what it means and what it is a part of.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from repochat.search.model import Leg


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureGroup:
    """Features that stand or fall together. Without the group its legs find nothing, and fusion counts them not."""

    name: str
    words: str
    features: tuple[str, ...]
    legs: tuple[Leg, ...] = ()


GROUPS: tuple[FeatureGroup, ...] = (
    FeatureGroup(
        name="lexical",
        words="the words of the question in the text",
        features=(
            "lexical",
            "lexical_top3",
            "file_lexical",
            "coverage",
            "chunk_coverage",
            "chunk_coverage_spread",
        ),
        legs=("lexical",),
    ),
    FeatureGroup(
        name="dense",
        words="likeness of meaning, by embeddings",
        features=(
            "dense",
            "dense_relative",
            "dense_top3",
            "dense_top3_spread",
            "file_dense",
            "file_dense_spread",
            "stem_dense",
            "stem_dense_spread",
        ),
        legs=("dense",),
    ),
    FeatureGroup(
        name="symbol",
        words="names of definitions",
        features=("symbol", "symbol_asked", "name_lexical", "name_coverage", "name_coverage_spread"),
        legs=("symbol",),
    ),
    FeatureGroup(
        name="path",
        words="names of files and folders",
        features=("path", "path_coverage", "path_coverage_spread", "stem_all", "stem_share"),
        legs=("path",),
    ),
    FeatureGroup(
        name="graph",
        words="calls and imports between files",
        features=("related", "in_degree"),
    ),
    FeatureGroup(
        name="history",
        words="what commits say, the recent ones most",
        features=("history",),
        legs=("history",),
    ),
    FeatureGroup(
        name="traits",
        words="what kind of file it is, before any question",
        features=(
            "test",
            "doc",
            "example",
            "build",
            "platform",
            "declaration_c",
            "declaration_cpp",
            "depth",
            "size",
        ),
    ),
    FeatureGroup(
        name="fusion",
        words="agreement of the legs",
        features=("fusion",),
    ),
)

LEG_WORDS: Mapping[str, str] = {
    "lexical": "Ranks files by their best passage for the words of the question (BM25).",
    "dense": "Ranks files by their best passage's likeness in meaning to the question.",
    "symbol": "Ranks files by definitions whose names the question names or comes close to.",
    "path": "Ranks files by words of the question in their paths.",
    "history": "Ranks files by the messages of the commits that changed them.",
}

FEATURE_WORDS: Mapping[str, str] = {
    "lexical": "How well its best passage matches the words of the question, beside the best file.",
    "lexical_top3": "How well its three best passages match the words of the question, beside the best file.",
    "file_lexical": "How well the whole file matches the words of the question, beside the best file.",
    "name_lexical": "How well the names that it defines match the words of the question, beside the best file.",
    "path": "How well its path matches the words of the question, beside the best file.",
    "dense": "How close in meaning its best passage is to the question.",
    "dense_relative": "How close in meaning its best passage is to the question, beside the closest file.",
    "dense_top3": "How close in meaning its three best passages are.",
    "file_dense": "How close in meaning the file as a whole is to the question.",
    "stem_dense": "How close in meaning its file name is to the question.",
    "fusion": "How high the legs rank it together (reciprocal-rank fusion), beside the best file.",
    "symbol": "How closely one of its definitions bears a name like one in the question.",
    "symbol_asked": "It defines a name that the question writes as a name.",
    "coverage": "The share of the question's words that the file has, rare words counting more.",
    "chunk_coverage": "The share of the question's words that one of its passages has, rare words counting more.",
    "name_coverage": "The share of the question's words among the names that it defines.",
    "path_coverage": "The share of the question's words, or words close to them, in its path.",
    "stem_all": "Every word of its file name is in the question.",
    "stem_share": "The share of the words of its file name that are in the question.",
    "file_dense_spread": "How close in meaning the file is, on the scale from the farthest file to the closest.",
    "dense_top3_spread": "How close in meaning its three best passages are, from the farthest file to the closest.",
    "stem_dense_spread": "How close in meaning its file name is, from the farthest file to the closest.",
    "chunk_coverage_spread": "The question's words in its best passage, from the worst file to the best.",
    "name_coverage_spread": "The question's words among the names that it defines, from the worst file to the best.",
    "path_coverage_spread": "The question's words in its path, from the worst file to the best.",
    "related": "It calls, is called by, or is imported by what the question names, as the question asks.",
    "history": "Messages of commits that changed it match the question.",
    "test": "It is a test, and the question asks for none.",
    "doc": "It is documentation, and the question asks for none.",
    "example": "It is an example, a tool or a benchmark, and the question asks for none.",
    "build": "It is configuration or build machinery, and the question asks for none.",
    "platform": "It is for one platform alone.",
    "declaration_c": "It declares what another file defines (headers and type stubs).",
    "declaration_cpp": "It is a header of C++, which often defines, too.",
    "depth": "How deep in the folders it lies.",
    "size": "How many passages it has.",
    "in_degree": "How much other files use of it.",
}
