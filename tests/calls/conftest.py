"""One exchange with its telephones for all stories of this folder; each has an engine of its own on it.

Whatever a story did, nothing may be left of its calls afterwards.
"""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.phones.exchange import Building, RealExchange, real_building


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def building() -> AsyncIterator[Building]:
    async with real_building() as building:
        yield building


@pytest_asyncio.fixture(loop_scope="package")
async def exchange(building: Building) -> AsyncIterator[RealExchange]:
    exchange = RealExchange(building)
    yield exchange
    await exchange.clear()
    await exchange.over()
