"""The page in Chromium: nothing sticks out, links open what is folded."""

import json
import re
import shutil
import subprocess

import pytest

from consultation_insight.reporting.blocks import Column, Fold, Table
from consultation_insight.reporting.content import build_report
from consultation_insight.reporting.html import render_html, render_snippet

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; see tests/tools/install.sh"),
]

#: Frames have the width of a phone, which a window of headless Chromium cannot have.
FRAMES = """<!doctype html><body>FRAMES<pre id="told"></pre><script>
const told = {}, frames = [...document.querySelectorAll("iframe")];
// Fires after all frames have loaded, however early the first of them was ready.
window.onload = () => frames.forEach(frame => {
  const page = frame.contentDocument, wide = page.documentElement.clientWidth;
  const out = [...page.querySelectorAll("body *")].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.right > wide + 1 && !e.closest(".scroll, .hidden, .skip");
  }).map(e => e.tagName + "." + e.className);
  const cut = [...page.querySelectorAll(".bars .value")].filter(e => e.scrollWidth > e.clientWidth + 1);
  told[frame.name] = {fits: page.documentElement.scrollWidth <= wide, out: out.slice(0, 5),
                      cut: cut.map(e => e.textContent), sections: page.querySelectorAll("section").length};
  if (Object.keys(told).length == frames.length)
    document.getElementById("told").textContent = JSON.stringify(told);
});
</script>"""


def dom(address, folder):
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", f"--user-data-dir={folder / 'profile'}",
            "--allow-file-access-from-files", "--virtual-time-budget=8000", "--dump-dom", address,
        ],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.stdout


def test_nothing_sticks_out_on_screens_and_phones(replies, survey, tmp_path):
    frames = []
    for name, analysis in (("replies", replies), ("survey", survey)):
        page = render_html(build_report(analysis))
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
        frames += [
            f'<iframe name="{name}-{width}" src="{name}.html" width="{width}" height="900"></iframe>'
            for width in (1280, 400, 320)
        ]
    page = tmp_path / "frames.html"
    page.write_text(FRAMES.replace("FRAMES", "".join(frames)), encoding="utf-8")
    told = re.search(r'<pre id="told">(.+?)</pre>', dom(page.as_uri(), tmp_path), re.DOTALL)
    results = json.loads(told.group(1))
    assert len(results) == 6
    for name, result in results.items():
        assert (name, result["fits"], result["out"], result["cut"]) == (name, True, [], [])
        assert result["sections"] > 8


def test_a_link_to_a_response_opens_the_folded_table(replies, tmp_path):
    page = tmp_path / "report.html"
    page.write_text(render_html(build_report(replies)), encoding="utf-8")
    assert "<details open" not in dom(page.as_uri(), tmp_path)
    assert "<details open" in dom(f"{page.as_uri()}#r-r10", tmp_path)


def test_lines_can_be_filtered_by_theme_and_searched(replies, tmp_path):
    html = render_html(build_report(replies))
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    act = """<script>
      document.querySelector("[data-find]").click();
      const told = [document.querySelector(".find [role=status]").textContent];
      document.querySelector(".find button").click();
      told.push(document.querySelector(".find [role=status]").textContent);
      const search = document.querySelector(".find input");
      search.value = "NUMBER 12."; search.dispatchEvent(new Event("input"));
      setTimeout(() => {
        told.push(document.querySelector(".find [role=status]").textContent);
        told.push([...document.querySelectorAll("tr[id]")].filter(row => !row.hidden).length);
        told.push(document.querySelector(".find").closest("details").open);
        document.body.dataset.told = JSON.stringify(told);
      }, 400);
    </script>"""
    page = tmp_path / "report.html"
    page.write_text(html.replace("</body>", f"{act}</body>"), encoding="utf-8")
    found = re.search(r'data-told="([^"]+)"', dom(page.as_uri(), tmp_path)).group(1)
    theme, everything, search, shown, is_open = json.loads(found.replace("&quot;", '"'))
    size = replies.tables["themes"].iloc[0]["n"]
    assert theme == f"{size} of 240 lines are shown"
    assert everything == "240 of 240 lines are shown"
    assert search.startswith(f"{shown} of 240") and 0 < shown < 5 and is_open


def test_a_click_on_a_heading_sorts_a_table_of_a_notebook(tmp_path):
    rows = (("b", 2, 0.1), ("a", 1204, None), ("c", 31, 0.004))
    columns = (Column("Name"), Column("Number", "number"), Column("Share", "share"))
    shown = render_snippet([Fold("3 rows", (Table("", columns, rows),), True)], title="T")
    order = """<pre id="told"></pre><script>
    const told = [], heads = document.querySelectorAll("thead th");
    function look() {
      told.push([...document.querySelectorAll("tbody tr")].map(r => r.cells[0].textContent).join(""));
    }
    for (const n of [1, 1, 0, 0, 2]) { heads[n].click(); look(); }
    heads[0].dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })); look();
    told.push(heads[0].getAttribute("aria-sort"), heads[2].getAttribute("aria-sort"));
    document.getElementById("told").textContent = told.join(" ");
    </script>"""
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><body>{shown}{order}", encoding="utf-8")
    told = re.search(r'id="told">([^<]*)<', dom(page.as_uri(), tmp_path)).group(1)
    assert told == "acb bca abc cba bca abc ascending none"
