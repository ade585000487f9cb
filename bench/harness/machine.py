"""What the kernel tells of processes, and processes on cores."""
import os
import socket
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")
GATEWAY_CORE, OTHER_CORE = 0, 1
_running = []


def start(command, cores, **options):
    options.setdefault("stdout", subprocess.DEVNULL)
    options.setdefault("stderr", subprocess.DEVNULL)
    process = subprocess.Popen(command, preexec_fn=lambda: os.sched_setaffinity(0, cores), **options)
    _running.append(process)
    return process


def stop(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process in _running:
        _running.remove(process)


def stop_all():
    for process in list(_running):
        stop(process)


def wait_for_port(port, process):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} does not listen on port {port}")


def _fields(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()


def tree(pid):
    """The process and all that descend from it."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                children.setdefault(int(_fields(name)[1]), []).append(int(name))
            except OSError:
                pass
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def cpu_seconds(pids):
    """(user, system) of all threads so far."""
    user = system = 0
    for pid in pids:
        fields = _fields(pid)
        user += int(fields[11])
        system += int(fields[12])
    return user / TICK, system / TICK


def resident(pids):
    """KiB: resident, and of that anonymous."""
    all_pages = anonymous = 0
    for pid in pids:
        with open(f"/proc/{pid}/status") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    all_pages += int(line.split()[1])
                elif line.startswith("RssAnon:"):
                    anonymous += int(line.split()[1])
    return all_pages, anonymous


def busy_seconds():
    """Of all cores since boot, and what the hypervisor took."""
    with open("/proc/stat") as file:
        values = [int(x) for x in file.readline().split()[1:9]]
    return (sum(values) - values[3] - values[4]) / TICK, values[7] / TICK
