"""Which language a file is written in, and how files of that language are cut and parsed."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, Literal

from repochat.syntax.model import ChunkKind

Chunker = Literal["code", "markdown", "rst", "yaml", "toml", "json", "dockerfile", "notebook", "lines"]
HEAD_BYTES: Final = 4096  # as much of a file as detection looks at


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language by its stable lower-case name. `grammar` is empty where definitions are not extracted."""

    name: str
    kind: ChunkKind
    chunker: Chunker
    grammar: str = ""
    extensions: tuple[str, ...] = ()
    file_names: tuple[str, ...] = ()  # lower case
    interpreters: tuple[str, ...] = ()


def _code(name: str, extensions: str, *, files: str = "", run_by: str = "", grammar: str | None = None) -> Language:
    grammar = name if grammar is None else grammar
    return _language(name, "code", "code" if grammar else "lines", extensions, files=files, run_by=run_by, of=grammar)


def _language(
    name: str, kind: ChunkKind, chunker: Chunker, extensions: str, *, files: str = "", run_by: str = "", of: str = ""
) -> Language:
    return Language(
        name=name,
        kind=kind,
        chunker=chunker,
        grammar=of,
        extensions=tuple(extensions.split()),
        file_names=tuple(files.split()),
        interpreters=tuple(run_by.split()),
    )


LANGUAGES: Final[tuple[Language, ...]] = (
    _code("python", "py pyi pyw pyx", files="sconstruct sconscript wscript", run_by="python python2 python3 pypy"),
    _code("javascript", "js mjs cjs jsx es6", files="jakefile", run_by="node nodejs deno bun"),
    _code("typescript", "ts mts cts", run_by="ts-node tsx"),
    _code("tsx", "tsx"),
    _code("go", "go"),
    _code("java", "java"),
    _code("kotlin", "kt kts"),
    _code("scala", "scala sc sbt mill", run_by="scala"),
    _code("c", "c h"),
    _code("cpp", "cc cpp cxx c++ hh hpp hxx h++ ipp inl tpp txx ino cu cuh inc"),
    _code("csharp", "cs csx"),
    _code("rust", "rs"),
    _code(
        "ruby", "rb rake gemspec ru podspec rbi", files="rakefile gemfile guardfile vagrantfile podfile", run_by="ruby"
    ),
    _code("php", "php php3 php4 php5 php7 php8 phtml", run_by="php"),
    _code("swift", "swift", run_by="swift"),
    _code("elixir", "ex exs", files="mix.lock", run_by="elixir"),
    _code("haskell", "hs hs-boot", run_by="runhaskell runghc stack"),
    _code("lua", "lua rockspec", files=".luacheckrc", run_by="lua luajit nvim"),
    _code(
        "bash",
        "sh bash bats zsh ksh ebuild",
        files=".bashrc .bash_profile .profile .zshrc pkgbuild",
        run_by="sh bash zsh ksh dash ash bats",
    ),
    _code("zig", "zig zon"),
    _code("sql", "sql ddl dml psql pgsql"),
    _code("objc", "m mm", grammar=""),
    _code("dart", "dart", grammar=""),
    _code("perl", "pl pm t", run_by="perl", grammar=""),
    _code("r", "r", run_by="rscript", grammar=""),
    _code("julia", "jl", run_by="julia", grammar=""),
    _code("clojure", "clj cljs cljc edn", grammar=""),
    _code("erlang", "erl hrl", run_by="escript", grammar=""),
    _code("ocaml", "ml mli", grammar=""),
    _code("fsharp", "fs fsi fsx", grammar=""),
    _code("groovy", "groovy gradle", files="jenkinsfile", grammar=""),
    _code("nix", "nix", grammar=""),
    _code("powershell", "ps1 psm1 psd1", run_by="pwsh", grammar=""),
    _code("fish", "fish", run_by="fish", grammar=""),
    _code("batch", "bat cmd", grammar=""),
    _code("assembly", "s asm", grammar=""),
    _code("proto", "proto", grammar=""),
    _code("graphql", "graphql gql", grammar=""),
    _code("solidity", "sol", grammar=""),
    _code("fortran", "f f90 f95 f03 for", grammar=""),
    _code("vim", "vim", files=".vimrc _vimrc", grammar=""),
    _code("tcl", "tcl", run_by="tclsh wish", grammar=""),
    _code("awk", "awk", run_by="awk gawk", grammar=""),
    _code("css", "css scss sass less", grammar=""),
    _code("html", "html htm xhtml", grammar=""),
    _code("template", "jinja jinja2 j2 erb ejs hbs mustache tmpl gotmpl twig", grammar=""),
    _code("vue", "vue", grammar=""),
    _code("svelte", "svelte", grammar=""),
    _language("make", "config", "lines", "mk mak", files="makefile gnumakefile justfile", run_by="make"),
    _language("cmake", "config", "lines", "cmake", files="cmakelists.txt"),
    _language("starlark", "config", "lines", "bzl star bazel", files="build workspace build.bazel"),
    _language("meson", "config", "lines", "", files="meson.build meson_options.txt"),
    _language("autoconf", "config", "lines", "ac am m4"),
    _language("hcl", "config", "lines", "tf tfvars hcl nomad"),
    _language(
        "ini",
        "config",
        "lines",
        "ini cfg conf cnf properties env editorconfig service",
        files=".editorconfig .env .gitconfig .flake8 .pylintrc .npmrc .gitmodules .env.example",
    ),
    _language(
        "gitignore",
        "config",
        "lines",
        "",
        files=".gitignore .dockerignore .gitattributes .npmignore .eslintignore .prettierignore codeowners",
    ),
    _language("xml", "config", "lines", "xml xsd xsl xslt pom csproj fsproj vbproj props targets plist storyboard xib"),
    _language("dockerfile", "config", "dockerfile", "dockerfile containerfile", files="dockerfile containerfile"),
    _language("yaml", "config", "yaml", "yaml yml", files=".clang-format .clang-tidy .yamllint citation.cff"),
    _language("toml", "config", "toml", "toml", files="pipfile"),
    _language(
        "json",
        "config",
        "json",
        "json jsonc json5 webmanifest geojson avsc code-workspace",
        files=".eslintrc .prettierrc .babelrc .swcrc composer.lock",
    ),
    _language("notebook", "doc", "notebook", "ipynb"),
    _language("jsonlines", "data", "lines", "jsonl ndjson"),
    _language("csv", "data", "lines", "csv tsv psv"),
    _language("svg", "data", "lines", "svg"),
    _language("diff", "data", "lines", "diff patch"),
    _language("markdown", "doc", "markdown", "md markdown mdx mkd mdown livemd qmd rmd"),
    _language("rst", "doc", "rst", "rst rest"),
    _language("asciidoc", "doc", "lines", "adoc asciidoc asc"),
    _language("org", "doc", "lines", "org"),
    _language("latex", "doc", "lines", "tex sty cls bib"),
    _language(
        "text",
        "text",
        "lines",
        "txt text log",
        files="license licence copying authors contributors changelog notice readme todo news changes",
    ),
)

