"""Tests of drafting structures, projects and claims from the phrases plans use."""

from __future__ import annotations

import pytest
from reading_texts import FOLDER, read_marked

from benchmarks.draft_scores import annotated, drafts_of, matched
from spatial.geoparse import ClaimDraft, ProjectDraft, Reading, StructureDraft, parse_text

JILIN = "吉林省方案，涉及长春市、吉林市、四平市、延边州。\n"


def read(text: str) -> Reading:
    return parse_text(JILIN + text)


def structure(reading: Reading, kind: str) -> StructureDraft:
    return next(draft for draft in reading.structures if draft.kind == kind)


def members(draft: StructureDraft | ClaimDraft | ProjectDraft) -> list[str]:
    listed = draft.places if isinstance(draft, ProjectDraft) else draft.members
    return [member.as_written for member in listed]


class TestStructures:
    def test_roles_are_kept(self) -> None:
        draft = structure(read("延边州构建以延吉市为核心，以敦化市、珲春市为两个发展极，以和龙市为重要支点的城镇布局。"), "role_assignment")
        assert [(one.as_written, one.role) for one in draft.members] == [
            ("延吉市", "核心"), ("敦化市", "两个发展极"), ("珲春市", "两个发展极"), ("和龙市", "重要支点"),
        ]  # fmt: skip

    def test_a_circle_covers_its_list(self) -> None:
        draft = structure(read("形成覆盖农安、九台、德惠的半小时经济圈。"), "economic_circle")
        assert members(draft) == ["农安", "九台", "德惠"]

    def test_a_circle_bears_the_name_of_its_centre_whatever_else_is_named(self) -> None:
        draft = structure(read("以长春市为核心，以四平市、辽源市为支点，建设覆盖农安、德惠的半小时经济圈。"), "economic_circle")
        assert draft.name == "长春市半小时经济圈"
        assert structure(read("以四平、辽源为支点，以长春为核心，形成经济走廊。"), "role_assignment").name == "以长春为核心"

    def test_an_axis_keeps_the_order_of_its_towns(self) -> None:
        draft = structure(read("哈大城镇发展轴：依托交通轴线，提升四平、公主岭、德惠等沿线城市功能。"), "axis")
        assert members(draft) == ["四平", "公主岭", "德惠"]
        assert draft.ordered

    def test_a_box_of_towns_is_a_list_of_towns(self) -> None:
        draft = structure(read("交通枢纽型。太平川镇、烟筒山镇、陶赖昭镇。"), "key_town_list")
        assert draft.name == "交通枢纽型"
        assert [one.place_id for one in draft.members] == ["taipingchuan-zhen", "yantongshan-zhen", "taolaizhao-zhen"]

    @pytest.mark.parametrize(
        "text", ["水利设施有待完善。石头口门水库、新立城水库、二龙山水库需要加固。", "共有园区3处。甲营园区、乙营园区、丙营园区。"]
    )
    def test_a_short_sentence_is_no_label_of_the_list_after_it(self, text: str) -> None:
        assert {draft.name for draft in read(text).structures} <= {
            "石头口门水库", "新立城水库", "二龙山水库", "甲营园区", "乙营园区", "丙营园区",
        }  # fmt: skip

    def test_words_that_lead_to_a_list_are_no_part_of_its_name(self) -> None:
        assert structure(read("近期重点发展以下小城镇。大岭镇、响水镇、合隆镇。"), "key_town_list").name == "小城镇"

    def test_a_new_town_keeps_its_planned_population(self) -> None:
        drafts = read("区域中心城市。辽源南部新城（10万人）、松原江南新区（12万人）。").structures
        found = {draft.name: draft.attributes.get("planned_population_wan") for draft in drafts if draft.kind == "new_town"}
        assert found == {"辽源南部新城": 10.0, "松原江南新区": 12.0}

    def test_merged_cities_are_a_pair(self) -> None:
        draft = structure(read("松原市实施松（原）前（郭）同城化。"), "integration_pair")
        assert [one.place_id for one in draft.members] == ["songyuan-shi", "qianguo-xian"]

    @pytest.mark.parametrize(
        ("text", "kind", "wanted"),
        [
            ("哈大城镇发展轴：依托京哈高速公路、长图铁路，串联四平、公主岭、德惠等城市。", "axis", ["四平", "公主岭", "德惠"]),
            ("东部城镇组团。由延吉、龙井、图们组成，推进延吉、龙井同城化。", "town_group", ["延吉", "龙井", "图们"]),
            ("支持松原市、白山市、通化市国家水利改革示范区建设。", "demonstration_zone", ["松原市", "白山市", "通化市"]),
            ("研究船营区和昌邑区对进式发展。", "integration_pair", ["船营区", "昌邑区"]),
            ("新建农安、柳河、石门等220千伏输变电工程。", "power", ["农安", "柳河", "石门"]),
            ("开展东辽河、饮马河、伊通河等中小支流的综合治理。", "water_project", ["东辽河", "饮马河", "伊通河"]),
            ("支持集安市创建国家葡萄产业发展示范区。", "demonstration_zone", ["集安市"]),
            ("敦化、扶余、大安作为次级中心城市承接产业。", "pivot_cities", ["敦化", "扶余", "大安"]),
        ],
    )
    def test_members_are_what_the_sentence_builds(self, text: str, kind: str, wanted: list[str]) -> None:
        drafts = [draft for draft in read(text).structures if draft.kind == kind]
        assert wanted in [members(draft) for draft in drafts]

    @pytest.mark.parametrize(
        ("text", "name", "kind", "wanted"),
        [
            (
                "长春都市圈以长春市主城区为极核，辐射带动九台、双阳、农安3个县（区）。",
                "长春都市圈",
                "metropolitan_area",
                ["长春市主城区", "九台", "双阳", "农安"],
            ),
            ("沿江城镇带西起集安、东至临江，串联长白、抚松等边境城镇。", "沿江城镇带", "belt", ["集安", "长白", "抚松", "临江"]),
            (
                "省级开发区3个：德惠经济开发区、农安经济开发区、榆树经济开发区。",
                "省级开发区",
                "functional_zone_set",
                ["德惠经济开发区", "农安经济开发区", "榆树经济开发区"],
            ),
            (
                "打造3个百亿级产业基地：长春汽车基地、通化医药基地、辽源纺织基地。",
                "百亿级产业基地",
                "industry_base",
                ["长春汽车基地", "通化医药基地", "辽源纺织基地"],
            ),
            ("碳纤维产业集群布局于吉林、辽源。", "碳纤维产业集群", "industry_base", ["吉林", "辽源"]),
            ("支持德惠、榆树、舒兰等县城建成现代化中小城市。", "现代化中小城市", "key_node_cities", ["德惠", "榆树", "舒兰"]),
            ("将集安打造为对朝开放桥头堡。", "集安功能定位", "city_role", ["集安"]),
            ("遴选东丰县、靖宇县开展城乡融合发展试点。", "城乡融合发展试点", "pilot_area", ["东丰县", "靖宇县"]),
            ("四平、辽源加快同城融合。", "四平、辽源加快同城融合", "integration_pair", ["四平", "辽源"]),
            ("松花江灌区。前郭灌区、扶余灌区。", "松花江灌区", "water_project", ["前郭灌区", "扶余灌区"]),
            ("以松花江、嫩江、图们江为廊道，筑牢东北生态安全格局。", "东北生态安全格局", "role_assignment", ["松花江", "嫩江", "图们江"]),
        ],
    )
    def test_more_ways_of_telling_a_structure(self, text: str, name: str, kind: str, wanted: list[str]) -> None:
        found = [(draft.name, draft.kind, members(draft)) for draft in read(text).structures]
        assert (name, kind, wanted) in found

    def test_a_heading_that_builds_a_branch_of_industry_has_the_cities_spoken_of_under_it(self) -> None:
        draft = structure(
            read("3.打造生物医药产业集群。\n以通化市为重点，推动敦化市、辽源市协作配套。\n4.发展旅游。\n白城市。"), "industry_base"
        )
        assert (draft.name, members(draft)) == ("生物医药产业集群", ["通化市", "敦化市", "辽源市"])

    def test_the_last_word_of_a_zone_alone_is_no_zone(self) -> None:
        assert not [draft for draft in read("支持高新区加快发展，推进长春高新区建设。").structures if draft.name == "高新区"]

    def test_the_pieces_of_a_pattern_keep_their_numbers(self) -> None:
        assert members(structure(read("形成“一干十一支”网架结构。"), "spatial_pattern")) == ["一干", "十一支"]

    def test_pairs_of_a_list_work_together_each_by_itself(self) -> None:
        found = [
            members(draft)
            for draft in read("支持四平与铁岭、白城与兴安盟共建产业合作园区。").structures
            if draft.kind == "cooperation_link"
        ]
        assert found == [["四平", "铁岭"], ["白城", "兴安盟"]]

    def test_a_label_over_roads_alone_names_no_zone(self) -> None:
        found = read("轨道上的经济区。长春至白城铁路、四平至松江河铁路加快建设。").structures
        assert not any(draft.kind == "functional_zone" for draft in found)

    def test_partners_of_one_city_are_one_cooperation(self) -> None:
        draft = structure(read("辽源市与净月区合作发展影视产业；与长春新区合作发展纺织产业。"), "cooperation_link")
        assert members(draft) == ["辽源市", "净月区", "长春新区"]

    def test_the_last_item_of_a_shared_name_is_no_structure_of_its_own(self) -> None:
        names = [draft.name for draft in read("推进松原市、白城市、大庆市经济协作区建设。").structures]
        assert names == ["经济协作区"]

    def test_a_partner_is_no_structure(self) -> None:
        drafts = read("通化市与中韩示范区合作发展医药产业。").structures
        assert [draft.kind for draft in drafts] == ["cooperation_link"]

    def test_a_zone_only_passed_by_is_no_structure_of_the_plan(self) -> None:
        drafts = read("做好与辽宁沿海经济带的衔接，参与沈阳经济区分工。").structures
        assert [draft.name for draft in drafts if draft.kind in {"belt", "functional_zone"}] == []

    @pytest.mark.parametrize(
        "text", ["建设以松原机场为核心的“一主两辅”机场群。增开货运航线。", "以长春市为核心，以四平市、辽源市为支点，推进发展。"]
    )
    def test_no_name_is_cut_in_its_middle(self, text: str) -> None:
        names = [draft.name for draft in read(text).structures]
        assert all("。" not in name and "，" not in name and name.count("“") == name.count("”") for name in names)

    def test_the_pieces_of_a_coined_pattern_are_kept(self) -> None:
        draft = structure(read("形成“两核三带、一环多点”城镇空间格局。"), "spatial_pattern")
        assert draft.name == "两核三带、一环多点城镇空间格局"
        assert members(draft) == ["两核", "三带", "一环", "多点"]
        assert not any("词典" in doubt for doubt in draft.doubts)

    def test_what_is_not_in_the_gazetteer_is_a_doubt(self) -> None:
        draft = structure(read("工业型。岔路河镇、大榆沟镇、明城镇。"), "key_town_list")
        assert "大榆沟镇" in draft.doubts[0]


