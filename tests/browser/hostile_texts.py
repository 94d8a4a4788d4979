"""Texts that would run if any of them reached HTML, a template literal or a script."""

from __future__ import annotations

PAYLOADS = (
    '<img src=x onerror="window.top.hacked=1;window.hacked=1">',
    "${window.hacked=2}${window.top.hacked=2}",
    "`;window.hacked=3;window.top.hacked=3;`",
    "</script><script>window.hacked=4;window.top.hacked=4</script>",
    "');window.hacked=5;window.top.hacked=5;//",
    "\u2028window.hacked=6;window.top.hacked=6\u2029",
    "{{window.hacked=7}}{% raw %}{{'hacked'}}",
    '\\";window.hacked=8;window.top.hacked=8;//',
    "javascript:window.top.hacked=9",
    "map_div_div_0 _2030 feature_group",
)
