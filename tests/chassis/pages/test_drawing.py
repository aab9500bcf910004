from chassis.pages.drawing import draw_bars, draw_spark


def test_bars_stand_on_a_common_zero_line_or_hang_from_it() -> None:
    drawing = draw_bars([("a", 100), ("b", -50), ("c", 0)], height=150)

    assert drawing.zero == 100
    assert [(bar.y, bar.height) for bar in drawing.bars] == [(0, 100), (100, 50), (100, 0)]


def test_a_tiny_value_can_still_be_seen() -> None:
    drawing = draw_bars([("a", 1_000_000), ("b", 1)], height=100)

    assert drawing.bars[1].height > 1


def test_nothing_can_be_drawn_too() -> None:
    assert draw_bars([], height=100).bars == []
    assert draw_bars([("a", 0)], height=100).bars[0].height == 0
    assert draw_spark([]) == ""
    assert draw_spark([5]) == "0.0,30.0"


def test_a_line_runs_from_edge_to_edge() -> None:
    assert draw_spark([0, 10, 5]) == "0.0,30.0 60.0,2.0 120.0,16.0"
