using System.Buffers.Binary;
using System.Net;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Socket options, several messages at once, keys, file systems, quotas, identities: every parameter of success and failure.</summary>
public sealed class OptionTests
{
    private static readonly byte[] None = [];
    private static readonly Lock Gate = new();
    private static Act? shared;

    private readonly Act act;

    public OptionTests(ProbeFixture fixture)
    {
        lock (Gate)
            act = shared ??= Act.DoWhole(fixture, "options");
    }

    [Fact]
    public void SetOptions()
    {
        long listener = act["listener"];
        Set(("res", 0L), ("fd", listener), ("level", 1L), ("optname", Name("SO_REUSEADDR")), ("val", Value32(1)), ("optlen", 4L));
        Set(("res", 0L), ("fd", listener), ("level", 1L), ("optname", Name("SO_RCVTIMEO")), ("val", Value64(4, 3_004_000_000)), ("optlen", 16L));
        Set(("res", 0L), ("fd", listener), ("level", 1L), ("optname", Name("SO_LINGER")), ("val", (byte[])[0, 1, 0, 0, 0, 7, 0, 0, 0]), ("optlen", 8L));
        Set(("res", 0L), ("fd", listener), ("level", 2L), ("optname", 0L), ("val", (byte[])[0, 1, 0, 0, 0]), ("optlen", 4L));
        Set(("res", -9L), ("fd", 999L), ("level", 1L), ("optname", Name("SO_KEEPALIVE")), ("val", Value32(1)), ("optlen", 4L));
    }

    [Fact]
    public void AskedOptions()
    {
        long listener = act["listener"];
        Got(("res", 0L), ("fd", listener), ("level", 1L), ("optname", Name("SO_TYPE")), ("val", Value32(1)), ("optlen", 4L));
        Got(("res", 0L), ("fd", listener), ("level", 1L), ("optname", Name("SO_ERROR")), ("val", Value64(1, 0)), ("optlen", 4L));
        Got(("res", 0L), ("fd", listener), ("level", 1L), ("optname", Name("SO_COOKIE")), ("val", Value64(3, act["cookie"])), ("optlen", 8L));
        Got(("res", -9L), ("fd", 999L), ("level", 1L), ("optname", Name("SO_TYPE")), ("val", Value32(55)), ("optlen", 4L));
        act.Records.Single(r => r.Code == EventCode.SocketGetsockoptX && r.Number("level") == 2).Bytes("val")[0].Should().Be(0);
    }

    [Fact]
    public void ManyMessages()
    {
        byte[] tuple = Tuple(act["sender_port"], act["receiver_port"]);
        act.ShouldShow(EventCode.SocketSendmmsgX, ("res", 13L), ("fd", act["sender"]), ("size", 13L), ("data", "first message"u8.ToArray()), ("tuple", Unbound(act["receiver_port"])))
            .Descriptor("fd").L4Protocol.Should().Be((byte)L4Protocol.Udp);
        act.ShouldShow(EventCode.SocketSendmmsgX, ("res", 6L), ("fd", act["sender"]), ("size", 6L), ("data", "second"u8.ToArray()), ("tuple", Unbound(act["receiver_port"])));
        act.ShouldShow(EventCode.SocketSendmmsgX, ("res", -9L), ("fd", 999L), ("size", 0L), ("data", None), ("tuple", None));
        var received = act.One(EventCode.SocketRecvmmsgX);
        received.ShouldHave(("res", 13L), ("fd", act["receiver"]), ("size", 13L), ("data", "first message"u8.ToArray()), ("tuple", tuple), ("msgcontrol", received.Bytes("msgcontrol")));
        received.Bytes("msgcontrol").Should().NotBeEmpty();
        act.ShouldShow(EventCode.SocketRecvmmsgX, ("res", 6L), ("fd", act["receiver"]), ("size", 6L), ("data", "second"u8.ToArray()), ("tuple", tuple), ("msgcontrol", None));
        act.ShouldShow(EventCode.SocketRecvmmsgX, ("res", -9L), ("fd", 999L), ("size", 0L), ("data", None), ("tuple", None), ("msgcontrol", None));
    }

