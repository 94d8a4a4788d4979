/* Keep the newest request to draw. streamlit-folium drops those that come while its scripts are loading; this one is loaded first and
   remembers the last, so that the map, once open, shows what was asked for last and not what was asked for first. */
(function () {
  "use strict";

  var EVENT = "streamlit:render";
  var newest = null;

  function host() {
    return window.Streamlit && window.Streamlit.events;
  }

  if (host()) {
    host().addEventListener(EVENT, function (event) { newest = event.detail; });
  }

  window.spatialLatest = {
    /* Ask again for the newest drawing when the one on the map is older. */
    catchUp: function () {
      var data = window.__GLOBAL_DATA__;
      if (newest && host() && data && data.last_feature_group !== newest.args.feature_group) {
        host().dispatchEvent(new CustomEvent(EVENT, { detail: newest }));
      }
    }
  };
})();
