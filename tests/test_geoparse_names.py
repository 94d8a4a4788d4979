"""Tests of where a name begins and ends, and of names no dictionary holds. Sentences are written here."""

from __future__ import annotations

import pytest
from test_geoparse import ids, read


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("改造敦化站和长白山站。", ["敦化站", "长白山站"]),
        ("完善公共服务站点，建设加油站。", []),
        ("推进长白县铁路、公路前期工作。", ["长白县"]),
        ("建设四平市公路客运体系。", ["四平市"]),
        ("融入长春都市圈铁路网。", ["长春都市圈"]),
        ("沿G331国道布局驿站，改造G229沿线村屯。", ["G331国道", "G229"]),
        ("珲春段路面改造完成，白山段开工。", ["珲春段", "白山段"]),
        ("加快推进长春地铁1、2号线建设。", ["长春地铁1、2号线"]),
        ("形成内蒙古至吉林大能力铁路通道。", ["内蒙古至吉林大能力铁路通道"]),
        ("规划哈尔滨机场轻轨、大庆轻轨。", ["哈尔滨机场轻轨", "大庆轻轨"]),
        ("具有中国北方特色的城市。", ["中国北方"]),
        ("即四环高速公路和三环路。", ["四环高速公路", "三环路"]),
        ("建设京哈高铁绥中至承德段和本溪至集安高速公路桓仁至集安段。", ["京哈高铁绥中至承德段", "本溪至集安高速公路桓仁至集安段"]),
        ("境内有京哈、沈吉、长图、平齐4条铁路交汇。", ["京哈、沈吉、长图、平齐4条铁路"]),
        ("建设长春轨道交通6号线、7号线。", ["长春轨道交通6号线", "7号线"]),
        ("打造“长平公”半小时城市圈和“哈大齐”工业走廊。", ["“长平公”半小时城市圈", "“哈大齐”工业走廊"]),
        ("打造“大美白山”品牌。", ["白山"]),
        ("完善安图县城功能，推进吉林西站站房改造。", ["安图县城", "吉林西站"]),
        ("完善集安市、长白县口岸城市功能。", ["集安市", "长白县"]),
        ("与大连、合肥、承德交流，加强日照、东方红等研究。", ["大连", "合肥", "承德"]),
        ("推进新城新区、垦区工业园区和空心村屯建设，乡改镇。", []),
        ("江河众多、林田相间，设首末站、停靠站。", []),
        ("发展舒兰城镇组群、蛟河城镇组群。", ["舒兰城镇组群", "蛟河城镇组群"]),
    ],
)
def test_a_span_ends_where_the_name_ends(sentence: str, expected: list[str]) -> None:
    assert list(read(sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("经十六道沟、十七道沟，终点为十八道沟。", ["十六道沟", "十七道沟", "十八道沟"]),
        ("推进引嫩入白、哈达山、老龙口等水源工程。", ["引嫩入白", "哈达山", "老龙口"]),
        ("实施引松入榆工程和西部河湖连通工程。", ["引松入榆工程", "西部河湖连通工程"]),
        ("引人入胜的景观，引资入企。", []),
        ("推进绥芬河、亚布力、绥化机场新建。", ["绥芬河", "亚布力", "绥化机场"]),
        ("发展长春、生态农业、四平三大片区。", ["长春", "四平"]),
        ("东西连接长春、南北与四平呼应。", ["长春", "四平"]),
        ("该乡即密江乡，有密江河穿过。", ["密江乡", "密江河"]),
        ("新建花园水库、关门山水库和九龙水库。", ["花园水库", "关门山水库", "九龙水库"]),
        ("新建大型水库、中型水库和两座小型水库。", []),
        ("这条边境公路风光无限。", []),
        ("建设西部城镇组团，壮大中部城市群。", ["西部城镇组团", "中部城市群"]),
        ("支持湘鄂赣毗邻地区和陕甘宁革命老区合作。", ["湘鄂赣毗邻地区", "陕甘宁革命老区"]),
        ("强化滨江山水城市特色。", []),
    ],
)
def test_a_name_no_dictionary_holds_is_read_by_its_shape_or_its_list(sentence: str, expected: list[str]) -> None:
    assert list(read(sentence)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支持公主\n岭市发展。", ["公主\n岭市"]),
        ("支持松\n原市发展。", ["松\n原市"]),
        ("一、长春\n市政设施", ["长春"]),
        ("四平\n辽源\n城区", ["四平", "辽源"]),
        ("发展生态\n和龙市", ["和龙市"]),
    ],
)
def test_a_break_is_skipped_only_where_it_cuts_a_name_in_two(text: str, expected: list[str]) -> None:
    assert list(read(text)) == expected


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("选择九台市开展试点。", "九台市", "jiutai-qu"),
        ("支持扶余县发展。", "扶余县", "fuyu-shi"),
        ("与黑龙江省哈尔滨市、双城市共建示范区。", "双城市", "shuangcheng-qu"),
    ],
)
def test_a_unit_is_known_by_the_name_it_bore_then(sentence: str, text: str, expected: str) -> None:
    assert ids(read(sentence)[text]) == [expected]
