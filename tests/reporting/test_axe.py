"""axe-core finds nothing in the page: by day and by night, on a screen and on a phone."""

import itertools
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from consultation_insight.reporting import blocks as b
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.house import House
from consultation_insight.reporting.html import render_html
from consultation_insight.reporting.language import read_words
from consultation_insight.reporting.translating import dressed

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)  # fmt: skip
AXE = Path(__file__).parents[2] / ".cache" / "axe" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; see tests/tools/install.sh"),
    pytest.mark.skipif(not AXE.is_file(), reason="no axe-core here; see tests/tools/install.sh"),
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Frames have the width of a phone; all that is folded is opened, so that axe sees it.
FRAMES = """<!doctype html><body>FRAMES<pre id="told"></pre><script>
window.onload = async () => {
  const told = {};
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument;
    page.querySelectorAll("details").forEach(fold => { fold.open = true; });
    const result = await frame.contentWindow.axe.run(page, {runOnly: TAGS, resultTypes: ["violations"]});
    told[frame.name] = {
      passes: result.passes.length, dark: frame.contentWindow.matchMedia("(prefers-color-scheme: dark)").matches,
      wide: frame.contentWindow.innerWidth,
      found: result.violations.map(v => `${v.id}: ${v.nodes.length}: ${v.nodes[0].html.slice(0, 200)}`)};
  }
  document.getElementById("told").textContent = JSON.stringify(told);
};
</script>"""


def few_lines(report):
    """The page with the first lines of its data: axe measures the contrast of each cell."""
    lines = itertools.count()
    line = re.compile(r'<tr id="r-.*?</tr>', re.DOTALL)
    return line.sub(lambda found: found.group() if next(lines) < 20 else "", render_html(report))


def findings(pages, folder, *, dark):
    """What axe says of each page at each width."""
    frames = []
    for name, html in pages.items():
        # The page allows no script but its own: the copy that is looked at allows axe.
        copy = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
        script = f'<script src="{AXE.as_uri()}"></script>'
        (folder / f"{name}.html").write_text(copy.replace("</head>", f"{script}</head>"), encoding="utf-8")  # fmt: skip
        frames += [
            f'<iframe name="{name}-{width}" src="{name}.html" width="{width}" height="900"></iframe>'
            for width in (1280, 400)
        ]
    page = folder / "frames.html"
    text = FRAMES.replace("FRAMES", "".join(frames)).replace("TAGS", json.dumps(TAGS))
    page.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", f"--user-data-dir={folder / 'profile'}",
            "--allow-file-access-from-files", f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            "--virtual-time-budget=60000", "--window-size=1300,900", "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    told = re.search(r'<pre id="told">(.+?)</pre>', done.stdout, re.DOTALL)
    assert told, done.stderr[-500:]
    return json.loads(told.group(1))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(replies, survey, tmp_path, dark):
    welsh = dressed(build_report(survey), House(words=read_words("cy")))
    wide = "<svg role='img' width='900' height='40'><title>Wide</title><rect width='900' height='40'/></svg>"
    picture = b.Section("picture", "Picture", "Picture", (b.Picture(wide),))
    english = build_report(replies)
    english = replace(english, sections=(*english.sections, picture))
    pages = {"replies": few_lines(english), "survey": few_lines(welsh)}
    told = findings(pages, tmp_path, dark=dark)
    assert len(told) == 4
    for name, result in told.items():
        assert (name, result["found"]) == (name, [])
        assert result["passes"] > 20 and result["dark"] == dark


def test_axe_would_say_what_is_wrong(tmp_path):
    html = '<html lang="en"><head><title>t</title></head><body><main><h1>x</h1><img src="x"></main></body></html>'
    told = findings({"bad": html}, tmp_path, dark=False)
    assert any(found.startswith("image-alt") for found in told["bad-400"]["found"])
