"""JupyterLab in a real browser: its menu and its toolbar give the PDF of the open notebook."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pypdf
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Page, sync_playwright
from sound import faults

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab on loopback, with a token and nothing of the user's."""
    home = tmp_path_factory.mktemp("lab")
    output = new_output("stream", name="stdout", text="counted 2500 troops\n")
    cells = [new_markdown_cell("# A reader's notebook"), new_code_cell("1", outputs=[output])]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}  # or JupyterLab asks
    nbformat.write(new_notebook(cells=cells, metadata=kernel), home / "theirs.ipynb")
    token = secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
               f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
               f"--ServerApp.root_dir={home}", "--LabApp.news_url=None",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    with (home / "log.txt").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | own, stdout=log, stderr=log, cwd=home)
    try:
        base = f"http://127.0.0.1:{port}"
        _until_it_answers(f"{base}/api?token={token}", server, home / "log.txt")
        yield f"{base}/lab/tree/theirs.ipynb?token={token}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _until_it_answers(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                json.load(answer)
            return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.5)
    raise AssertionError(log.read_text())


@pytest.fixture
def opened(lab, tmp_path):
    """The notebook open in the browser, and a list that its downloads are added to."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=shutil.which("chromium"),
            args=list(QUIET),
            viewport={"width": 1400, "height": 900},
            accept_downloads=True,
        )
        downloads: list = []

        def watch(new: Page) -> None:
            new.on("download", lambda download: downloads.append(download))

        tab = context.pages[0]
        watch(tab)
        context.on("page", watch)  # JupyterLab downloads from a tab that it opens for it
        tab.set_default_timeout(60_000)
        tab.goto(lab)
        tab.get_by_role("heading", name="A reader's notebook").wait_for()
        yield tab, downloads
        context.close()


def _saved(tab: Page, downloads: list, target: Path) -> Path:
    for _ in range(120):
        if downloads:
            downloads[0].save_as(target)
            return target
        tab.wait_for_timeout(250)
    raise AssertionError("nothing was downloaded")


def _check(file: Path) -> None:
    assert faults(file.read_bytes()) == []
    pdf = pypdf.PdfReader(file)
    assert pdf.metadata.title == "A reader's notebook"
    assert "counted 2500 troops" in pdf.pages[0].extract_text()
    attached = json.loads(pdf.attachments["theirs.ipynb"][0])
    assert attached["cells"][0]["cell_type"] == "markdown"


def test_the_toolbar_button_saves_the_notebook_as_pdf(opened, tmp_path):
    tab, downloads = opened
    tab.locator(".jp-NotebookPanel-toolbar").get_by_text("PDF", exact=True).click()
    _check(_saved(tab, downloads, tmp_path / "a.pdf"))


def test_the_file_menu_saves_the_notebook_as_pdf(opened, tmp_path):
    tab, downloads = opened
    tab.get_by_role("menuitem", name="File", exact=True).click()
    tab.get_by_role("menuitem", name="Export as drawdown PDF").click()
    _check(_saved(tab, downloads, tmp_path / "b.pdf"))
