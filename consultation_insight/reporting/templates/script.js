(function () {
  "use strict";
  function open(target) {
    for (var node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
  }
  var finders = [];
  function finder(form) {
    var rows = form.nextElementSibling.querySelector("tbody").rows;
    var search = form.querySelector("input"), status = form.querySelector("[role=status]");
    var selects = form.querySelectorAll("select"), words = null, waiting = 0;
    function fits(row, select) {
      if (!select.value) return true;
      var cell = row.cells[select.dataset.column];
      if (cell.className !== "t") return cell.textContent === select.value;
      return Array.prototype.some.call(cell.children, function (link) {
        return link.dataset.theme === select.value;
      });
    }
    function apply() {
      var sought = search.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
      words = words || Array.prototype.map.call(rows, function (row) {
        return row.textContent.toLowerCase();
      });
      for (var n = 0; n < rows.length; n++) {
        var fit = sought.every(function (word) { return words[n].indexOf(word) >= 0; });
        for (var s = 0; fit && s < selects.length; s++) fit = fits(rows[n], selects[s]);
        rows[n].hidden = !fit;
        shown += fit ? 1 : 0;
      }
      status.textContent = form.dataset.said.replace("{shown}", shown.toLocaleString("en"))
        .replace("{all}", rows.length.toLocaleString("en"));
    }
    function clear() {
      search.value = "";
      selects.forEach(function (select) { select.value = ""; });
      apply();
    }
    search.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 150);
    });
    selects.forEach(function (select) { select.addEventListener("change", apply); });
    form.querySelector("button").addEventListener("click", function () { clear(); search.focus(); });
    form.hidden = false;
    apply();
    finders.push({ form: form, selects: selects, clear: clear, apply: apply });
  }
  document.querySelectorAll(".find").forEach(finder);
  function show(theme) {
    finders.forEach(function (one) {
      one.selects.forEach(function (select) {
        for (var n = 0; n < select.options.length; n++) {
          if (select.options[n].value !== theme) continue;
          one.clear();
          select.value = theme;
          one.apply();
          open(one.form);
          one.form.scrollIntoView();
          select.focus({ preventScroll: true });
          return;
        }
      });
    });
  }
  if (finders.length) document.querySelectorAll("[data-find]").forEach(function (button) {
    button.parentElement.hidden = false;
    button.addEventListener("click", function () { show(button.dataset.find); });
  });
  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id && document.getElementById(id);
    if (!target) return;
    if (target.hidden) finders.forEach(function (one) { one.clear(); });
    open(target);
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  reveal();
})();
