"""Sends the admin commands on stdin (one JSON object a line) to NVMe controllers and prints what comes back.

In: device, opcode, nsid, cdw10, cdw11, data (base64 of what goes into the buffer; null = no buffer).
Out: status with Do Not Retry and the like, result (dword 0), data (base64 of the buffer afterwards, or null).
"""
import base64
import ctypes
import fcntl
import json
import sys


class Command(ctypes.Structure):
    """struct nvme_passthru_cmd of linux/nvme_ioctl.h."""

    _fields_ = [
        ('opcode', ctypes.c_uint8),
        ('flags', ctypes.c_uint8),
        ('rsvd1', ctypes.c_uint16),
        ('nsid', ctypes.c_uint32),
        ('cdw2', ctypes.c_uint32),
        ('cdw3', ctypes.c_uint32),
        ('metadata', ctypes.c_uint64),
        ('addr', ctypes.c_uint64),
        ('metadata_len', ctypes.c_uint32),
        ('data_len', ctypes.c_uint32),
        ('cdw10', ctypes.c_uint32),
        ('cdw11', ctypes.c_uint32),
        ('cdw12', ctypes.c_uint32),
        ('cdw13', ctypes.c_uint32),
        ('cdw14', ctypes.c_uint32),
        ('cdw15', ctypes.c_uint32),
        ('timeout_ms', ctypes.c_uint32),
        ('result', ctypes.c_uint32),
    ]


# _IOWR('N', 0x41, struct nvme_passthru_cmd)
NVME_IOCTL_ADMIN_CMD = 3 << 30 | ctypes.sizeof(Command) << 16 | ord('N') << 8 | 0x41
BUFFER_BYTES = 4096

for line in sys.stdin:
    asked = json.loads(line)
    buffer = None
    if asked['data'] is not None:
        buffer = ctypes.create_string_buffer(base64.b64decode(asked['data']), BUFFER_BYTES)
    command = Command(
        opcode=asked['opcode'],
        nsid=asked['nsid'],
        cdw10=asked['cdw10'],
        cdw11=asked['cdw11'],
        addr=0 if buffer is None else ctypes.addressof(buffer),
        data_len=0 if buffer is None else BUFFER_BYTES,
    )
    with open(asked['device'], 'rb') as device:
        status = fcntl.ioctl(device, NVME_IOCTL_ADMIN_CMD, command)
    data = None if buffer is None else base64.b64encode(buffer.raw).decode()
    print(json.dumps({'status': status, 'result': command.result, 'data': data}))