class TestProjects:
    @pytest.mark.parametrize(
        ("text", "name", "action", "mode"),
        [
            ("新建东丰至双辽、榆树至松原等高速公路。", "榆树至松原", "新建", "road"),
            ("续建长春至双辽高速公路。", "长春至双辽高速公路", "续建", "road"),
            ("加快四平至松江河铁路前期工作。", "四平至松江河铁路", "前期工作", "rail"),
            ("实施平齐线电气化改造。", "平齐线", "电气化改造", "rail"),
            ("迁建延吉机场。", "延吉机场", "迁建", "air"),
        ],
    )
    def test_verb_route_and_mode(self, text: str, name: str, action: str, mode: str) -> None:
        draft = next(one for one in read(text).projects if one.name == name)
        assert (draft.action, draft.mode) == (action, mode)

    def test_a_number_in_full_width_figures_is_a_number_all_the_same(self) -> None:
        draft = read("改造Ｇ３０２珲阿线延吉至安图段。").projects[0]
        assert (draft.ref, draft.mode) == ("G302", "road")

    def test_ends_and_number(self) -> None:
        draft = read("扩建G1京哈高速拉林河至长春。").projects[0]
        assert draft.ref == "G1"
        assert members(draft)[-1] == "长春"

    @pytest.mark.parametrize(
        ("text", "name", "action", "mode", "ends"),
        [
            ("续建长春至双辽高速公路长春至大岭段。", "长春至双辽高速公路长春至大岭段", "续建", "road", ["长春", "大岭"]),
            ("新改建G203绥沈线松原至长岭、农安至德惠等项目。", "农安至德惠", "改建", "road", ["农安", "德惠"]),
            ("实施平齐线电气化改造，开展梅河口至集安铁路前期工作。", "梅河口至集安铁路", "前期工作", "rail", ["梅河口", "集安"]),
            ("新建松原至白城高速公路，长吉高速拓宽工程。", "长吉高速", "扩建", "road", ["长春市", "吉林市"]),
            ("续建长春地铁3、4号线。", "长春地铁4号线", "续建", "urban_rail", ["长春"]),
            ("建设临江、靖宇等通用机场。", "靖宇通用机场", "推进", "air", ["靖宇"]),
            (
                "建设白城、通化、辽源等区域综合客运枢纽。",
                "白城、通化、辽源区域综合客运枢纽",
                "推进",
                "hub",
                ["白城", "通化", "辽源"],
            ),
            ("改扩建长春龙嘉国际机场。", "长春龙嘉国际机场", "改建", "air", ["长春龙嘉国际机场"]),
            ("推进长岭屯到三岔口5.2公里三级公路建设。", "长岭屯到三岔口", "推进", "road", ["长岭屯", "三岔口"]),
            ("打通中朝开山屯至三峰铁路。", "中朝开山屯至三峰铁路", "建成", "rail", ["开山屯", "三峰"]),
            ("构建南坪至朝鲜清津国际运输通道。", "南坪至朝鲜清津国际运输通道", "推进", "road", ["南坪", "清津"]),
            ("重点推进俄罗斯扎鲁比诺港建设。", "俄罗斯扎鲁比诺港", "推进", "port", ["俄罗斯扎鲁比诺港"]),
            ("建设三合、开山屯国境桥。", "三合国境桥", "推进", "road", ["三合"]),
            ("省道长郑线双辽境内段12公里预计年底前建成通车。", "省道长郑线双辽境内段", "续建", "road", ["双辽"]),
            ("续建鹤大高速白山过境段。", "鹤大高速白山过境段", "续建", "road", ["白山"]),
            ("四平至松江河铁路、敦化至白河铁路全面施工。", "四平至松江河铁路", "推进", "rail", ["四平", "松江河"]),
            ("京哈高速长春至四平段由四车道扩至八车道。", "京哈高速长春至四平段", "扩建", "road", ["长春", "四平"]),
            ("长岭至双辽、镇赉至洮南高速公路列为储备项目。", "长岭至双辽", "前期工作", "road", ["长岭", "双辽"]),
            ("松原查干湖机场异地新建。", "松原查干湖机场", "迁建", "air", ["松原查干湖机场"]),
            ("在抚松、集安布局通用机场。", "抚松通用机场", "规划建设", "air", ["抚松"]),
            ("集安铁路大桥投用。", "集安铁路大桥", "建成", "rail", ["集安"]),
            ("开工长春至白城高铁松原至白城段。", "长春至白城高铁松原至白城段", "开工", "rail", ["松原", "白城"]),
            ("加固王营、石头口门两座大型水库。", "王营水库", "除险加固", "water", ["王营"]),
            ("通化三源浦机场动工。", "通化三源浦机场", "开工", "air", ["通化三源浦机场"]),
            ("完善路网，江湾大桥、龙潭大桥年内竣工。", "江湾大桥", "建成", "road", ["江湾大桥"]),
            ("建设四平、辽源2条输水干线。", "四平、辽源2条输水干线", "推进", "water", ["四平", "辽源"]),
            ("延吉西站综合换乘中心投入使用。", "延吉西站综合换乘中心", "建成", "hub", ["延吉西站综合换乘中心"]),
            ("长春市拓宽四环路，续建机场快速路。", "机场快速路", "续建", "road", ["长春市"]),
            ("续建长春地铁1号线，实施2号线东延、西延工程。", "长春地铁2号线西延", "扩建", "urban_rail", ["长春"]),
        ],
    )
    def test_stage_and_ends_are_those_of_the_stretch(self, text: str, name: str, action: str, mode: str, ends: list[str]) -> None:
        draft = next(one for one in read(text).projects if one.name == name)
        assert (draft.action, draft.mode, members(draft)) == (action, mode, ends)

    @pytest.mark.parametrize(
        "text",
        [
            "依托京哈高速公路、长图铁路发展物流业。",
            "长春市完善城市快速路，推进综合客运枢纽建设。",
            "建成通车后，长春至四平1小时到达，长春到吉林城际列车每日开行30对。",
            "构建以哈大线、珲乌线为主轴的城镇格局。",
            "打造东北亚物流枢纽，把吉林市改造为区域性交通枢纽。",
        ],
    )
    def test_what_a_city_only_stands_on_or_aims_at_is_no_project(self, text: str) -> None:
        assert read(text).projects == ()