    [Fact]
    public void Names()
    {
        act.Records.Count(r => r.Code == EventCode.SocketGetsocknameX).Should().Be(3);
        act.Records.Count(r => r.Code == EventCode.SocketGetpeernameX).Should().Be(2);
        act.One(EventCode.SocketGetsocknameX).ShouldHave();
    }

    [Fact]
    public void Ends()
    {
        act.ShouldShow(EventCode.SocketShutdownX, ("res", 0L), ("fd", act["sender"]), ("how", 1L));
        act.ShouldShow(EventCode.SocketShutdownX, ("res", -9L), ("fd", 999L), ("how", 2L));
        act.ShouldShow(EventCode.SocketSocketX, ("fd", -22L), ("domain", 2L), ("type", 99L), ("proto", 0L), ("flags", 0L));
        act.ShouldShow(EventCode.SocketSendtoX, ("res", -9L), ("data", "lost"u8.ToArray()), ("fd", 999L), ("size", 4L), ("tuple", None));
        act.ShouldShow(EventCode.SocketRecvmsgX, ("res", -9L), ("size", 0L), ("data", None), ("tuple", None), ("msgcontrol", None), ("fd", 999L));
    }

    [Fact]
    public void Keys()
    {
        byte[] zero = Value64(0, 0);
        act.ShouldShow(EventCode.SyscallKeyctlX, ("res", act["keyctl_join"]), ("operation", Operation("KEYCTL_JOIN_SESSION_KEYRING")),
            ("arg2", (byte[])[1, .. "saker-ring\0"u8]), ("arg3", zero), ("arg4", zero), ("arg5", zero));
        act.ShouldShow(EventCode.SyscallKeyctlX, ("res", act["keyctl_search"]), ("operation", Operation("KEYCTL_SEARCH")),
            ("arg2", Value64(0, act["keyctl_join"])), ("arg3", (byte[])[1, .. "user\0"u8]), ("arg4", (byte[])[1, .. "nothing\0"u8]), ("arg5", zero));
        act.ShouldShow(EventCode.SyscallKeyctlX, ("res", act["keyctl_revoke"]), ("operation", Operation("KEYCTL_REVOKE")),
            ("arg2", Value64(0, act["keyctl_join"])), ("arg3", zero), ("arg4", zero), ("arg5", zero));
        act.ShouldShow(EventCode.SyscallKeyctlX, ("res", act["keyctl_unknown"]), ("operation", 999L), ("arg2", zero), ("arg3", zero), ("arg4", zero), ("arg5", zero));
    }

    [Fact]
    public void FileSystems()
    {
        long fs = act["fsopen"];
        Configured(("res", 0L), ("fd", fs), ("cmd", Command("FSCONFIG_SET_STRING")), ("key", "size"), ("value_bytebuf", None), ("value_charbuf", "64k"), ("aux", 0L));
        Configured(("res", act["fsconfig_failed"]), ("fd", fs), ("cmd", Command("FSCONFIG_SET_BINARY")), ("key", "size"), ("value_bytebuf", None), ("value_charbuf", ""), ("aux", 5L));
        Configured(("res", 0L), ("fd", fs), ("cmd", Command("FSCONFIG_SET_FLAG")), ("key", "ro"), ("value_bytebuf", None), ("value_charbuf", ""), ("aux", 0L));
        Configured(("res", 0L), ("fd", fs), ("cmd", Command("FSCONFIG_CMD_CREATE")), ("key", ""), ("value_bytebuf", None), ("value_charbuf", ""), ("aux", 0L));
        act["fsconfig_failed"].Should().BeNegative();
    }

    [Fact]
    public void Quotas()
    {
        long unused = Flags.Of("quotactl_quota_fmts", "QFMT_NOT_USED");
        Quota("Q_SETQUOTA", act["quotactl_set"], "/dev/none", "", [11, 10, 0, 8, 7, 6, 0], [0, 0, 0], "GRPQUOTA", 1234, unused);
        Quota("Q_QUOTAON", act["quotactl_on"], "/dev/none", "/aquota.user", new long[7], [0, 0, 0], "USRQUOTA", 0, Flags.Of("quotactl_quota_fmts", "QFMT_VFS_V1"));
        Quota("Q_SETINFO", act["quotactl_info"], "/dev/none", "", new long[7], [21, 22, 1], "USRQUOTA", 0, unused);
        Quota("Q_SYNC", act["quotactl_sync"], "", "", new long[7], [0, 0, 0], "USRQUOTA", 0, unused);
    }

