(function () {
  "use strict";
  function text(row, column) {
    var cell = row.cells[column];
    return cell ? cell.textContent.trim() : "";
  }
  function number(said) {
    var plain = said.replace(/[,%<>\s]/g, "");
    return plain === "" ? NaN : Number(plain);
  }
  function sort(head) {
    var table = head.closest("table"), body = table.tBodies[0], column = head.cellIndex;
    var rows = Array.prototype.slice.call(body.rows);
    var told = rows.filter(function (row) { return text(row, column) !== "\u2013"; });
    var rest = rows.filter(function (row) { return text(row, column) === "\u2013"; });
    var numbers = told.every(function (row) { return !isNaN(number(text(row, column))); });
    // First numbers from the largest and words from the first; then the other way round.
    var now = head.getAttribute("aria-sort");
    var sign = now === "none" ? (numbers ? -1 : 1) : now === "ascending" ? -1 : 1;
    told.sort(function (one, two) {
      var a = text(one, column), b = text(two, column);
      return sign * (numbers ? number(a) - number(b) : a.localeCompare(b));
    });
    told.concat(rest).forEach(function (row) { body.appendChild(row); });
    Array.prototype.forEach.call(head.parentElement.cells, function (other) {
      other.setAttribute("aria-sort", "none");
    });
    head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
  }
  document.querySelectorAll(".ci-shown:not([data-sorts])").forEach(function (shown) {
    shown.dataset.sorts = "";
    shown.querySelectorAll("thead th").forEach(function (head) {
      if (head.closest("table").tBodies[0].rows.length < 2) return;
      head.tabIndex = 0;
      head.title = "Sort";
      head.setAttribute("aria-sort", "none");
      head.addEventListener("click", function () { sort(head); });
      head.addEventListener("keydown", function (event) {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort(head);
      });
    });
  });
})();
