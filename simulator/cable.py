"""A pulled cable: what arrives at a socket is dropped by the kernel, unanswered and unacknowledged."""

import ctypes
import socket
from typing import Final

# From the headers of Linux; Python's socket module does not name them.
_SO_ATTACH_FILTER: Final = 26
_SO_DETACH_FILTER: Final = 27
_RETURN_NOTHING: Final = 0x06  # BPF_RET | BPF_K with k = 0: no byte of any packet passes


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("jump_true", ctypes.c_ubyte),
        ("jump_false", ctypes.c_ubyte),
        ("k", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def pull(sock: socket.socket) -> None:
    """Let nothing through any more; works for a listening socket too, and needs no rights."""
    program = (_Instruction * 1)(_Instruction(_RETURN_NOTHING, 0, 0, 0))
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, bytes(_Program(1, program)))


def plug(sock: socket.socket) -> None:
    """Let everything through again; what was lost is sent again by TCP."""
    sock.setsockopt(socket.SOL_SOCKET, _SO_DETACH_FILTER, 0)
