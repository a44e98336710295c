"""Build XML outputs that every parser can read, whatever stands in an article."""

from __future__ import annotations

from xml.etree import ElementTree

from mtcheck.render.safe import visible


def element(parent: ElementTree.Element | None, tag: str, text: str = "", **attributes: str | float) -> ElementTree.Element:
    """Add an element; texts and attributes lose what XML cannot hold and what a log would take for a command."""
    safe = {name: visible(str(value)) for name, value in attributes.items()}
    node = ElementTree.Element(tag, safe) if parent is None else ElementTree.SubElement(parent, tag, safe)
    if text:
        node.text = "\n".join(visible(line) for line in text.split("\n"))
    return node


def document(root: ElementTree.Element) -> str:
    """Return the whole document in ASCII (other characters as references), with declaration and final line break."""
    ElementTree.indent(root, " ")
    body = ElementTree.tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
