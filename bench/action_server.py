"""`python -m bench.action_server PORT`: our custom actions alone, for the stock Rasa of the comparison.

The same actions behind the same route as in the program, in a process of their own: the program itself would
take turns that it finds without a reply for turns to work on, and would do the stock side's work again.
The secret and the data folder come by the program's own settings.
"""

import sys

import uvicorn
from fastapi import FastAPI

from actions.steering import make_executor
from web.action_route import action_router
from web.assembly import open_store, open_tagger
from web.settings import read_settings


def main(port: int) -> None:
    """Serve until ended."""
    settings = read_settings()
    executor = make_executor(open_store(settings), open_tagger(settings))
    app = FastAPI(openapi_url=None)
    app.include_router(action_router(executor, settings.action_secret, port))
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
