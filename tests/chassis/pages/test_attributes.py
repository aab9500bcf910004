from chassis.pages.attributes import attributes


def test_keyword_arguments_become_attributes() -> None:
    assert attributes({"hx_get": "/x", "class_": "a", "hidden": True, "title": None, "disabled": False}) == (
        ' hx-get="/x" class="a" hidden'
    )


def test_values_cannot_leave_their_attribute() -> None:
    assert attributes({"title": '"><script>'}) == ' title="&#34;&gt;&lt;script&gt;"'
