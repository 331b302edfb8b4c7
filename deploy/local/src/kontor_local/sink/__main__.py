"""`python -m kontor_local.sink`: takes mails by SMTP and shows them on a page."""

import asyncio
import signal

from aiohttp import web

from kontor_local.sink.mailbox import Mailbox
from kontor_local.sink.page import make_page
from kontor_local.sink.settings import SinkSettings
from kontor_local.sink.smtp import listen


async def main() -> None:
    """Listen on both ports."""
    settings = SinkSettings()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    mailbox = Mailbox(settings.folder)
    runner = web.AppRunner(make_page(mailbox), access_log=None)
    await runner.setup()
    smtp = await listen(mailbox, settings)
    await web.TCPSite(runner, settings.host, settings.page_port).start()
    await stop.wait()
    smtp.close()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
