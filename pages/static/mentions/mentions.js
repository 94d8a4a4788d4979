/* The text of a plan with its names. Everything is shown by textContent: no string of the text can act. */
(function () {
  "use strict";

  var box = document.getElementById("text");
  var state = { digest: "", scrolled: "", spans: {} };

  function tell(type, data) {
    window.parent.postMessage(Object.assign({ isStreamlitMessage: true, type: type }, data), "*");
  }

  function send(value) {
    value.n = Date.now() + Math.random();
    tell("streamlit:setComponentValue", { value: value, dataType: "json" });
  }

  function piece(part) {
    if (part.length === 1) { return document.createTextNode(part[0]); }
    var span = document.createElement("span");
    span.className = "m " + part[2];
    span.textContent = part[0];
    span.title = part[3];
    span.dataset.i = part[1];
    (state.spans[part[1]] = state.spans[part[1]] || []).push(span);
    return span;
  }

  function build(lines) {
    var top = box.scrollTop;
    state.spans = {};
    var all = document.createDocumentFragment();
    lines.forEach(function (line) {
      var row = document.createElement("div");
      row.className = line.h ? "line head" : "line";
      line.p.forEach(function (part) { row.appendChild(piece(part)); });
      all.appendChild(row);
    });
    box.replaceChildren(all);
    box.scrollTop = top;
  }

  function mark(name, indices) {
    box.querySelectorAll("." + name).forEach(function (span) { span.classList.remove(name); });
    indices.forEach(function (i) {
      (state.spans[i] || []).forEach(function (span) { span.classList.add(name); });
    });
  }

  function light(range) {
    box.querySelectorAll(".lit").forEach(function (row) { row.classList.remove("lit"); });
    if (!range) { return null; }
    for (var i = range[0]; i <= range[1] && i < box.children.length; i += 1) { box.children[i].classList.add("lit"); }
    return box.children[range[0]] || null;
  }

  // scrollIntoView would move the whole page too. Lines out of sight have an assumed height: look again while they are laid out.
  function bring(goal, frames) {
    box.scrollTop += goal.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
    if (frames > 0) { requestAnimationFrame(function () { bring(goal, frames - 1); }); }
  }

  function render(args) {
    box.style.height = args.height + "px";
    tell("streamlit:setFrameHeight", { height: args.height + 2 });
    box.setAttribute("aria-label", args.label);
    if (args.digest !== state.digest) { build(args.lines); state.digest = args.digest; }
    mark("same", args.same);
    mark("now", args.now >= 0 ? [args.now] : []);
    var row = light(args.lit);
    if (args.scroll !== state.scrolled) {
      state.scrolled = args.scroll;
      var goal = row || (state.spans[args.now] || [])[0];
      if (goal) { bring(goal, 15); }
    }
  }

  box.addEventListener("click", function (event) {
    var span = event.target.closest ? event.target.closest(".m") : null;
    if (span) { send({ what: "mention", i: Number(span.dataset.i) }); }
  });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[asxnbASXNB]$/.test(event.key)) { return; }
    event.preventDefault();
    send({ what: "key", key: event.key.toLowerCase() });
  });

  window.addEventListener("message", function (event) {
    if (event.source === window.parent && event.data && event.data.type === "streamlit:render") { render(event.data.args); }
  });
  tell("streamlit:componentReady", { apiVersion: 1 });
}());