    [Fact]
    public void Modules() =>
        act.ShouldShow(EventCode.SyscallDeleteModuleX, ("res", act["delete_module_failed"]), ("name", "saker_none"), ("flags", Flags.Of("delete_module_flags", "O_NONBLOCK", "O_TRUNC")));

    [Fact]
    public void Identities()
    {
        act.ShouldShow(EventCode.SyscallGetuidX, ("uid", 5001L));
        act.ShouldShow(EventCode.SyscallGeteuidX, ("euid", 5002L));
        act.ShouldShow(EventCode.SyscallGetgidX, ("gid", 4001L));
        act.ShouldShow(EventCode.SyscallGetegidX, ("egid", 4002L));
        act.ShouldShow(EventCode.SyscallGetresuidX, ("res", 0L), ("ruid", 5001L), ("euid", 5002L), ("suid", 5003L));
        act.ShouldShow(EventCode.SyscallGetresuidX, ("res", -14L), ("ruid", 0L), ("euid", 0L), ("suid", 0L));
        act.ShouldShow(EventCode.SyscallGetresgidX, ("res", 0L), ("rgid", 4001L), ("egid", 4002L), ("sgid", 4003L));
        act.ShouldShow(EventCode.SyscallGetresgidX, ("res", -14L), ("rgid", 0L), ("egid", 0L), ("sgid", 0L));
    }

    private static long Name(string option) => Flags.Of("sockopt_options", option);

    private static long Operation(string name) => Flags.Of("keyctl_operations", name);

    private static long Command(string name) => Flags.Of("fsconfig_cmds", name);

    /// <summary>A value behind the byte that says what it is.</summary>
    private static byte[] Value32(int value)
    {
        byte[] bytes = new byte[5];
        bytes[0] = 2;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Value64(byte kind, long value)
    {
        byte[] bytes = new byte[9];
        bytes[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Port(long port) => [(byte)port, (byte)(port >> 8)];

    private static byte[] Tuple(long from, long to) =>
        [2, .. IPAddress.Loopback.GetAddressBytes(), .. Port(from), .. IPAddress.Loopback.GetAddressBytes(), .. Port(to)];

    private byte[] Unbound(long to) => [2, 0, 0, 0, 0, .. Port(act["sender_port"]), .. IPAddress.Loopback.GetAddressBytes(), .. Port(to)];

    private void Set(params (string Name, object Value)[] expected) => act.ShouldShow(EventCode.SocketSetsockoptX, expected);

    private void Got(params (string Name, object Value)[] expected) => act.ShouldShow(EventCode.SocketGetsockoptX, expected);

    private void Configured(params (string Name, object Value)[] expected) => act.ShouldShow(EventCode.SyscallFsconfigX, expected);

    private void Quota(string command, long result, string special, string file, long[] block, long[] info, string kind, long id, long format) =>
        act.ShouldShow(EventCode.SyscallQuotactlX, ("res", result), ("special", special), ("quotafilepath", file),
            ("dqb_bhardlimit", block[0]), ("dqb_bsoftlimit", block[1]), ("dqb_curspace", block[2]), ("dqb_ihardlimit", block[3]), ("dqb_isoftlimit", block[4]),
            ("dqb_btime", block[5]), ("dqb_itime", block[6]), ("dqi_bgrace", info[0]), ("dqi_igrace", info[1]), ("dqi_flags", info[2]),
            ("quota_fmt_out", Flags.Of("quotactl_quota_fmts", "QFMT_NOT_USED")), ("cmd", Flags.Of("quotactl_cmds", command)), ("type", Flags.Of("quotactl_types", kind)),
            ("id", id), ("quota_fmt", format));
}
