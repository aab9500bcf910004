"""HTML attributes from a macro's keyword arguments."""

from collections.abc import Mapping

from markupsafe import Markup


def attributes(values: Mapping[str, object]) -> Markup:
    """` hx-get="…" data-x="…" hidden`, ready to stand inside a tag; underscores become hyphens.

    None and False leave an attribute out, True writes its bare name.
    """
    written = [_write(name.rstrip("_").replace("_", "-"), value) for name, value in values.items()]
    return Markup("").join(written)


def _write(name: str, value: object) -> Markup:
    if value is None or value is False:
        return Markup("")
    if value is True:
        return Markup(" {}").format(name)
    return Markup(' {}="{}"').format(name, value)
