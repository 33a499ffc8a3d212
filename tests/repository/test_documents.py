"""Documents: titled, reachable, with links that lead somewhere and commands that exist."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

import morrow
from tests.repository.sources import ROOT, text_files

DOCS = sorted((ROOT / "docs").rglob("*.md"))
FRONT = [ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY", "CHANGELOG")]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SCREENSHOT = "docs/images/visit.png"

# A letter in brackets keeps a pattern from finding itself.
FOREIGN = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\w.:/-])/[w]ork/",
        r"/[r]oot/",
        r"/tmp/[b](ash|rief)",
        r"sub-?[a]gent",
        r"\b[i]ssue #?\d",
    )
]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def without_code(text: str) -> str:
    return FENCE.sub("", text)


def title_complaint(text: str) -> str:
    """What is wrong with a document's title, or ''."""
    lines = without_code(text).splitlines()
    titles = [line for line in lines if line.startswith("# ")]
    if not lines or not lines[0].startswith("# "):
        return "does not begin with a title"
    if len(titles) > 1:
        return f"has {len(titles)} titles"
    return "title ends with a full stop" if titles[0].endswith(".") else ""


def dead_links(path: Path, text: str) -> list[str]:
    """Links to files that are not there.  Addresses and anchors are not followed."""
    targets = [*LINK.findall(without_code(text)), *(t for _, t in IMAGE.findall(text))]
    local = [t.partition("#")[0] for t in targets if "://" not in t and not t.startswith("#")]
    return [t for t in local if t and not (path.parent / t).exists()]


def commands(text: str) -> list[list[str]]:
    """The commands of the `sh` blocks, comments left out."""
    blocks = (body for language, body in FENCE.findall(text) if language == "sh")
    lines = (shlex.split(line, comments=True) for block in blocks for line in block.splitlines())
    return [words for words in lines if words]


def missing_commands(text: str) -> list[str]:
    """Commands of ours that do not exist: scripts by their file, `morrow` by its entry point."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ours = {f".venv/bin/{name}" for name in (*project["scripts"], "pytest", "python", "ruff")}
    programs = [words[0] for words in commands(text)]
    return [
        program
        for program in programs
        if (program.startswith(".venv/") and program not in ours)
        or (program.startswith("script/") and not (ROOT / program).is_file())
    ]


def missing_paths(text: str) -> list[str]:
    """Files and folders named in backticks that are not there.  CAPITALS stand for a choice."""
    named = re.findall(r"`([a-z_.]+/[A-Za-z_./-]*)`", without_code(text))
    fixed = [name for name in named if not re.search(r"[A-Z]{2}", name) or name.endswith(".md")]
    homes = (ROOT, ROOT / "src" / "morrow", ROOT / "docs")
    return [name for name in fixed if not any((home / name).exists() for home in homes)]


def foreign_words(text: str) -> list[str]:
    """What tells of the machine or the hands that typed, and not of the project."""
    return [match[0] for pattern in FOREIGN for match in pattern.finditer(text)]


@pytest.mark.parametrize("path", [*FRONT, *DOCS], ids=relative)
def test_a_document_has_one_title_and_live_links(path: Path) -> None:
    text = path.read_text("utf-8")
    assert title_complaint(text) == ""
    assert dead_links(path, text) == []


@pytest.mark.parametrize("path", [*FRONT, *DOCS], ids=relative)
def test_a_command_in_a_document_exists(path: Path) -> None:
    assert missing_commands(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", [*FRONT, *DOCS], ids=relative)
def test_a_path_in_a_document_exists(path: Path) -> None:
    assert missing_paths(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", DOCS, ids=relative)
def test_a_document_is_reachable_from_the_index_of_its_folder(path: Path) -> None:
    index = ROOT / "docs" / "README.md"
    if path == index:
        return
    text = index.read_text("utf-8")
    folder = path.parent / "README.md"
    if folder.exists() and folder != index:
        assert relative(folder).removeprefix("docs/") in text
        assert path == folder or f"]({path.name})" in folder.read_text("utf-8")
    else:
        assert f"]({relative(path).removeprefix('docs/')})" in text


def test_the_changelog_has_the_current_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == morrow.__version__
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(morrow.__version__)}\b", changelog, re.MULTILINE)


def test_the_first_screen_of_the_readme_says_what_it_is_and_how_to_start() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()[:30]
    screen = "\n".join(lines)
    assert "runs an IV ketamine service for depression" in screen
    assert {"script/demo", "script/test"} <= {line.split(" ")[0] for line in lines}
    assert "Not a medical device" in "\n".join(lines)
    assert "bedside monitor stays the primary alarm" in screen


def test_the_readme_shows_the_screenshot_once_there_is_one() -> None:
    images = {target: text for text, target in IMAGE.findall((ROOT / "README.md").read_text())}
    assert (SCREENSHOT in images) == (ROOT / SCREENSHOT).exists()
    assert all(images.values()), "an image without words for those who do not see it"


@pytest.mark.parametrize("path", DECISIONS, ids=relative)
def test_a_decision_says_what_why_and_what_lost(path: Path) -> None:
    text = path.read_text("utf-8")
    number = path.name[:4]
    assert text.startswith(f"# {number} ")
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["## Decision", "## Why", "## What lost"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(p.name[:4]) for p in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_repository_speaks_of_the_project_alone() -> None:
    found = {
        relative(path): words
        for path in text_files()
        if (words := foreign_words(path.read_text("utf-8")))
    }
    assert found == {}


# ── each of these can fail ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["", "No title\n", "# One\n# Two\n", "# Ends so.\n"])
def test_a_bad_title_is_found(text: str) -> None:
    assert title_complaint(text)


def test_a_comment_in_a_code_block_is_no_title() -> None:
    assert title_complaint("# One\n```sh\n# two\n```\n") == ""


def test_a_dead_link_and_a_dead_image_are_found() -> None:
    text = "[a](nowhere.md) [b](README.md#x) ![c](no.png) [d](https://example.org)"
    assert dead_links(ROOT / "README.md", text) == ["nowhere.md", "no.png"]


def test_a_command_that_does_not_exist_is_found() -> None:
    text = "```sh\nscript/nothing --fast  # comment\n.venv/bin/nothing\nscript/test\n```\n"
    assert missing_commands(text) == ["script/nothing", ".venv/bin/nothing"]


def test_a_path_that_does_not_exist_is_found() -> None:
    text = "`src/morrow/nowhere.py` `care/` `care/nothing/` `src/morrow/care/scales/SCALE.py`"
    assert missing_paths(text) == ["src/morrow/nowhere.py", "care/nothing/"]


@pytest.mark.parametrize(
    "words",
    [("see /", "work/x"), ("a sub", "agent"), ("closes is", "sue 12"), ("/tmp/", "bash_jobs")],
)
def test_a_word_about_the_workplace_is_found(words: tuple[str, str]) -> None:
    assert foreign_words("".join(words))


@pytest.mark.parametrize("text", ["a/work/around", "issue a warning", "the root user"])
def test_an_ordinary_word_is_not(text: str) -> None:
    assert not foreign_words(text)