class TestClaims:
    def find(self, text: str, kind: str) -> ClaimDraft:
        return next(claim for claim in read(text).claims if claim.kind == kind)

    def test_a_time_circle_has_minutes_and_members(self) -> None:
        claim = self.find("围绕长春市，形成覆盖农安、德惠的半小时经济圈。", "time_circle")
        assert claim.limit_minutes == 30
        assert members(claim) == ["农安", "德惠"]

    @pytest.mark.parametrize(
        ("text", "verdict"),
        [
            ("包括敦化、和龙、珲春等3个市城区。", "相符"),
            ("包括敦化、和龙、珲春、安图等3个市（县）城区。", "不符"),
            ("推进敦化、和龙等11个县（市）建设。", "只举例"),
        ],
    )
    def test_a_count_is_checked_against_its_list(self, text: str, verdict: str) -> None:
        assert verdict in self.find(text, "count").verdict

    def test_a_city_called_five_platforms_is_no_list_of_one(self) -> None:
        claim = self.find("用好长春市四大省级开放平台。", "count")
        assert (claim.members, claim.origin_ids) == ((), ("changchun-shi",))

    def test_a_count_of_two_apposed_cities_is_no_claim(self) -> None:
        assert [one for one in read("松原和白城两个大城市错位发展，长吉两市互通。").claims if one.kind == "count"] == []

    def test_a_count_is_checked_against_the_list_under_its_label(self) -> None:
        claim = self.find("（二）建设三个城镇组团。\n东部城镇组团。包括延吉、龙井、图们。\n西部城镇组团。包括白城、洮南。", "count")
        assert members(claim) == ["东部城镇组团", "西部城镇组团"]
        assert claim.verdict.endswith("不符")

    def test_both_circles_of_one_sentence_start_where_it_says(self) -> None:
        found = [one for one in read("依托四平、辽源作为门户，形成半小时和一小时通勤圈。").claims if one.kind == "time_circle"]
        assert [(one.limit_minutes, one.origin_ids) for one in found] == [
            (30, ("siping-shi", "liaoyuan-shi")), (60, ("siping-shi", "liaoyuan-shi")),
        ]  # fmt: skip

    def test_each_of_two_circles_covers_its_own_list(self) -> None:
        text = "长春市形成覆盖农安、德惠的半小时通勤圈和覆盖榆树、扶余的一小时经济圈。"
        found = [one for one in read(text).claims if one.kind == "time_circle"]
        assert [members(one) for one in found] == [["农安", "德惠"], ["榆树", "扶余"]]

    @pytest.mark.parametrize(
        ("text", "origin", "wanted"),
        [
            ("以长春为核心，以四平市为节点，以松原市为支点，打造半小时经济圈。", "changchun-shi", []),
            ("以长春市为核心，以四平市、辽源市为支点，建设覆盖农安、德惠的半小时经济圈。", "changchun-shi", ["农安", "德惠"]),
            ("建成长春1小时经济圈，覆盖公主岭、伊通、双阳。", "changchun-shi", ["公主岭", "伊通", "双阳"]),
            ("打造长春至吉林半小时通勤圈。", "changchun-shi", ["吉林"]),
            ("长春市与公主岭市半小时通勤圈基本形成。", "changchun-shi", ["公主岭市"]),
            ("从长春出发，1小时可达吉林、四平、松原。", "changchun-shi", ["吉林", "四平", "松原"]),
            ("吉林1小时可达蛟河、舒兰。", "jilin-shi", ["蛟河", "舒兰"]),
            ("四平、辽源1小时到长春。", "changchun-shi", ["四平", "辽源"]),
            ("以长春为中心，1小时通达四平、辽源。", "changchun-shi", ["四平", "辽源"]),
            ("建设长春至四平、辽源1小时通勤圈。", "changchun-shi", ["四平", "辽源"]),
            ("白山、通化至长春2小时。", "changchun-shi", ["白山", "通化"]),
            ("长春到松原、白城均在150分钟以内。", "changchun-shi", ["松原", "白城"]),
            ("长吉两市半小时互通。", "changchun-shi", ["吉林市"]),
            ("农安、德惠进入长春1小时经济圈。", "changchun-shi", ["农安", "德惠"]),
            ("长春市1小时经济圈包括农安、德惠、双阳。", "changchun-shi", ["农安", "德惠", "双阳"]),
        ],
    )
    def test_a_circle_is_drawn_around_its_centre_and_a_trip_starts_where_it_says(self, text: str, origin: str, wanted: list[str]) -> None:
        claim = self.find(text, "time_circle")
        assert (claim.origin_ids, members(claim)) == ((origin,), wanted)

    def test_each_of_the_circles_of_a_list_has_its_own_start(self) -> None:
        found = [one for one in read("加快形成长吉半小时、哈长1小时交通圈。").claims if one.kind == "time_circle"]
        assert [(one.limit_minutes, one.origin_ids, members(one)) for one in found] == [
            (30, ("changchun-shi",), ["吉林市"]), (60, ("haerbin-shi",), ["长春市"]),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "text",
        [
            "九台区、双阳区、农安县、伊通县4个县（区）为半小时通勤圈。",
            "四平、辽源、松原半小时经济圈。",
            "省内各市州之间3小时互通，长春至沈阳2小时可达。",
        ],
    )
    def test_a_list_that_makes_a_circle_has_no_start(self, text: str) -> None:
        assert self.find(text, "time_circle").origin_ids == ()

    def test_a_second_circle_is_drawn_around_the_centre_of_the_first(self) -> None:
        found = [one for one in read("形成长春至四平、辽源的1小时交通圈和至通化、白城的2小时交通圈。").claims if one.limit_minutes]
        assert [(one.origin_ids, members(one)) for one in found] == [
            (("changchun-shi",), ["四平", "辽源"]), (("changchun-shi",), ["通化", "白城"]),
        ]  # fmt: skip

    def test_times_given_one_by_one_are_those_of_the_places_one_by_one(self) -> None:
        found = read("长春至四平、白山、延吉分别在1小时、2小时、3小时内到达。").claims
        assert [(one.limit_minutes, members(one)) for one in found] == [(60, ["四平"]), (120, ["白山"]), (180, ["延吉"])]
        assert members(read("长春至四平、白山、延吉分别在1小时、2小时内到达。").claims[0]) == []

    def test_mileages_and_shares_are_claims(self) -> None:
        found = read("到2025年，全省高速公路通车里程达到5000公里，新增800公里，建制村硬化路通达率达到100%。").claims
        assert [(one.kind, one.value) for one in found] == [("length", 5000.0), ("length", 800.0), ("coverage", 100.0)]

    def test_what_is_reached_later_starts_where_the_first_trip_does(self) -> None:
        found = [one for one in read("长春1小时通达四平，2小时通达白山，3小时通达省内其他城市（白城除外）。").claims if one.limit_minutes]
        assert [(one.origin_ids, members(one)) for one in found] == [
            (("changchun-shi",), ["四平"]), (("changchun-shi",), ["白山"]), (("changchun-shi",), []),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "how"),
        [
            ("长春至延吉高铁2小时直达。", "rail"), ("打造15分钟社区生活圈。", "walk"), ("长春至北京空中2小时通达。", "air"),
            ("农安至长春公交1小时可达。", "transit"), ("长春至四平高速公路1小时到达。", "road"), ("长春至四平1小时可达。", None),
        ],
    )  # fmt: skip
    def test_a_time_keeps_by_what_it_is_to_be_reached(self, text: str, how: str | None) -> None:
        assert self.find(text, "time_circle").attributes.get("by") == how

    def test_a_second_trip_of_a_sentence_starts_where_the_first_does(self) -> None:
        found = [one for one in read("长春与沈阳2小时通达，与北京5小时通达。").claims if one.kind == "time_circle"]
        assert [(one.origin_ids, members(one)) for one in found] == [(("changchun-shi",), ["沈阳"]), (("changchun-shi",), ["北京"])]

    @pytest.mark.parametrize(
        ("text", "unit", "wanted"),
        [
            ("共3个镇：范家屯镇、合隆镇。", "镇", ["范家屯镇", "合隆镇"]),
            ("重点发展2个镇，分别是范家屯镇、合隆镇。", "镇", ["范家屯镇", "合隆镇"]),
            ("共3个镇：范家屯镇、合隆镇、向阳。", "镇", ["范家屯镇", "合隆镇", "向阳"]),
            ("共4个镇：范家屯镇、合隆镇、向阳。", "镇", []),
            ("公路口岸3个：圈河、沙坨子、长岭子。", "公路口岸", ["圈河", "沙坨子", "长岭子"]),
            (
                "打造3个百亿级产业基地：长春汽车基地、通化医药基地、辽源纺织基地。",
                "百亿级产业基地",
                ["长春汽车基地", "通化医药基地", "辽源纺织基地"],
            ),
            ("先行建设范家屯镇、合隆镇、卡伦镇三个。", "", ["范家屯镇", "合隆镇", "卡伦镇"]),
            ("加固石头口门水库、新立城水库等2座大中型病险水库。", "大中型病险水库", ["石头口门水库", "新立城水库"]),
            ("敦化等22个市（县）通高速公路。", "市（县）", ["敦化"]),
        ],
    )
    def test_a_count_is_held_against_the_list_that_follows_it(self, text: str, unit: str, wanted: list[str]) -> None:
        claim = self.find(text, "count")
        assert (claim.unit, members(claim)) == (unit, wanted)

    def test_a_node_of_a_circle_is_its_member(self) -> None:
        claim = self.find("专栏1：重要节点城市\n德惠。发展食品工业，建成长春半小时经济圈重要节点城市。", "time_circle")
        assert (claim.origin_ids, members(claim)) == (("changchun-shi",), ["德惠"])

    def test_a_trip_starts_at_its_first_end(self) -> None:
        claim = self.find("长春至松原、白城2小时可达。", "time_circle")
        assert (claim.limit_minutes, claim.origin_ids, members(claim)) == (120, ("changchun-shi",), ["松原", "白城"])

    def test_a_service_runs_between_the_two_cities_of_its_stations(self) -> None:
        claim = self.find("联通通化客运总站、白山客运总站，两地每天往来16个班次。", "service_frequency")
        assert (claim.origin_ids, members(claim), claim.value) == (("tonghua-shi",), ["白山"], 16)

    def test_each_net_that_covers_cities_of_a_size_is_a_claim(self) -> None:
        found = read("到2030年，高速公路和普通铁路覆盖10万以上人口城市。").claims
        assert [(one.attributes["network"], one.attributes["threshold_population"], one.horizon) for one in found] == [
            ("expressway", 100_000, 2030), ("conventional_rail", 100_000, 2030),
        ]  # fmt: skip

    def test_lengths_and_people(self) -> None:
        assert self.find("长春高压外环管线，全长92公里。", "length").value == 92
        claim = self.find("到2020年，长春市中心城区人口达到420万人。", "population")
        assert (claim.value, claim.horizon) == (420, 2020)

    def test_spans_are_spans_of_the_source(self) -> None:
        text, _ = read_marked("henan.txt")
        reading = parse_text(text)
        drafts = [*reading.structures, *reading.projects, *reading.claims]
        assert drafts
        assert all(0 <= draft.start < draft.end <= len(text) for draft in drafts)
        for draft in reading.structures:
            assert all(one.start >= 0 and one.end <= len(text) for one in draft.members)


