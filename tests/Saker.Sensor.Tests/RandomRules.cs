namespace Saker.Sensor.Tests;

/// <summary>Rules about what <c>wander</c> does, made up from a seed.</summary>
internal sealed class RandomRules(int seed, string top)
{
    private static readonly string[] types =
    [
        "open", "openat", "openat2", "creat", "unlink", "unlinkat", "mkdir", "mkdirat", "connect", "socket", "dup2", "prctl", "chdir", "execve",
        "bind", "accept", "accept4", "sendto", "sendmsg", "recvfrom", "recvmsg", "connect",
    ];

    private static readonly string[] names = ["x", "y.conf", "shadow", ".z", "x..y", "missing", "id_rsa"];
    private static readonly string[] directories = ["/a", "/b", "/a/deep", "/a/deep/er", "/.hidden", "/b.d", "", "/link"];
    private static readonly string[] programs = ["one", "two", "three", "wander"];

    private static readonly string[] addresses = ["127.0.0.1", "127.0.0.2", "192.0.2.1", "\"::1\"", "\"2001:db8::1\""];
    private static readonly string[] networks = ["127.0.0.0/8", "127.0.0.0/31", "0.0.0.0/0", "192.0.2.0/24", "\"::/0\"", "127.0.0.1/32"];

    private readonly Random random = new(seed);

    /// <summary>A file of rules.</summary>
    public string File() => string.Concat(Enumerable.Range(0, 1 + random.Next(random.Next(12) == 0 ? 90 : 12)).Select(Rule));

    private string Rule(int number) =>
        $"- {{rule: r{number}, desc: d, output: o, priority: debug, condition: '{TypesOf()}{Condition(random.Next(3))}'}}\n";

    private string TypesOf() => random.Next(5) == 0 ? "evt.type != close and " : random.Next(3) == 0 ? $"evt.type = {Any(types)} and "
        : random.Next(3) == 0 ? "evt.type in (connect, accept, accept4, sendto, recvmsg) and "
        : $"evt.type in ({Any(types)}, open, openat, {Any(types)}) and ";

    private string Condition(int depth) => (depth, random.Next(5)) switch
    {
        (0, _) => Check(),
        (_, 0) => $"not ({Condition(depth - 1)})",
        (_, 1) => $"({Condition(depth - 1)} or {Condition(depth - 1)})",
        _ => $"({Condition(depth - 1)} and {Condition(depth - 1)})",
    };

    private string Check() => random.Next(28) switch
    {
        0 => $"fd.name = {Path()}",
        1 => $"fd.name in ({Path()}, {Path()}, {Path()})",
        2 => $"fd.name startswith {Beginning()}",
        3 => $"fd.name endswith {Any("/", "", "eep/", "dow/")}{End(Any(names))}",
        4 => $"fd.name contains {Any("../", "shadow", "/a/", "..", "deep")}",
        5 => $"fd.name pmatch ({top}{Any(directories)}, {Path()})",
        6 => $"fd.name glob {Any($"{top}/a/*", "*/shadow", "*../*", $"{top}/?/x", "*")}",
        7 => $"fd.directory {Any("=", "startswith")} {top}{Any(directories)}",
        8 => $"fd.filename in ({Any(names)}, {Any(names)})",
        9 => $"fd.nameraw {Any("contains", "endswith", "=")} {Any("../", "x", "/x", $"{top}/a/x", "a/x")}",
        10 => $"fd.typechar = {Any("f", "d", "4")}",
        11 => $"evt.is_open_{Any("read", "write", "exec", "create")} = {Any("true", "false")}",
        12 => Any("evt.failed = true", "evt.failed = false", "evt.rawres >= 0", "evt.rawres < 0", "evt.rawres = -2", "fd.num >= 0", "evt.res = SUCCESS", "evt.res = ENOENT"),
        13 => $"proc.{Any("name", "pname", "aname", "aname[2]")} {Any("=", "!=")} {Any(programs)}",
        14 => Any("user.uid = 0", "user.uid = 1", "user.uid != 0", "proc.cwd contains deep", "proc.is_sid_leader = true", "proc.sname = one", "container.id = host", "proc.nthreads > 1"),
        15 => $"evt.arg.flags contains {Any("O_CREAT", "O_RDONLY", "O_TRUNC", "O_DIRECTORY")}",
        16 or 17 => Ports(),
        18 or 19 => Addresses(),
        20 => $"fd.typechar {Any("=", "!=")} {Any("4", "6", "u", "f")}",
        21 => Any("fd.l4proto = tcp", "fd.l4proto != tcp", "fd.l4proto in (udp, raw)", "fd.type in (ipv4, ipv6)", "fd.type = unix", "fd.sockfamily = ip", "evt.res = EINPROGRESS", "fd.num < 3"),
        _ => $"proc.{Any("name", "pname", "aname")} = {Any(programs)}",
    };

    private string Ports()
    {
        string field = $"fd.{Any("", "c", "s", "l", "r")}port";
        return random.Next(3) == 0 ? $"{field} in ({Port()}, {Port()})" : $"{field} {Any("=", "=", "!=", "<")} {Port()}";
    }

    private string Addresses() => random.Next(3) switch
    {
        0 => $"fd.{Any("", "c", "s", "l", "r")}ip {Any("=", "!=")} {Any(addresses)}",
        1 => $"fd.{Any("", "c", "s", "l", "r")}ip in ({Any(addresses)}, {Any(addresses)})",
        _ => $"fd.{Any("", "c", "s", "l", "r")}net {Any("=", "!=")} {Any(networks)}",
    };

    private string Port() => $"{Any("0", "80", "47000", "47001", "47002", "70000")}";

    private string Path() => $"{top}{Any(directories)}/{Any(names)}";

    private string Beginning() => (top + Any(directories) + Any("", "/", "/x", "/y.c"))[..^random.Next(2)];

    private string End(string name) => name[^Math.Min(name.Length, 1 + random.Next(4))..];

    private string Any(params string[] choices) => choices[random.Next(choices.Length)];
}
