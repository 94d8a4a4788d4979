"""Tell by what means a time is to be kept: on foot, by train, by road."""

from __future__ import annotations

import re

TRAVEL = re.compile("交通|出行|通勤|高铁|时空|直达")
BY = (
    ("service", re.compile("快递|配送|物流|救援|急救|应急|救护|出警|通关|办结|医疗|就医")),
    ("walk", re.compile("生活圈|健身圈|便民|养老|阅读|步行|骑行|慢行|服务圈|公园")),
    ("air", re.compile("飞机|航班|空中|直飞|民航|航空|飞行")),
    ("rail", re.compile("高铁|动车|列车|铁路|客专|城际(?!公交|公路|客运)|火车")),
    ("transit", re.compile("公交|地铁|轻轨|轨道交通|客运班线|大巴|巴士")),
    ("road", re.compile("公路|高速|自驾|驾车|开车|汽车")),
)


def means(words: str) -> str:
    """Return by what a time is to be reached, empty where the words do not say."""
    return next((how for how, pattern in BY if pattern.search(words)), "")