# name, kind, members: what a person finds in tests/data/reading/henan.txt
HENAN = (
    ("中原城市群", "city_cluster", {"郑州市", "洛阳", "南阳", "许昌", "新乡", "焦作", "开封"}),
    ("郑开同城化示范区", "demonstration_zone", {"郑州市", "开封市"}),
    ("郑许一体化", "integration_pair", {"郑州市", "许昌市"}),
    ("一小时通勤圈", "economic_circle", {"开封", "新乡", "许昌", "焦作"}),
    ("京广发展轴", "axis", {"北京市", "广州市"}),
    ("重点镇", "key_town_list", {"回郭镇", "神垕镇", "竹林镇", "冢头镇"}),
)


def test_the_structures_of_another_province_are_found_with_their_members() -> None:
    text, _ = read_marked("henan.txt")
    drafts = {(draft.name, draft.kind): set(members(draft)) for draft in parse_text(text).structures}
    missing = [name for name, kind, wanted in HENAN if drafts.get((name, kind)) != wanted]
    assert missing == []


SHARES = {
    "guangxi": (0.9, 0.9, 0.9), "hebei": (0.9, 0.88, 0.9), "jiangsu": (0.9, 0.85, 0.9),
    "heilongjiang": (0.85, 0.85, 0.9), "sichuan": (0.78, 0.7, 0.75), "hubei": (0.65, 0.6, 0.8),
}  # fmt: skip


@pytest.mark.parametrize("name", SHARES)
@pytest.mark.parametrize(("what", "at"), [("structure", 0), ("project", 1), ("claim", 2)])
def test_the_drafts_of_annotated_passages_of_other_provinces_stay_found(name: str, what: str, at: int) -> None:
    folder = FOLDER / "plans"
    reading = parse_text((folder / f"{name}.txt").read_text(encoding="utf-8"))
    wanted = [one for one in annotated(folder / f"{name}.csv") if one.what == what]
    assert len(matched(wanted, list(drafts_of(reading, what)))) >= SHARES[name][at] * len(wanted)


def test_a_long_stretch_of_names_alone_defines_nothing() -> None:
    reading = parse_text("长春市吉林市四平市农安县" * 60 + "\n以长春市为核心、以四平市为支点建设城市群。\n")
    assert len(reading.mentions) > 200
    assert all(one.start > 720 for one in reading.structures)
    assert reading.structures
