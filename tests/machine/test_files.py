"""What is committed for the machine: one line of help a target, locks with hashes, and nobody's address."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from dev.paths import ROOT


def committed():
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not {".venv", ".state"} & set(path.parts)]


def locked(name):
    text = (ROOT / name).read_text()
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==(\S+)", text, re.M)), text


def test_no_committed_file_names_the_address_of_a_package_registry():
    # In pieces, so that this file is not the one that is found.
    hosts = ["pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "npmjs" + ".org", "deb.debian" + ".org"]
    hosts += [
        "registry." + "yarnpkg",
        "unpkg" + ".com",
        "cdn.jsdelivr" + ".net",
        "--index" + "-url",
        "artifact" + "ory",
    ]
    found = {}
    for path in committed():
        text = path.read_bytes()
        if named := [host for host in hosts if host.encode() in text]:
            found[str(path.relative_to(ROOT))] = named
    assert found == {}


@pytest.mark.parametrize("name", ["base.lock", "dev.lock"])
def test_a_lock_gives_every_package_a_hash_and_no_address(name):
    _, text = locked(name)
    requirements = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert [item for item in requirements if "--hash=sha256:" not in item] == []
    assert "://" not in text


def test_the_locks_follow_pyproject_and_each_other():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    base, _ = locked("base.lock")
    dev, _ = locked("dev.lock")
    assert {name: dev.get(name) for name in base} == base

    def names(requirements):
        return {re.match(r"[A-Za-z0-9._-]+", item).group().lower() for item in requirements}

    assert names(project["dependencies"]) - set(base) == set()
    assert names(project["optional-dependencies"]["dev"]) - set(dev) == set()


def test_help_has_a_line_for_every_target():
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.M).group(1).split()
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = [line.split(maxsplit=2) for line in told.splitlines()]
    assert [target for _, target, _ in lines] == targets


def test_containers_make_the_database_with_the_same_words_as_the_machine_does():
    from dev.servers import INITDB

    compose = (ROOT / "docker-compose.yml").read_text()
    words = re.search(r"POSTGRES_INITDB_ARGS: (.*)", compose).group(1).split()
    assert words == [word for word in INITDB if word in words]
    assert "--builtin-locale=C.UTF-8" in words


def test_containers_and_the_machine_ask_for_the_same_pango():
    from dev.system import PANGO

    assert " ".join(PANGO) in (ROOT / "Dockerfile").read_text()


def test_the_proxy_overwrites_the_moment_of_arrival_and_the_portal_behind_it_believes_it():
    assert 'proxy_set_header X-Request-Start "t=${msec}";' in (ROOT / "docker/nginx.conf.template").read_text()
    compose = (ROOT / "docker-compose.yml").read_text()
    assert 'TRUST_REQUEST_START: "1"' in compose
    # Nobody reaches the web past the proxy: only the proxy opens a port.
    assert compose.count("ports:") == 1


def test_the_machine_imports_nothing_that_has_to_be_installed_first():
    imported = set()
    for file in (ROOT / "dev").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module.partition(".")[0])
    assert imported - set(sys.stdlib_module_names) == {"dev"}
