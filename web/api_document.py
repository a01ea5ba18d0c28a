"""The document of what other programs may read: for programs as OpenAPI, for people as a page."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response

from web.api_problems import Problem
from web.pages import page

PREFIX = "/api/v1"


def document(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, put together once."""
    if api.openapi_schema is None:
        found = get_openapi(
            title=api.title,
            version=api.version,
            summary=api.summary,
            description=api.description,
            routes=api.routes,
            servers=[{"url": PREFIX}],
        )
        found["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        api.openapi_schema = found
    return api.openapi_schema


def add_document(api: FastAPI) -> None:
    """Show it at /openapi.json, and as a page at the root."""
    router = APIRouter(include_in_schema=False)

    @router.get("/openapi.json")
    def as_json() -> Response:
        return JSONResponse(document(api))

    @router.get("/")
    def as_page(request: Request) -> Response:
        found = document(api)
        context = {"about": found["info"], "operations": list(_operations(found)), "prefix": PREFIX}
        return page(request, "api.html", context | {"models": list(_models(found))})

    api.include_router(router)


def _operations(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in found["paths"].items():
        for operation in methods.values():
            yield {
                "path": path,
                "about": operation.get("description", ""),
                "parameters": [_parameter(each) for each in operation.get("parameters", ())],
                "gives": _name(operation["responses"]["200"]["content"]["application/json"]["schema"]),
            }


def _parameter(each: Mapping[str, Any]) -> dict[str, Any]:
    schema = each["schema"]
    return {"name": each["name"], "kind": _kind(schema), "about": each.get("description", "")}


def _models(found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, model in found["components"]["schemas"].items():
        if "properties" in model:
            fields = [
                {"name": field, "kind": _kind(schema), "about": schema.get("description", "")}
                for field, schema in model["properties"].items()
            ]
            yield {"name": name, "about": model.get("description", ""), "fields": fields}


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value may be, in a word or two."""
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array" and "items" in schema:
        return f"list of {_kind(schema['items'])}"
    return _name(schema) or str(schema.get("format") or schema.get("type") or "any")


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
