"""A stand-in for what hears recordings: the contract of the line and of the plain requests, no engine behind it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, WebSocket, WebSocketDisconnect


class FakeHome:
    def __init__(self) -> None:
        self.chunks: dict[str, dict[int, bytes]] = {}
        self.heard: dict[str, Any] = {"text": "I miss the garden", "engine": "scripted", "sure": True, "words": []}
        self.finished: dict[str, int] = {}
        self.dropped: list[str] = []
        self.lines = True
        self.by: list[str] = []
        self.router = APIRouter()
        self.router.add_api_websocket_route("/chat/{token}/listen", self.listen)
        at = "/chat/{token}/recordings/{recording}"
        self.router.add_api_route(at, self.put, methods=["PUT"])
        self.router.add_api_route(at + "/chunks/{seq}", self.post, methods=["POST"])
        self.router.add_api_route(at + "/finish", self.finish, methods=["POST"])
        self.router.add_api_route(at, self.delete, methods=["DELETE"])

    async def listen(self, line: WebSocket, token: str) -> None:
        if not self.lines:
            await line.close()
            return
        await line.accept()
        try:
            while True:
                message = await line.receive()
                if message["type"] == "websocket.disconnect":
                    return
                if data := message.get("bytes"):
                    recording, seq = str(UUID(bytes=data[:16])), int.from_bytes(data[16:20])
                    self._keep(recording, seq, data[20:], "line")
                    await line.send_json({"kept": recording, "seq": seq})
                else:
                    await self._take(line, __import__("json").loads(message["text"]))
        except (WebSocketDisconnect, RuntimeError):
            return

    async def _take(self, line, message) -> None:
        if r := message.get("open"):
            self.chunks.setdefault(r, {})
        if r := message.get("drop"):
            self.dropped.append(r)
        if r := message.get("finish"):
            missing = [n for n in range(message["chunks"]) if n not in self.chunks[r]]
            if missing:
                await line.send_json({"missing": r, "seqs": missing})
            else:
                self.finished[r] = message["chunks"]
                await line.send_json({"heard": r, **self.heard})

    def _keep(self, recording, seq, pcm, by):
        assert len(pcm) <= 32000 and len(pcm) % 2 == 0 and pcm
        self.chunks.setdefault(recording, {})[seq] = pcm
        self.by.append(by)

    async def put(self, token: str, recording: str):
        have = self.chunks.setdefault(recording, {})
        return {"missing_from": next(n for n in range(700) if n not in have)}

    async def post(self, request: Request, token: str, recording: str, seq: int):
        self._keep(recording, seq, await request.body(), "post")
        return {"kept": True}

    async def finish(self, request: Request, token: str, recording: str):
        chunks = (await request.json())["chunks"]
        missing = [n for n in range(chunks) if n not in self.chunks[recording]]
        if not missing:
            self.finished[recording] = chunks
        return {"missing": missing, "heard": None if missing else self.heard}

    async def delete(self, token: str, recording: str):
        self.dropped.append(recording)
        return {"gone": True}

    def sound(self, recording: str) -> bytes:
        return b"".join(pcm for _, pcm in sorted(self.chunks[recording].items()))