_BY_NAME: Final = {language.name: language for language in LANGUAGES}
_BY_EXTENSION: Final = {extension: each.name for each in LANGUAGES for extension in each.extensions}
_BY_FILE: Final = {name: each.name for each in LANGUAGES for name in each.file_names}
_BY_INTERPRETER: Final = {name: each.name for each in LANGUAGES for name in each.interpreters}

_CPP_MARKS: Final = re.compile(
    rb"^[ \t]*(?:class\s+\w|namespace\b|template\s*<|using\s+\w|public:|private:|protected:|#include\s*<[a-z_]+>)"
    rb"|\bstd::|\bconstexpr\b|\bnoexcept\b|\bvirtual\s|\boperator\s*[=+<(\[]",
    re.MULTILINE,
)


def list_languages() -> tuple[Language, ...]:
    """Every language that has a name here."""
    return LANGUAGES


def get_language(name: str) -> Language:
    """The language of that name; plain text for a name that is not known."""
    return _BY_NAME.get(name) or _BY_NAME["text"]


def detect_language(path: str, head: bytes) -> str:
    """The name of the language of the file at `path`; `head` is its first bytes (HEAD_BYTES are enough)."""
    pure = PurePosixPath(path)
    file_name = pure.name.lower()
    found = _BY_FILE.get(file_name) or _find_by_extension(file_name)
    if found is None:
        return _find_by_prefix(file_name) or _find_by_shebang(head) or "text"
    if found == "c" and file_name.endswith(".h") and _CPP_MARKS.search(head[:HEAD_BYTES]):
        return "cpp"
    return found


def _find_by_extension(file_name: str) -> str | None:
    stem, _, extension = file_name.rpartition(".")
    if not stem and not extension:
        return None
    if extension in {"in", "template", "tmpl", "dist", "example", "sample"} and "." in stem:
        return _find_by_extension(stem) or _BY_EXTENSION.get(extension)
    return _BY_EXTENSION.get(extension)


def _find_by_prefix(file_name: str) -> str | None:
    """`Dockerfile.dev` and `Makefile.am` are named by what stands before the dot."""
    return _BY_FILE.get(file_name.partition(".")[0]) if "." in file_name.strip(".") else None


def _find_by_shebang(head: bytes) -> str | None:
    match = re.match(rb"\A#![ \t]*(\S+)(?:[ \t]+(?:-\S+[ \t]+)*(\S+))?", head)
    if match is None:
        return None
    program = match[1].rsplit(b"/", 1)[-1]
    if program == b"env" and match[2]:
        program = match[2].rsplit(b"/", 1)[-1]
    name = program.decode("ascii", "replace").lower()
    return _BY_INTERPRETER.get(name) or _BY_INTERPRETER.get(name.rstrip("0123456789."))
