"""What the pages and the help say is what the program does."""

import re
import shlex

import pytest
import typer

from kg.cli.app import EXIT_CODES
from kg.errors import KgError
from kg.export import EXPORTERS
from kg.stores import DEFAULT
from tests.cli.conftest import ROOT
from tests.cli.test_commands import COMMANDS

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("docker/**/*.md"),
        *ROOT.glob("pipelines/**/*.md"),
    ]
)
# code between backticks, or a line of a block, that starts with the name of the program
CALLS = re.compile(r"`kg ([^`\n]+)`|^    (?:\w+=\S+ )?kg (.+)$", re.M)


PATHS = re.compile(r"`((?:kg|tests|docs|schema|pipelines|docker)/[\w./-]+)`|\]\(([\w./-]+)[)#]")


def subclasses(kind):
    return {kind}.union(*(subclasses(child) for child in kind.__subclasses__()))


def options(command):
    return {name for param in command.params for name in param.opts} | {"-h", "--help"}


def test_every_exit_code_is_explained():
    assert {0, 1, *(error.exit_code for error in subclasses(KgError))} == set(EXIT_CODES)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_and_option_says_what_it_is_for(name):
    command = COMMANDS[name]
    assert [
        param.name for param in command.params if not param.get_help_record(typer.Context(command))[1]
    ] == []


def test_help_lists_what_can_be_named():
    (form, *_), (uri, *_) = COMMANDS["export"].params, COMMANDS["load"].params
    assert set(re.findall(r"\w+", form.help)) >= set(EXPORTERS)
    assert set(re.findall(r"\w+", uri.help)) >= set(DEFAULT)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_pages_call_commands_and_options_that_there_are(page):
    for found in CALLS.finditer(page.read_text(encoding="utf-8")):
        call = re.split(r" #| [|&>]", found[1] or found[2])[0]
        words = shlex.split(call) if call.count("'") % 2 == 0 else call.split()
        if re.fullmatch(r"[a-z]+", words[0]) and words[0] != "help":
            assert words[0] in COMMANDS, call
            given = {word.partition("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)}
            assert given <= options(COMMANDS[words[0]]), call


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_are_calls_that_parse(name):
    _, _, example = COMMANDS[name].help.partition("Example:")
    program, _, call = re.sub(r" > .*", "", example.strip()).rpartition(f"kg {name}")
    assert re.fullmatch(r"(NEO4J_PASSWORD=… )?", program)
    COMMANDS[name].make_context(name, shlex.split(call))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_pages_name_files_that_there_are(page):
    named = [
        ROOT / found[1] if found[1] else page.parent / found[2]
        for found in PATHS.finditer(page.read_text(encoding="utf-8"))
    ]
    assert [path for path in named if not path.exists() and path.stem not in ("NAME", "FILE")] == []
