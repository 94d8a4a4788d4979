/* One map: open it with its ground, then show documents of layers on it; only what changed is drawn again. */
(function () {
  "use strict";

  var kit = window.spatialLayers;

  function stored(name) {
    try { return JSON.parse(sessionStorage.getItem("spatial:" + name) || "null"); } catch (error) { return null; }
  }

  function store(name, value) {
    try { sessionStorage.setItem("spatial:" + name, JSON.stringify(value)); } catch (error) { /* a full or closed store loses the view only */ }
  }

  function State(map, doc) {
    this.map = map;
    this.doc = doc;
    this.styles = doc.styles;
    this.shown = { layers: [], digest: "" };
    this.drawn = {};
    this.hidden = {};
    this.choices = 0;
    this.relay = new (L.Layer.extend({ onAdd: function () {}, onRemove: function () {} }))();
    this.lastView = "";
    this.zooming = false;
    this.next = null;
  }

  State.prototype.allLayers = function () {
    return this.shown.layers.concat(this.doc.layers);
  };

  State.prototype.visibleLayers = function () {
    var hidden = this.hidden;
    return this.allLayers().filter(function (layer) { return !hidden[layer.id]; });
  };

  /* Report one clicked feature to the application: its layer and id, and where it was clicked. */
  State.prototype.choose = function (layerId, id, latlng) {
    this.choices += 1;
    var at = latlng.wrap();
    var properties = { layer: layerId, id: id, at: [at.lng, at.lat], n: Date.now() + this.choices, zoom: this.map.getZoom(), center: [this.map.getCenter().lat, this.map.getCenter().lng] };
    this.relay.fire("click", { latlng: latlng, layer: { toGeoJSON: function () { return { type: "Feature", geometry: null, properties: properties }; } } });
    this.highlight(layerId, id);
  };

  State.prototype.highlight = function (layerId, id) {
    var drawn = this.drawn[layerId];
    if (this.marked) { this.map.removeLayer(this.marked); this.marked = null; }
    if (!drawn || !drawn.group.byId[id]) { return; }
    this.marked = L.layerGroup(drawn.group.byId[id].map(function (part) {
      var options = { pane: "spatial-highlight", interactive: false, color: "#D55E00", weight: 3, fill: false, opacity: 1, className: "spatial-highlight" };
      if (part instanceof L.Polygon) { return L.polygon(part.getLatLngs(), options); }
      if (part instanceof L.Polyline) { return L.polyline(part.getLatLngs(), L.extend(options, { weight: 6, opacity: 0.6 })); }
      return L.circleMarker(part.getLatLng(), L.extend(options, { radius: part.options.radius + 5 }));
    }));
    this.marked.addTo(this.map);
  };

  State.prototype.toggle = function (id, on) {
    this.hidden[id] = !on;
    store(this.doc.name + ":hidden", this.hidden);
    if (id === "places") { this.showPlaces(on); } else { this.put(id, on); }
    window.spatialControls.refresh(this);
  };

  State.prototype.put = function (id, on) {
    var drawn = this.drawn[id];
    if (!drawn) { return; }
    if (on) { drawn.group.addTo(this.map); } else { this.map.removeLayer(drawn.group); }
  };

  State.prototype.showPlaces = function (on) {
    if (on) { this.places.addTo(this.map); } else { this.map.removeLayer(this.places); }
    this.labels.setItems(on ? this.doc.places.map(window.spatialLabels.labelItem) : []);
  };

  State.prototype.draw = function (layer) {
    var old = this.drawn[layer.id];
    if (old && old.digest === layer.digest) { return; }
    if (old) { this.map.removeLayer(old.group); }
    var group = kit.drawLayer(this, layer, this.styles);
    this.drawn[layer.id] = { digest: layer.digest, group: group };
    if (!this.hidden[layer.id]) { group.addTo(this.map); }
  };

  State.prototype.drop = function (kept) {
    var state = this;
    this.shown.layers.forEach(function (layer) {
      if (!kept[layer.id] && state.drawn[layer.id]) {
        state.map.removeLayer(state.drawn[layer.id].group);
        delete state.drawn[layer.id];
      }
    });
  };

  /* Names that a document's own features ask for. */
  State.prototype.extraLabels = function () {
    var items = [];
    var hidden = this.hidden;
    this.shown.layers.forEach(function (layer) {
      if (hidden[layer.id]) { return; }
      layer.features.forEach(function (feature) {
        var at = feature.properties.label;
        if (at) {
          items.push({ key: "f:" + layer.id + ":" + feature.properties.id, text: feature.properties.name, lon: at[0], lat: at[1], rank: 2.5,
            from: at[2], size: 13, bold: true, tone: "structure", radius: at[3] || 0 });
        }
      });
    });
    return items;
  };

  State.prototype.show = function (doc) {
    this.styles = L.extend({}, this.doc.styles, doc.styles);
    var kept = {};
    doc.layers.forEach(function (layer) { kept[layer.id] = true; });
    this.drop(kept);
    this.shown = doc;
    doc.layers.forEach(this.draw, this);
    this.labels.setExtra(this.extraLabels());
    window.spatialControls.refresh(this);
    if (doc.view && doc.view.key !== this.lastView) {
      this.lastView = doc.view.key;
      this.look(doc.view, true);
    }
    if (doc.selected) { this.highlight(doc.selected[0], doc.selected[1]); }
  };

  /* Leaflet forgets a view asked for while it zooms: the last one asked for is gone to when the map has come to rest. */
  State.prototype.look = function (view, moving) {
    if (this.zooming) { this.next = view; return; }
    var bounds = L.latLngBounds([[view.bounds[1], view.bounds[0]], [view.bounds[3], view.bounds[2]]]);
    this.map.fitBounds(bounds, { padding: [6, 6], maxZoom: view.max_zoom || 11, animate: Boolean(moving) });
  };

  State.prototype.watchZoom = function () {
    this.map.on("zoomanim", function () { this.zooming = true; }, this);
    this.map.on("moveend", function () {
      var next = this.next;
      this.zooming = false;
      this.next = null;
      if (next) { this.look(next, true); }
    }, this);
  };

  State.prototype.reset = function () { this.look(this.doc.view, true); };

  State.prototype.say = function (text) {
    L.popup().setLatLng(this.map.getCenter()).setContent(kit.element("div", "", text)).openOn(this.map);
  };

  State.prototype.restore = function () {
    var view = stored(this.doc.name + ":view");
    this.hidden = stored(this.doc.name + ":hidden") || {};
    this.look(this.doc.view, false);
    if (view && view.home === JSON.stringify(this.doc.view)) { this.map.setView(view.center, view.zoom, { animate: false }); }
    this.map.on("moveend", function () {
      var center = this.map.getCenter();
      store(this.doc.name + ":view", { center: [center.lat, center.lng], zoom: this.map.getZoom(), home: JSON.stringify(this.doc.view) });
    }, this);
  };

  /* Maps with the same link name move together; a move that came from another map is not sent on. */
  function link(state) {
    if (!state.doc.linked || !window.BroadcastChannel) { return; }
    var channel = new BroadcastChannel("spatial:" + state.doc.linked);
    var following = false;
    channel.onmessage = function (event) {
      following = true;
      state.map.setView(event.data.center, event.data.zoom, { animate: false });
      following = false;
    };
    state.map.on("moveend", function () {
      var center = state.map.getCenter();
      if (!following) { channel.postMessage({ center: [center.lat, center.lng], zoom: state.map.getZoom() }); }
    });
  }

  function addTiles(map, tiles) {
    if (tiles) {
      tiles.forEach(function (tile) { L.tileLayer(tile.url, { pane: "spatial-tiles", subdomains: tile.subdomains, maxZoom: tile.max_zoom }).addTo(map); });
    }
  }

  function open(map, doc) {
    var state = new State(map, doc);
    map.spatial = state;
    kit.addPanes(map);
    state.watchZoom();
    state.restore();
    window.spatialControls.build(state);
    addTiles(map, doc.tiles);
    doc.layers.forEach(state.draw, state);
    state.relay.addTo(map);
    state.labels = new window.spatialLabels.Labels(state).addTo(map);
    state.places = new window.spatialLabels.Places(state, doc.places);
    state.showPlaces(!state.hidden.places);
    window.spatialControls.refresh(state);
    link(state);
    setTimeout(window.spatialLatest.catchUp, 0);
    return state;
  }

  /* Return an empty group, so that a host that removes and adds groups leaves the drawn layers alone. */
  function show(map, doc) {
    if (map.spatial) { map.spatial.show(doc); }
    return L.layerGroup([]);
  }

  window.spatialMap = { open: open, show: show, grounds: {} };
})();
