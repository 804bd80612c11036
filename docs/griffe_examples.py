"""For the site: puts fences around the examples of docstrings, so that they are shown as code."""

import griffe


class Examples(griffe.Extension):
    """Fences every block of lines that begins with a prompt."""

    def on_instance(self, *, obj, **_kwargs):
        """Rewrite one docstring."""
        if obj.docstring and ">>>" in obj.docstring.value:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text):
    """A docstring with its examples in fences."""
    lines, inside = [], False
    for line in text.split("\n"):
        begins = line.lstrip().startswith(">>>")
        if begins and not inside:
            lines += ["", "```python"]
            inside = True
        elif inside and not line.strip():
            lines.append("```")
            inside = False
        lines.append(line.strip() if inside and begins else line)
    return "\n".join([*lines, "```"] if inside else lines)
