"""What schemathesis cannot know of the API: which incorporadora the demonstration has, and how to look into files."""

import io
import zipfile

import schemathesis


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """The document allows any name of an incorporadora; this server has one. Another name is a 404, tried as such."""
    for path in raw_schema["paths"].values():
        for parameter in path["get"].get("parameters", []):
            if parameter["name"] == "incorporadora":
                parameter["schema"] = {"type": "string", "enum": ["horizonte"]}


@schemathesis.deserializer("application/pdf")
def pdf(context, response):
    return whole(response, b"%PDF-", b"%%EOF")


@schemathesis.deserializer("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
def xlsx(context, response):
    with zipfile.ZipFile(io.BytesIO(response.content)) as spreadsheet:
        if spreadsheet.testzip() is not None:
            raise ValueError("a broken spreadsheet")
    return response.content.decode("latin-1")


def whole(response, start, end):
    """The file as text, which is how the document describes it, if it begins and ends as its kind does."""
    if not response.content.startswith(start) or end not in response.content[-1024:]:
        raise ValueError(f"not a whole {start!r} file")
    return response.content.decode("latin-1")
