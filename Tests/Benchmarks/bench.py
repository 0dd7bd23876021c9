#!/usr/bin/env python3
"""Benchmarks of plantwatch; quote their ratios and medians, never one absolute time.

    bench.py report  [--lines 5000000]   report against DuckDB (PyPI duckdb) on the same file; memory at 1x and 10x
    bench.py detect  [--lines 5000000]   report with learned detectors against report without them
    bench.py counts                      allocations, retains and releases per reading in the steady state (valgrind)
    bench.py intake  [--messages 1000000]  live with --record against a bare counting libmosquitto client in C
    bench.py memory                      30,000 sensors in a report and live
    bench.py screen                      the demo at 120x40: first frame, bytes/s, CPU and memory with its broker

Builds nothing: `swift build -c release` first. Needs Debian's valgrind for counts, a C compiler for intake.
"""
import argparse, fcntl, json, os, pty, re, select, shutil, signal, socket, statistics, struct, subprocess, sys
import tempfile, termios, time

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(HERE, "../../.build/release/plantwatch")
TYPES = [("temperature", 55, 8), ("pressure", 90, 15), ("vibration", 2.0, 0.6)]


def lines_file(folder, count, devices=200, spread=1.0):
    """Bare JSON lines of about 90 bytes, every reading 2 ms after the one before."""
    import random
    source = random.Random(1)
    path = os.path.join(folder, f"{count}-{devices}.jsonl")
    with open(path, "w") as out:
        block = []
        for i in range(count):
            name, mean, width = TYPES[i % 3]
            block.append('{"deviceId":"device-%03d","sensorType":"%s","value":%.2f,"timestamp":%d}\n' % (
                i // 3 % devices, name, source.gauss(mean, width * spread), 1764000000000 + i * 2))
            if len(block) == 10000:
                out.write("".join(block))
                block = []
        out.write("".join(block))
    return path


def timed(command):
    """Wall seconds and peak resident MiB of a command."""
    started = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return time.monotonic() - started, usage.ru_maxrss / 1024


DUCK = """
import duckdb
c = duckdb.connect(); c.execute("set threads=2")
c.execute('''select sensorType, count(*) from read_json('%s', format='newline_delimited',
  columns={deviceId:'VARCHAR', sensorType:'VARCHAR', value:'DOUBLE', timestamp:'BIGINT'})
  where (sensorType='temperature' and (value>80 or value<10)) or (sensorType='pressure' and (value>150 or value<30))
  or (sensorType='vibration' and value>5) group by 1''').fetchall()
"""


def detect(args, folder):
    path = lines_file(folder, args.lines)
    without = os.path.join(folder, "without.toml")
    with open(without, "w") as out:
        out.write("[detect]\nlearned = false\n")
    ratios = []
    for _ in range(args.turns + 1):
        on, _ = timed([PROGRAM, "report", path])
        off, _ = timed([PROGRAM, "report", path, "--config", without])
        ratios.append(on / off)
    # The first turn reads the file into memory.
    print("with and without learned detectors: " + ", ".join(f"{ratio:.2f}" for ratio in ratios[1:])
          + f"; median {statistics.median(ratios[1:]):.2f} (at most 1.5)")


def report(args, folder):
    path = lines_file(folder, args.lines)
    pairs = []
    for turn in range(6):
        ours, theirs = timed([PROGRAM, "report", path]), timed([sys.executable, "-c", DUCK % path])
        if turn:
            pairs.append((ours, theirs))
    ratio = statistics.median(a[0] / b[0] for a, b in pairs)
    print(f"report {args.lines} lines: {statistics.median(a[0] for a, _ in pairs):.3f} s, "
          f"DuckDB {statistics.median(b[0] for _, b in pairs):.3f} s, ratio {ratio:.3f} (at most 1)")
    print(f"peak memory: {max(a[1] for a, _ in pairs):.1f} MiB (at most 60)")
    ten = os.path.join(folder, "ten.jsonl")
    with open(ten, "wb") as out:
        for _ in range(10):
            with open(path, "rb") as source:
                shutil.copyfileobj(source, out)
    print(f"peak memory at {args.lines * 10} lines: {timed([PROGRAM, 'report', ten])[1]:.1f} MiB (at most 60)")


def counts(args, folder):
    # Healthy readings: an episode is text and allocates, a reading must not.
    names = ["malloc", "swift_retain", "swift_release", "swift_allocObject"]
    found = []
    sizes = [60000, 120000]
    bare = os.path.join(folder, "plantwatch")  # valgrind stumbles over Swift's debug information
    subprocess.run(["objcopy", "--strip-debug", PROGRAM, bare], check=True)
    for size in sizes:
        out = os.path.join(folder, "callgrind.out")
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", bare, "report",
                        lines_file(folder, size, spread=0.3)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        found.append(calls(out, names))
    for name in names:
        each = (found[1][name] - found[0][name]) / (sizes[1] - sizes[0])
        print(f"{name}: {found[0][name]} calls for {sizes[0]} lines, {found[1][name]} for {sizes[1]}: {each:.4f} a reading")


def calls(path, names):
    """How often each function is called, from callgrind's own file."""
    total = dict.fromkeys(names, 0)
    table, called = {}, None
    for line in open(path, errors="replace"):
        if line.startswith("cfn="):
            match = re.match(r"cfn=\((\d+)\)(?: (.*))?", line)
            if match[2]:
                table[match[1]] = match[2].strip()
            called = table.get(match[1])
        elif line.startswith("fn="):
            match = re.match(r"fn=\((\d+)\)(?: (.*))?", line)
            if match[2]:
                table[match[1]] = match[2].strip()
        elif line.startswith("calls=") and called in total:
            total[called] += int(line[6:].split()[0])
    return total


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def broker(folder):
    """A private mosquitto with room for a flood; returns the process and its port."""
    port = free_port()
    path = os.path.join(folder, f"mosquitto-{port}.conf")
    with open(path, "w") as out:
        out.write(f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n"
                  "max_inflight_messages 0\npersistence false\nuser root\n")
    found = shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin")
    child = subprocess.Popen([found, "-c", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return child, port
        except OSError:
            time.sleep(0.02)
    sys.exit("the broker does not answer")


def intake(args, folder):
    tools = {}
    for name in ("counting-client", "flood"):
        tools[name] = os.path.join(folder, name)
        subprocess.run(["cc", "-O2", "-o", tools[name], os.path.join(HERE, "counting-client", name + ".c"),
                        "-lmosquitto"], check=True)
    ratios = []
    for turn in range(args.turns):
        child, port = broker(folder)
        counter = subprocess.Popen([tools["counting-client"], "127.0.0.1", str(port), "sensor/+/data", "0"],
                                   stdout=subprocess.PIPE, text=True)
        time.sleep(1)
        subprocess.run([tools["flood"], "127.0.0.1", str(port), str(args.messages)], stdout=subprocess.DEVNULL)
        words = counter.communicate()[0]
        child.kill(), child.wait()
        bare = float(re.search(r"([\d.]+) messages/s", words)[1]) if "messages/s" in words else numbers(words)

        child, port = broker(folder)
        capture = os.path.join(folder, f"turn{turn}.capture")
        ours = subprocess.Popen([PROGRAM, "--plain", "--broker", f"mqtt://127.0.0.1:{port}", "--record", capture],
                                stdout=subprocess.PIPE, text=True)
        time.sleep(1)
        subprocess.run([tools["flood"], "127.0.0.1", str(port), str(args.messages)], stdout=subprocess.DEVNULL)
        time.sleep(3)
        ours.send_signal(signal.SIGINT)
        digest = ours.communicate()[0].strip().splitlines()[-1]
        child.kill(), child.wait()
        rate, count = recorded_rate(capture)
        told = json.loads(subprocess.run([PROGRAM, "report", capture, "--format", "json"], capture_output=True,
                                         text=True, check=True).stdout)
        same = digest == "digest " + told["digest"]
        ratios.append(rate / bare)
        print(f"bare {bare:.0f}/s, plantwatch {rate:.0f}/s, ratio {rate / bare:.3f}; {count} of {args.messages} "
              f"recorded, lost {told['lost']}, digests {'agree' if same else 'DIFFER'}")
        os.unlink(capture)
    print(f"median ratio {statistics.median(ratios):.3f} (at least 0.9)")


def numbers(words):
    """The rate in the counting client's line: messages, seconds, messages a second."""
    return float(re.findall(r"[\d.]+", words)[2])


def recorded_rate(path):
    """Messages a second by the arrivals in a capture, and how many there are."""
    first = last = None
    count = 0
    for line in open(path, "rb"):
        if line[:1].isdigit():
            stamp = float(line.split(b"\t", 1)[0])
            first = first or stamp
            last = stamp
            count += 1
    return count / max(1e-9, last - first), count


def memory(args, folder):
    path = lines_file(folder, 300000, devices=10000)
    off = os.path.join(folder, "off.toml")
    with open(off, "w") as out:
        out.write("[detect]\nlearned = false\n")
    print(f"report, 30,000 sensors: {timed([PROGRAM, 'report', path])[1]:.1f} MiB (at most 120)")
    spine = timed([PROGRAM, "report", path, "--config", off])[1]
    print(f"report, 30,000 sensors without learned detectors: {spine:.1f} MiB (at most 90)")
    many = os.path.join(folder, "many.jsonl")
    with open(many, "w") as out:
        for i in range(1000000):
            out.write('{"deviceId":"d%d","sensorType":"temperature","value":20,"timestamp":%d}\n' % (i, 1764000000000 + i))
    print(f"report, a million device ids: {timed([PROGRAM, 'report', many])[1]:.1f} MiB")


def usage_of(pid):
    """CPU seconds and resident MiB of a process and its children."""
    children, cpu, resident = {}, 0.0, 0
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append((int(entry), fields))
        if int(entry) == pid:
            cpu, resident = (int(fields[11]) + int(fields[12])), int(fields[21])
    todo = [pid]
    while todo:
        for child, fields in children.get(todo.pop(), []):
            cpu += int(fields[11]) + int(fields[12])
            resident += int(fields[21])
            todo.append(child)
    return cpu / os.sysconf("SC_CLK_TCK"), resident * os.sysconf("SC_PAGE_SIZE") / 2**20


def screen(args, folder):
    started = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        os.execv(PROGRAM, [PROGRAM, "--demo"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    frame, settled, total, mark, peak = None, 0, 0, None, 0
    while time.monotonic() - started < 45:
        now = time.monotonic() - started
        if now > 15 and mark is None:
            mark = (usage_of(pid)[0], now)
        if select.select([terminal], [], [], 0.05)[0]:
            data = os.read(terminal, 1 << 16)
            total += len(data)
            if frame is None and total > 1000:
                frame = time.monotonic() - started
            if mark:
                settled += len(data)
        if total % 50 == 0:
            peak = max(peak, usage_of(pid)[1])
    cpu, resident = usage_of(pid)
    window = time.monotonic() - started - mark[1]
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)
    print(f"first frame {frame * 1000:.0f} ms (under 60), {settled / window:.0f} bytes/s (under 4000), "
          f"{100 * (cpu - mark[0]) / window:.2f} % of a core (under 4), {max(peak, resident):.1f} MiB with broker (under 60)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["report", "detect", "counts", "intake", "memory", "screen"])
    parser.add_argument("--lines", type=int, default=5000000)
    parser.add_argument("--messages", type=int, default=1000000)
    parser.add_argument("--turns", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        globals()[args.what](args, folder)


main()
