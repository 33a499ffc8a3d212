"""The demonstration's bedside monitors: `python -m morrow.demo.monitors --port 2575`.

A program of its own, which knows Morrow only through a socket.  Everything it sends is synthetic.
"""
