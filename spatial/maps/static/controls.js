/* What stands around the map: layer control, legend of what is on, scale, north, reset, full screen, source line. */
(function () {
  "use strict";

  var kit = window.spatialLayers;
  var element = kit.element;

  var WIDE = 720;
  var MEDIUM = 600;
  var LARGE_SHARE = 0.5;
  var SMALL_SHARE = 0.35;

  function panel(position, className, build) {
    var Panel = L.Control.extend({
      options: { position: position },
      onAdd: function () {
        var box = element("div", className);
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        build(box);
        return box;
      }
    });
    return new Panel();
  }

  function button(path, title, action) {
    var node = element("button", "spatial-button");
    var svg = kit.svgElement("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" });
    svg.appendChild(kit.svgElement("path", { d: path, fill: "none", stroke: "#333", "stroke-width": 1.8 }));
    node.appendChild(svg);
    node.type = "button";
    node.title = title;
    node.setAttribute("aria-label", title);
    node.addEventListener("click", action);
    return node;
  }

  function isFull() {
    return Boolean(document.fullscreenElement);
  }

  function toggleFull(state) {
    if (isFull()) { document.exitFullscreen(); return; }
    if (document.documentElement.requestFullscreen) {
      document.documentElement.requestFullscreen().catch(function () { state.say(state.doc.words.no_fullscreen); });
    }
  }

  function addButtons(state) {
    var words = state.doc.words;
    panel("topleft", "spatial-buttons leaflet-bar", function (box) {
      box.appendChild(button("M3,9L10,3L17,9M5,8V17H15V8M10,17V12", words.reset, function () { state.reset(); }));
      box.appendChild(button("M3,8V3H8M12,3H17V8M17,12V17H12M8,17H3V12", words.fullscreen, function () { toggleFull(state); }));
    }).addTo(state.map);
    L.control.zoom({ position: "topleft", zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(state.map);
    document.addEventListener("fullscreenchange", function () {
      document.documentElement.classList.toggle("spatial-full", isFull());
      setTimeout(function () { state.map.invalidateSize(); }, 80);
    });
  }

  function addNorth(state) {
    panel("topright", "spatial-north", function (box) {
      var svg = kit.svgElement("svg", { viewBox: "0 0 20 30", width: 20, height: 30, role: "img", "aria-label": state.doc.words.north });
      svg.appendChild(kit.svgElement("path", { d: "M10,1L16,20L10,16Z", fill: "#222" }));
      svg.appendChild(kit.svgElement("path", { d: "M10,1L4,20L10,16Z", fill: "#fff", stroke: "#222", "stroke-width": 0.8 }));
      var letter = kit.svgElement("text", { x: 10, y: 29, "text-anchor": "middle", "font-size": 9, fill: "#222" });
      letter.textContent = "N";
      svg.appendChild(letter);
      box.appendChild(svg);
    }).addTo(state.map);
  }

  function lineSample(svg, style) {
    style.strokes.forEach(function (stroke) {
      var line = kit.svgElement("line", { x1: 2, y1: 8, x2: 28, y2: 8, stroke: stroke[0], "stroke-width": Math.min(stroke[1], 9), "stroke-opacity": stroke[3] });
      if (stroke[2]) { line.setAttribute("stroke-dasharray", stroke[2]); }
      svg.appendChild(line);
    });
  }

  function shapeSample(svg, style) {
    var hatch = style.hatch ? kit.hatchId(style.hatch, style.fill) : "";
    var stroke = style.strokes[style.strokes.length - 1] || ["none", 0, "", 1];
    var draw = kit.SYMBOLS[style.symbol];
    var d = style.shape === "point" && draw ? draw(15, 8, Math.min(style.size, 6.5)) : "M4,2H26V14H4Z";
    var path = kit.svgElement("path", {
      d: d, fill: hatch ? "url(#" + hatch + ")" : style.fill || "none", "fill-opacity": hatch ? 1 : style.fillOpacity,
      stroke: stroke[0], "stroke-width": stroke[1], "fill-rule": "evenodd"
    });
    if (stroke[2]) { path.setAttribute("stroke-dasharray", stroke[2]); }
    svg.appendChild(path);
  }

  function sample(style) {
    var svg = kit.svgElement("svg", { width: 30, height: 16, "aria-hidden": "true", "class": "spatial-sample" });
    (style.shape === "line" ? lineSample : shapeSample)(svg, style);
    return svg;
  }

  function legendEntries(state) {
    var seen = {};
    var entries = [];
    state.visibleLayers().forEach(function (layer) {
      layer.features.forEach(function (feature) {
        var key = feature.properties.style;
        if (!seen[key] && !layer.quiet) {
          seen[key] = true;
          entries.push({ style: state.styles[key], title: layer.named ? layer.title : state.styles[key].title });
        }
      });
    });
    return entries;
  }

  function refreshLegend(state) {
    var box = state.legendBox;
    box.replaceChildren();
    legendEntries(state).forEach(function (entry) {
      var row = element("div", "spatial-legend-row");
      row.appendChild(sample(entry.style));
      row.appendChild(element("span", "", entry.title));
      box.appendChild(row);
    });
    if (!state.hidden["places"]) { placeRows(state, box); }
    if (!state.legendTouched) { openLegend(state, box.parentNode); }
  }

  /* Until the reader opens or closes it, the legend stands open where it leaves the map to be seen. */
  function openLegend(state, details) {
    var size = state.map.getSize();
    details.open = true;
    details.open = details.offsetHeight <= (size.x >= WIDE ? LARGE_SHARE : size.x >= MEDIUM ? SMALL_SHARE : 0) * size.y;
  }

  function placeSample(place, hollow) {
    return sample({
      shape: "point", strokes: [[place.edge, place.weight, "", 1]], fill: hollow ? "#FFFFFF" : place.fill, fillOpacity: 1,
      symbol: place.symbol, size: Math.min(place.radius, 5.5)
    });
  }

  function placeEntry(svg, text) {
    var item = element("span", "spatial-legend-place");
    item.appendChild(svg);
    item.appendChild(element("span", "", text));
    return item;
  }

  /* Only the ranks whose symbols are in view; hollow symbols are explained once. */
  function placeRows(state, box) {
    var zoom = state.map.getZoom();
    var bounds = state.map.getBounds();
    var seen = {};
    var hollow = null;
    var line = element("div", "spatial-legend-places");
    state.doc.places.slice().sort(function (a, b) { return a.rank - b.rank; }).forEach(function (place) {
      if (zoom < place.symbolFrom || !bounds.contains([place.lat, place.lon])) { return; }
      if (place.hollow) { hollow = hollow || place; return; }
      if (seen[place.legend]) { return; }
      seen[place.legend] = true;
      line.appendChild(placeEntry(placeSample(place, false), place.legend));
    });
    if (hollow) { line.appendChild(placeEntry(placeSample(hollow, true), state.doc.words.hollow)); }
    box.appendChild(line);
  }

  function checkbox(state, id, title, count) {
    var label = element("label", "spatial-switch");
    var input = document.createElement("input");
    input.type = "checkbox";
    input.checked = !state.hidden[id];
    input.dataset.layer = id;
    input.addEventListener("change", function () { state.toggle(id, input.checked); });
    label.appendChild(input);
    label.appendChild(element("span", "", count ? title + " (" + count + ")" : title));
    return label;
  }

  function refreshSwitches(state) {
    var box = state.switchBox;
    box.replaceChildren();
    var groups = {};
    var order = [];
    state.allLayers().forEach(function (layer) {
      if (!layer.group) { return; }
      if (!groups[layer.group]) { groups[layer.group] = []; order.push(layer.group); }
      groups[layer.group].push(checkbox(state, layer.id, layer.title, layer.counted ? layer.features.length : 0));
    });
    var ground = state.doc.words.ground;
    if (state.doc.places.length) {
      if (!groups[ground]) { groups[ground] = []; order.push(ground); }
      groups[ground].push(checkbox(state, "places", state.doc.words.places, 0));
    }
    order.forEach(function (name) {
      box.appendChild(element("div", "spatial-switch-group", name));
      groups[name].forEach(function (node) { box.appendChild(node); });
    });
  }

  function addSwitches(state) {
    panel("topright", "spatial-panel spatial-switches", function (box) {
      var details = document.createElement("details");
      details.appendChild(element("summary", "", state.doc.words.layers));
      state.switchBox = element("div", "spatial-switch-list");
      details.appendChild(state.switchBox);
      box.appendChild(details);
    }).addTo(state.map);
  }

  /* Names give way to what stands over the map; see labels.js. */
  function labelsAround(state) {
    if (state.labels) { state.labels.update(); }
  }

  function addLegend(state) {
    panel("bottomleft", "spatial-panel spatial-legend", function (box) {
      var details = document.createElement("details");
      details.addEventListener("toggle", function () { labelsAround(state); });
      var head = element("summary", "", state.doc.words.legend);
      head.addEventListener("click", function () { state.legendTouched = true; });
      details.appendChild(head);
      state.legendBox = element("div", "spatial-legend-list");
      details.appendChild(state.legendBox);
      box.appendChild(details);
    }).addTo(state.map);
    state.map.on("moveend", function () { refreshLegend(state); });
  }

  function addSource(state) {
    panel("bottomleft", "spatial-source", function (box) { state.sourceBox = box; }).addTo(state.map);
    L.control.scale({ imperial: false, maxWidth: 120, position: "bottomleft" }).addTo(state.map);
  }

  function refreshSource(state) {
    var lines = state.doc.sources.slice();
    state.visibleLayers().forEach(function (layer) {
      if (layer.source && lines.indexOf(layer.source) < 0) { lines.push(layer.source); }
    });
    state.sourceBox.textContent = lines.join(state.doc.words.separator);
  }

  window.spatialControls = {
    build: function (state) {
      addButtons(state);
      addNorth(state);
      addSwitches(state);
      addSource(state);
      addLegend(state);
    },
    refresh: function (state) {
      refreshSwitches(state);
      refreshLegend(state);
      refreshSource(state);
      labelsAround(state);
    }
  };
})();
