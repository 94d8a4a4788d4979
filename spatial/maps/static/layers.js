/* Draw layers: symbols, strokes, hatches, hover texts and popups. Text from data reaches the page through textContent only. */
(function () {
  "use strict";

  var PANES = {
    tiles: 150, ground: 200, water: 210, outline: 220, area: 410, circle: 415, belt: 420, route: 430, axis: 440,
    place: 455, point: 460, highlight: 480, label: 650
  };
  var SVG_NS = "http://www.w3.org/2000/svg";

  function element(name, className, text) {
    var node = document.createElement(name);
    if (className) { node.className = className; }
    if (text !== undefined && text !== null) { node.textContent = String(text); }
    return node;
  }

  function polygon(x, y, r, corners, turn) {
    var path = "";
    for (var i = 0; i < corners; i++) {
      var angle = turn + 2 * Math.PI * i / corners;
      path += (i ? "L" : "M") + (x + r * Math.cos(angle)).toFixed(1) + "," + (y + r * Math.sin(angle)).toFixed(1);
    }
    return path + "z";
  }

  function round(x, y, r) {
    return "M" + (x - r) + "," + y + "a" + r + "," + r + " 0 1,0 " + 2 * r + ",0a" + r + "," + r + " 0 1,0 " + -2 * r + ",0z";
  }

  function star(x, y, r) {
    var path = "";
    for (var i = 0; i < 10; i++) {
      var reach = i % 2 ? r * 0.45 : r * 1.15;
      var angle = -Math.PI / 2 + Math.PI * i / 5;
      path += (i ? "L" : "M") + (x + reach * Math.cos(angle)).toFixed(1) + "," + (y + reach * Math.sin(angle)).toFixed(1);
    }
    return path + "z";
  }

  function scaled(points) {
    return function (x, y, r) {
      return "M" + points.map(function (p) { return (x + p[0] * r).toFixed(1) + "," + (y + p[1] * r).toFixed(1); }).join("L") + "z";
    };
  }

  var SYMBOLS = {
    disc: round,
    capital: function (x, y, r) { return round(x, y, r) + round(x, y, r * 0.72) + round(x, y, r * 0.36); },
    square: function (x, y, r) { return polygon(x, y, r * 1.15, 4, Math.PI / 4); },
    diamond: function (x, y, r) { return polygon(x, y, r * 1.1, 4, 0); },
    triangle: function (x, y, r) { return polygon(x, y, r * 1.1, 3, -Math.PI / 2); },
    triangle_down: function (x, y, r) { return polygon(x, y, r * 1.1, 3, Math.PI / 2); },
    pentagon: function (x, y, r) { return polygon(x, y, r * 1.05, 5, -Math.PI / 2); },
    hexagon: function (x, y, r) { return polygon(x, y, r, 6, 0); },
    star: star,
    cross: scaled([[-1, -0.6], [-0.6, -1], [0, -0.4], [0.6, -1], [1, -0.6], [0.4, 0], [1, 0.6], [0.6, 1], [0, 0.4], [-0.6, 1], [-1, 0.6], [-0.4, 0]]),
    bowtie: scaled([[-1.2, -0.9], [0, -0.15], [1.2, -0.9], [1.2, 0.9], [0, 0.15], [-1.2, 0.9]]),
    plane: scaled([[0, -1.3], [0.22, -0.9], [0.22, -0.3], [1.3, 0.35], [1.3, 0.65], [0.22, 0.3], [0.18, 0.85], [0.55, 1.15], [0.55, 1.35], [0, 1.2],
      [-0.55, 1.35], [-0.55, 1.15], [-0.18, 0.85], [-0.22, 0.3], [-1.3, 0.65], [-1.3, 0.35], [-0.22, -0.3], [-0.22, -0.9]]),
    anchor: scaled([[-0.15, -1.2], [0.15, -1.2], [0.15, -0.7], [0.6, -0.7], [0.6, -0.4], [0.15, -0.4], [0.15, 0.8], [0.75, 0.35], [0.6, 0.1], [1.2, 0],
      [1.2, 0.7], [0.95, 0.5], [0.4, 1.1], [0, 1.25], [-0.4, 1.1], [-0.95, 0.5], [-1.2, 0.7], [-1.2, 0], [-0.6, 0.1], [-0.75, 0.35],
      [-0.15, 0.8], [-0.15, -0.4], [-0.6, -0.4], [-0.6, -0.7], [-0.15, -0.7]])
  };

  var SymbolMarker = L.CircleMarker.extend({
    _updatePath: function () {
      var draw = SYMBOLS[this.options.symbol] || SYMBOLS.disc;
      this._renderer._setPath(this, this._empty() ? "M0 0" : draw(this._point.x, this._point.y, this._radius));
    }
  });

  function hatchLines(kind, color) {
    var shapes = {
      right: [["path", { d: "M-2,2L2,-2M0,10L10,0M8,12L12,8", stroke: color, "stroke-width": 1 }]],
      left: [["path", { d: "M-2,8L2,12M0,0L10,10M8,-2L12,2", stroke: color, "stroke-width": 1 }]],
      dots: [["circle", { cx: 2.5, cy: 2.5, r: 0.9, fill: color }], ["circle", { cx: 7.5, cy: 7.5, r: 0.9, fill: color }]]
    };
    return shapes[kind] || [];
  }

  function svgElement(name, attributes) {
    var node = document.createElementNS(SVG_NS, name);
    Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    return node;
  }

  /* A hatch is a pattern in one hidden drawing; its id holds only a checked kind and a checked colour. */
  function hatchId(kind, color) {
    if (!/^[a-z]+$/.test(kind) || !/^#[0-9A-Fa-f]{6}$/.test(color)) { return ""; }
    var id = "hatch-" + kind + "-" + color.slice(1);
    if (!document.getElementById(id)) {
      var host = svgElement("svg", { width: 0, height: 0, style: "position:absolute", "aria-hidden": "true" });
      var pattern = svgElement("pattern", { id: id, width: 10, height: 10, patternUnits: "userSpaceOnUse" });
      pattern.appendChild(svgElement("rect", { width: 10, height: 10, fill: color, "fill-opacity": 0.10 }));
      hatchLines(kind, color).forEach(function (shape) {
        shape[1]["stroke-opacity"] = 0.55;
        shape[1]["fill-opacity"] = 0.65;
        pattern.appendChild(svgElement(shape[0], shape[1]));
      });
      host.appendChild(pattern);
      document.body.appendChild(host);
    }
    return id;
  }

  function strokeOptions(style, index, className) {
    var stroke = style.strokes[index] || null;
    var hatch = style.hatch ? hatchId(style.hatch, style.fill) : "";
    return {
      pane: "spatial-" + style.pane,
      stroke: stroke !== null,
      color: stroke ? stroke[0] : undefined,
      weight: stroke ? stroke[1] : 0,
      dashArray: stroke && stroke[2] ? stroke[2] : null,
      opacity: stroke ? stroke[3] : 0,
      lineCap: style.shape === "line" && !(stroke && stroke[2]) ? "round" : "butt",
      fill: style.shape !== "line" && Boolean(style.fill),
      fillColor: hatch ? "url(#" + hatch + ")" : style.fill,
      fillOpacity: hatch ? 1 : style.fillOpacity,
      radius: style.size,
      symbol: style.symbol,
      className: className,
      smoothFactor: 1
    };
  }

  function symbolMaker(options) {
    return function (_, latlng) { return new SymbolMarker(latlng, options); };
  }

  /* Draw one feature: lines once per stroke (casing first), areas and points once. Returns its parts, the uppermost last. */
  function drawFeature(feature, style, interactive) {
    var count = style.shape === "line" ? style.strokes.length : 1;
    var parts = [];
    for (var i = 0; i < count; i++) {
      var top = i === count - 1;
      var options = strokeOptions(style, i, !interactive ? "spatial-ground" : top ? "spatial-feature" : "spatial-casing");
      options.interactive = interactive;
      parts.push(L.GeoJSON.geometryToLayer(feature, L.extend({ pointToLayer: symbolMaker(options) }, options)));
    }
    return parts;
  }

  function subtitle(properties, style) {
    return [style.title, properties.plan].filter(Boolean).join(" · ");
  }

  function tooltipContent(properties, style) {
    var box = element("div", "spatial-tip");
    box.appendChild(element("strong", "", properties.name));
    box.appendChild(element("span", "", subtitle(properties, style)));
    return box;
  }

  function popupContent(properties, style) {
    var box = element("div", "spatial-card");
    box.appendChild(element("strong", "", properties.name));
    box.appendChild(element("div", "spatial-card-kind", subtitle(properties, style)));
    (properties.rows || []).forEach(function (row) {
      var line = element("div", "spatial-card-row");
      line.appendChild(element("span", "spatial-card-label", row[0]));
      line.appendChild(element("span", "", row[1]));
      box.appendChild(line);
    });
    return box;
  }

  function listen(state, part, feature, style, layerId) {
    var properties = feature.properties;
    part.bindTooltip(function () { return tooltipContent(properties, style); }, { sticky: true, direction: "top", opacity: 1, className: "spatial-tooltip" });
    part.on("click", function (event) {
      L.DomEvent.stopPropagation(event);
      L.popup({ maxWidth: 300, autoPanPadding: [20, 20] }).setLatLng(event.latlng).setContent(popupContent(properties, style)).openOn(state.map);
      state.choose(layerId, properties.id, event.latlng);
    });
  }

  /* Make one drawn layer of a document's layer. */
  function drawLayer(state, layer, styles) {
    var group = L.layerGroup([]);
    group.byId = {};
    layer.features.forEach(function (feature) {
      var style = styles[feature.properties.style];
      var parts = drawFeature(feature, style, layer.interactive);
      parts.forEach(function (part) {
        if (layer.interactive) { listen(state, part, feature, style, layer.id); }
        group.addLayer(part);
      });
      var id = feature.properties.id;
      group.byId[id] = (group.byId[id] || []).concat(parts.slice(-1));
    });
    return group;
  }

  function addPanes(map) {
    Object.keys(PANES).forEach(function (name) {
      var pane = map.createPane("spatial-" + name);
      pane.style.zIndex = PANES[name];
      if (PANES[name] < 400 || name === "label") { pane.style.pointerEvents = "none"; }
    });
  }

  window.spatialLayers = {
    addPanes: addPanes, drawLayer: drawLayer, element: element, svgElement: svgElement, hatchId: hatchId, SYMBOLS: SYMBOLS,
    SymbolMarker: SymbolMarker, tooltipContent: tooltipContent, popupContent: popupContent
  };
})();
