"""The server: a SPARQL endpoint and the questions over HTTP, started by `machigraph serve`.

One asyncio process speaks HTTP and never runs a query; worker processes do, and can be killed:

* `machigraph.web.worker`, `jobs`: a worker process and what it can be told to do
* `machigraph.web.pool`, `lanes`, `process`: who works when, within which limits
* `machigraph.web.protocol`, `negotiation`, `delivery`: from a request to a job to a response
* `machigraph.web.app`: the routes; `server`: from sockets to a clean end

It needs the extra ``machigraph[serve]``; nothing else of machigraph imports this folder.
"""
