"""Platform API: tokens, menu, user details, media, server addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from bot.sandbox.menu import checked_menu
from bot.sandbox.platform_errors import PlatformError, ok, read_platform_json
from bot.sandbox.world import World, get_world

InWorld = Annotated[World, Depends(get_world)]
JsonBody = Annotated[dict[str, Any], Depends(read_platform_json)]

_SAMPLE_PICTURE = Path(__file__).parent / "static" / "sample-picture.png"
# One second of silence: AMR's magic number and 50 frames of the lowest bit rate.
_SILENT_VOICE = b"#!AMR\n" + (b"\x04" + bytes(12)) * 50


async def meet_scripted_fault(request: Request, world: InWorld) -> None:
    """Dependency: let a scripted fault strike before anything else is checked."""
    await world.faults.strike(request.url.path)


async def require_token(
    world: InWorld, access_token: Annotated[str | None, Query()] = None
) -> None:
    """Dependency: refuse calls without a good access token."""
    world.access.check(access_token)


token_router = APIRouter(prefix="/cgi-bin", dependencies=[Depends(meet_scripted_fault)])
router = APIRouter(
    prefix="/cgi-bin", dependencies=[Depends(meet_scripted_fault), Depends(require_token)]
)


@token_router.get("/token")
async def get_token(
    world: InWorld, grant_type: str = "", appid: str = "", secret: str = ""
) -> dict[str, Any]:
    """A new token at every call."""
    if grant_type != "client_credential":
        raise PlatformError(40002)
    return world.access.plain_token(appid, secret)


@token_router.post("/stable_token")
async def get_stable_token(world: InWorld, body: JsonBody) -> dict[str, Any]:
    """The same token until shortly before its end, unless `force_refresh`."""
    if body.get("grant_type") != "client_credential":
        raise PlatformError(40002)
    is_forced = body.get("force_refresh") is True
    return world.access.stable_token(body.get("appid"), body.get("secret"), is_forced=is_forced)


@router.get("/getcallbackip")
async def get_callback_addresses() -> dict[str, Any]:
    """Addresses pushes come from."""
    return {"ip_list": ["127.0.0.1"]}


@router.post("/menu/create")
async def create_menu(world: InWorld, body: JsonBody) -> dict[str, Any]:
    """Replace the account's menu; open pages show it at once."""
    world.set_menu(checked_menu(body))
    return ok()


@router.get("/menu/get")
async def get_menu(world: InWorld) -> dict[str, Any]:
    """The menu as created. 46003 when there is none."""
    if world.menu is None:
        raise PlatformError(46003)
    return {"menu": {"button": world.menu}}


@router.get("/menu/delete")
async def delete_menu(world: InWorld) -> dict[str, Any]:
    """Remove the menu."""
    world.set_menu(None)
    return ok()


@router.get("/user/info")
async def get_user_info(world: InWorld, openid: str = "") -> dict[str, Any]:
    """What the platform tells about a user (no nickname or picture since 2021-12-27)."""
    user = world.people.by_openid(openid)
    if user is None:
        raise PlatformError(40003)
    if not user.is_subscribed:
        return {"subscribe": 0, "openid": user.openid}
    return {
        "subscribe": 1,
        "openid": user.openid,
        "nickname": "",
        "sex": 0,
        "language": "",
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": "",
        "subscribe_time": user.subscribed_at,
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE" if user.scene else "ADD_SCENE_SEARCH",
        "qr_scene": 0,
        "qr_scene_str": user.scene,
    }


@router.get("/media/get")
async def get_media(media_id: str = "") -> Response:
    """A user's media: every picture is the sample picture, every voice is silent."""
    kind = media_id.partition("-")[0]
    if kind in {"image", "thumb"}:
        return Response(_SAMPLE_PICTURE.read_bytes(), media_type="image/png")
    if kind == "voice":
        return Response(_SILENT_VOICE, media_type="audio/amr")
    raise PlatformError(40007)


fallback_router = APIRouter(prefix="/cgi-bin")


@fallback_router.api_route("/{path:path}", methods=["GET", "POST"], include_in_schema=False)
async def refuse_unknown_path(path: str) -> None:
    """Any other API, or the wrong method."""
    raise PlatformError(40066, path)
