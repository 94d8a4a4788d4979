/* Places and their names: a symbol by rank, a label where it fits, the more important first, never one upon another. */
(function () {
  "use strict";

  var kit = window.spatialLayers;
  var GAP = 3;
  var SAME = 16;
  var MANY = 400;

  function overlaps(a, b) {
    return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
  }

  function within(box, view) {
    return box[0] >= view[0] && box[1] >= view[1] && box[2] <= view[2] && box[3] <= view[3];
  }

  function free(box, taken) {
    for (var i = 0; i < taken.length; i++) {
      if (overlaps(box, taken[i])) { return false; }
    }
    return true;
  }

  /* A label of the layers that names a place as its own label does, or in short, takes its spot: one name, once. */
  function once(all, points) {
    var doubled = {};
    all.forEach(function (extra, i) {
      if (extra.tone !== "structure") { return; }
      all.forEach(function (place, k) {
        if (place.tone === "structure") { return; }
        var apart = points[i].distanceTo(points[k]);
        if ((place.text === extra.text && apart < SAME) || (place.text.indexOf(extra.text) === 0 && apart < 3)) {
          doubled[place.key] = true;
          extra.rank = Math.min(extra.rank, place.rank);
        }
      });
    });
    return all.filter(function (item) { return !doubled[item.key]; });
  }

  /* The symbols of the layers that are on: x, y, radius. */
  function symbols(state, map) {
    var found = [];
    Object.keys(state.drawn).forEach(function (id) {
      var group = state.drawn[id].group;
      if (!map.hasLayer(group)) { return; }
      Object.keys(group.byId || {}).forEach(function (key) {
        group.byId[key].forEach(function (part) {
          if (!part.getLatLng || !part.options.radius) { return; }
          var at = map.latLngToLayerPoint(part.getLatLng());
          found.push([at.x, at.y, part.options.radius]);
        });
      });
    });
    return found.length > MANY ? [] : found;
  }

  function squares(marks) {
    return marks.map(function (mark) { return [mark[0] - mark[2], mark[1] - mark[2], mark[0] + mark[2], mark[1] + mark[2]]; });
  }

  /* What stands over the map in the view: a name under a button or the source line cannot be read. */
  function controlBoxes(map) {
    var frame = map.getContainer().getBoundingClientRect();
    var origin = map.containerPointToLayerPoint([0, 0]);
    return Array.prototype.map.call(map.getContainer().querySelectorAll(".leaflet-control"), function (node) {
      var box = node.getBoundingClientRect();
      return [box.left - frame.left + origin.x, box.top - frame.top + origin.y, box.right - frame.left + origin.x, box.bottom - frame.top + origin.y];
    });
  }

  /* Where a label may stand around its symbol: right, left, above, below. */
  function positions(x, y, width, height, away) {
    return [
      [x + away, y - height / 2], [x - away - width, y - height / 2],
      [x - width / 2, y - away - height], [x - width / 2, y + away]
    ];
  }

  var Labels = L.Layer.extend({
    initialize: function (state) {
      this._state = state;
      this._items = [];
      this._extra = [];
      this._nodes = {};
      this._measure = document.createElement("canvas").getContext("2d");
      this._widths = {};
    },

    onAdd: function (map) {
      this._box = kit.element("div", "spatial-labels leaflet-zoom-hide");
      map.getPane("spatial-label").appendChild(this._box);
      map.on("moveend zoomend viewreset resize", this.update, this);
      this.update();
    },

    onRemove: function (map) {
      map.off("moveend zoomend viewreset resize", this.update, this);
      L.DomUtil.remove(this._box);
      this._nodes = {};
    },

    setItems: function (items) { this._items = items; this.update(); },
    setExtra: function (items) { this._extra = items; this.update(); },

    _width: function (item) {
      var key = item.tone + item.size + item.text;
      if (!(key in this._widths)) {
        this._measure.font = (item.bold ? "600 " : "") + item.size + "px 'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif";
        var apart = item.tone === "structure" ? 0.06 * item.size * item.text.length : 0;  // the letter-spacing of map.css
        this._widths[key] = Math.ceil(this._measure.measureText(item.text).width + apart) + 2;
      }
      return this._widths[key];
    },

    _node: function (item, point) {
      var node = this._nodes[item.key];
      if (!node) {
        node = kit.element("span", "spatial-label spatial-label-" + item.tone, item.text);
        node.style.fontSize = item.size + "px";
        if (item.bold) { node.style.fontWeight = "600"; }
        this._box.appendChild(node);
      }
      L.DomUtil.setPosition(node, L.point(Math.round(point[0]), Math.round(point[1])));
      return node;
    },

    /* Place what fits in the view at this zoom; the rest is taken away. */
    update: function () {
      var map = this._map;
      if (!map || !this._box) { return; }
      var zoom = map.getZoom();
      var bounds = map.getBounds().pad(0.05);
      var all = this._items.concat(this._extra).filter(function (item) {
        return zoom >= item.from && bounds.contains([item.lat, item.lon]);
      });
      var pixels = function (item) { return map.latLngToLayerPoint([item.lat, item.lon]); };
      all = once(all, all.map(pixels));
      all.sort(function (a, b) { return a.rank - b.rank || (a.key < b.key ? -1 : 1); });
      var points = all.map(pixels);
      var corner = map.containerPointToLayerPoint([0, 0]);
      var view = [corner.x, corner.y, corner.x + map.getSize().x, corner.y + map.getSize().y];
      var taken = all.map(function (item, i) {
        var r = item.radius;
        return r ? [points[i].x - r, points[i].y - r, points[i].x + r, points[i].y + r] : [0, 0, 0, 0];
      }).concat(controlBoxes(map));
      var kept = {};
      var marks = symbols(this._state, map);
      var around = squares(marks);
      all.forEach(function (item, i) {
        var spot = this._spot(item, points[i], taken, i, view, marks, around);
        if (spot) { kept[item.key] = this._node(item, spot); }
      }, this);
      Object.keys(this._nodes).forEach(function (key) {
        if (!kept[key]) { L.DomUtil.remove(this._nodes[key]); }
      }, this);
      this._nodes = kept;
    },

    /* A name is shown whole or not at all: neither on another one nor cut by the edge of the map; clear of symbols where it can be. */
    _spot: function (item, point, taken, own, view, marks, around) {
      var width = this._width(item);
      var height = item.size + 2;
      var under = marks.filter(function (mark) { return Math.abs(mark[0] - point.x) < 2 && Math.abs(mark[1] - point.y) < 2; });
      var radius = under.reduce(function (most, mark) { return Math.max(most, mark[2]); }, item.radius);
      var choices = item.radius
        ? positions(point.x, point.y, width, height, radius + GAP)
        : [[point.x - width / 2, point.y - height / 2]];
      var boxes = choices.map(function (at) { return [at[0], at[1], at[0] + width, at[1] + height]; });
      var mine = taken[own];
      taken[own] = [0, 0, 0, 0];
      var fit = boxes.filter(function (box) { return within(box, view) && free(box, taken); });
      taken[own] = mine;
      if (!fit.length) { return null; }
      var clear = fit.filter(function (box) { return free(box, around); });
      var box = clear[0] || fit[0];
      taken.push(box);
      return box;
    }
  });

  /* Symbols of the places whose rank is due at this zoom. */
  var Places = L.LayerGroup.extend({
    initialize: function (state, places) {
      L.LayerGroup.prototype.initialize.call(this, []);
      this._state = state;
      this._places = places;
      this._markers = {};
    },

    onAdd: function (map) {
      L.LayerGroup.prototype.onAdd.call(this, map);
      map.on("zoomend", this.update, this);
      this.update();
    },

    onRemove: function (map) {
      map.off("zoomend", this.update, this);
      L.LayerGroup.prototype.onRemove.call(this, map);
    },

    update: function () {
      var zoom = this._map.getZoom();
      this._places.forEach(function (place) {
        var shown = zoom >= place.symbolFrom;
        var marker = this._markers[place.id];
        if (shown && !marker) { marker = this._markers[place.id] = this._make(place); }
        if (marker && shown !== this.hasLayer(marker)) {
          if (shown) { this.addLayer(marker); } else { this.removeLayer(marker); }
        }
      }, this);
    },

    _make: function (place) {
      var state = this._state;
      var marker = new kit.SymbolMarker([place.lat, place.lon], {
        pane: "spatial-place", radius: place.radius, symbol: place.symbol, color: place.edge, weight: place.weight, opacity: 1,
        fillColor: place.fill, fillOpacity: 1, className: "spatial-place"
      });
      var properties = { id: place.id, name: place.name, plan: "", rows: place.rows };
      var style = { title: place.kind };
      marker.bindTooltip(function () { return kit.tooltipContent(properties, style); }, { direction: "top", opacity: 1, className: "spatial-tooltip" });
      marker.on("click", function (event) {
        L.DomEvent.stopPropagation(event);
        L.popup({ maxWidth: 300 }).setLatLng(event.latlng).setContent(kit.popupContent(properties, style)).openOn(state.map);
        state.choose("places", place.id, event.latlng);
      });
      return marker;
    }
  });

  function labelItem(place) {
    return {
      key: "p:" + place.id, text: place.name, lat: place.lat, lon: place.lon, rank: place.rank, from: place.labelFrom,
      size: place.size, bold: place.rank <= 1, tone: place.tone, radius: place.radius
    };
  }

  window.spatialLabels = { Labels: Labels, Places: Places, labelItem: labelItem };
})();
