using System.Text;
using Saker.Events;
using Saker.Fields;
using Saker.Rules.Evaluation;

namespace Saker.Rules.Tests;

/// <summary>What conditions mean, asked of the interpreter and of the compiler alike.</summary>
public class MatchingTests
{
    private static readonly IpAddress server = IpAddress.FromBytes([10, 1, 2, 3]);
    private static readonly IpAddress client = IpAddress.FromBytes([192, 168, 0, 1]);

    private readonly FakeCatalog catalog = new();

    public MatchingTests()
    {
        catalog.Set("proc.name", "thetool");
        catalog.Set("proc.cmdline", "thetool -vf out.txt rest");
        catalog.Set("proc.aname", "bash", "sshd", "systemd");
        catalog.Set("proc.aname[2]", "sshd");
        catalog.Set("proc.list", "-v", "-fout", "rest");
        catalog.Set("proc.pid", 42);
        catalog.Set("evt.num", 7);
        catalog.Set("evt.rawres", -2);
        catalog.Set("evt.is_open_write", true);
        catalog.Set("thread.cpu", 2.5);
        catalog.Set("fd.name", "/opt/app/conf/main.cfg");
        catalog.Set("fd.filename", "main.cfg");
        catalog.Set("fd.types", "file", "pipe");
        catalog.Set("evt.buffer", new byte[] { 1, 0xab, 0xcd, 0, 2 });
        catalog.Set("fd.sport", 443);
        catalog.Set("fd.port", 50000, 443);
        catalog.Set("fd.sip", server);
        catalog.Set("fd.ip", client, server);
        catalog.Set("fd.snet", server);
        catalog.Set("fd.net", client, server);
        catalog.Set("evt.arg[flags]", "O_RDONLY");
    }

    [Theory]
    // Text.
    [InlineData("proc.name = thetool", true)]
    [InlineData("proc.name != thetool", false)]
    [InlineData("proc.name != thetoo", true)]
    [InlineData("proc.name < 9", false)]
    [InlineData("proc.name contains etoo", true)]
    [InlineData("proc.name icontains ETOO", true)]
    [InlineData("proc.name startswith the", true)]
    [InlineData("proc.name startswith thetools", false)]
    [InlineData("fd.name endswith .cfg", true)]
    [InlineData("fd.name endswith main.cf", false)]
    [InlineData("fd.name startswith /opt/app/conf/main.cfg", true)]
    [InlineData("fd.name = /opt/app/conf/main.cfh", false)]
    [InlineData("fd.name glob '/opt/*/main.c?g'", true)]
    [InlineData("fd.name glob '/opt/[!a-z]*'", false)]
    [InlineData("fd.name iglob '*/MAIN.[c-d]FG'", true)]
    [InlineData("fd.name regex '/opt/(app|lib)/.*'", true)]
    [InlineData("fd.name regex '/opt/app'", false)]
    [InlineData("fd.name pmatch (/usr, /opt/app)", true)]
    [InlineData("fd.name pmatch (/opt/ap)", false)]
    [InlineData("fd.name pmatch (/opt/*/conf)", true)]
    [InlineData("proc.name in (a, thetool)", true)]
    [InlineData("proc.name in ()", false)]
    [InlineData("proc.name intersects (thetool)", true)]
    [InlineData("proc.name == oneof (thetool, thetool)", false)]
    [InlineData("proc.name contains anyof (zsh, tool)", true)]
    [InlineData("proc.name contains allof (the, tool)", true)]
    [InlineData("proc.name contains allof ()", false)]
    [InlineData("proc.name != allof (a, b)", true)]
    // Bytes.
    [InlineData("evt.buffer bcontains abcd", true)]
    [InlineData("evt.buffer bstartswith 01ab", true)]
    [InlineData("evt.buffer contains \"\\xcd\\x00\"", true)]
    // Numbers.
    [InlineData("proc.pid = 42", true)]
    [InlineData("proc.pid >= 43", false)]
    [InlineData("proc.pid in (1, 42)", true)]
    [InlineData("evt.rawres < 0", true)]
    [InlineData("evt.rawres = -2", true)]
    [InlineData("evt.num > 18446744073709551615", false)]
    [InlineData("evt.is_open_write = true", true)]
    [InlineData("thread.cpu > 2", true)]
    [InlineData("thread.cpu = 2", false)]
    [InlineData("fd.sport = https", true)]
    // Either end of a socket.
    [InlineData("fd.port = 443", true)]
    [InlineData("fd.port != 443", false)]
    [InlineData("fd.port != 80", true)]
    [InlineData("fd.ip = 10.1.2.3", true)]
    [InlineData("fd.ip != 10.1.2.3", false)]
    [InlineData("fd.ip = ::1", false)]
    [InlineData("fd.sip != ::1", true)]
    [InlineData("fd.snet in (172.16.0.0/12, 10.0.0.0/8)", true)]
    [InlineData("fd.net = 192.168.0.0/16", true)]
    [InlineData("fd.net in (172.16.0.0/12, 10.0.0.0/8)", false)]
    // Ancestors and lists.
    [InlineData("proc.aname = sshd", true)]
    [InlineData("proc.aname != sshd", true)]
    [InlineData("proc.aname in (init)", false)]
    [InlineData("proc.aname[2] = sshd", true)]
    [InlineData("fd.types in (file)", false)]
    [InlineData("fd.types in (file, pipe, socket)", true)]
    [InlineData("fd.types intersects (file)", true)]
    // Missing values.
    [InlineData("proc.pname = x", false)]
    [InlineData("proc.pname != x", false)]
    [InlineData("not proc.pname = x", true)]
    [InlineData("proc.pname exists", false)]
    [InlineData("proc.name exists", true)]
    // Transformers and fields on the right.
    [InlineData("toupper(proc.name) = THETOOL", true)]
    [InlineData("basename(fd.name) = val(fd.filename)", true)]
    [InlineData("fd.name endswith val(fd.filename)", true)]
    [InlineData("proc.name = val(proc.pname)", false)]
    [InlineData("len(proc.name) = 7", true)]
    [InlineData("len(fd.types) = 2", true)]
    [InlineData("concat(proc.name, \"/\", fd.filename) = thetool/main.cfg", true)]
    [InlineData("join(\"-\", (proc.name, \"x\")) = thetool-x", true)]
    [InlineData("join(\"+\", fd.types) = file+pipe", true)]
    [InlineData("join(\"+\", (proc.pid, evt.rawres, evt.is_open_write)) = \"42+-2+true\"", true)]
    [InlineData("getopt(proc.list, \"vf:\")[f] = out", true)]
    [InlineData("getopt(proc.list, \"vf:\") intersects (v)", true)]
    [InlineData("getopt(proc.list, \"vf:\") in (v, f)", false)]
    [InlineData("b64((\"dGhl\")) in (the)", true)]
    [InlineData("evt.arg.flags contains RDONLY", true)]
    // Event types.
    [InlineData("evt.type = openat and proc.pid = 42", true)]
    [InlineData("evt.type = read", false)]
    [InlineData("evt.type in (open, openat)", true)]
    [InlineData("not evt.type in (open, openat)", false)]
    [InlineData("evt.type != openat or proc.name = thetool", true)]
    public void Means_what_it_says(string condition, bool expected)
    {
        var openat = TestEvents.Of(EventCode.SyscallOpenat_2X);
        foreach (var mode in Enum.GetValues<EvaluationMode>())
        {
            Load.Matcher(catalog, mode, RuleMatching.First, condition).MatchFirst(openat)
                .Should().Be(expected ? 0 : -1, "that is what {0} says", mode);
        }
    }

    [Theory]
    [InlineData(EvaluationMode.Compiled)]
    [InlineData(EvaluationMode.Interpreted)]
    public void Rules_about_some_types_come_before_rules_about_all(EvaluationMode mode)
    {
        string[] conditions =
        [
            "proc.name exists", "evt.type = openat and proc.pid = 42", "evt.type = close", "evt.type in (openat, close)",
        ];
        var openat = TestEvents.Of(EventCode.SyscallOpenat_2X);
        Load.Matcher(catalog, mode, RuleMatching.First, conditions).MatchFirst(openat).Should().Be(1);
        var matches = new MatchList();
        Load.Matcher(catalog, mode, RuleMatching.All, conditions).Match(openat, matches);
        matches.Rules.ToArray().Should().Equal(1, 3, 0);
    }

    [Theory]
    [InlineData(EvaluationMode.Compiled)]
    [InlineData(EvaluationMode.Interpreted)]
    public void Calls_without_an_event_of_their_own_are_told_apart(EvaluationMode mode)
    {
        var personality = EventSchema.Syscalls.First(s => s.Event is null && s.X64 >= 0);
        var other = EventSchema.Syscalls.Last(s => s.Event is null && s.X64 >= 0);
        var matcher = Load.Matcher(catalog, mode, RuleMatching.First, $"evt.type = {personality.Name}");
        matcher.MatchFirst(TestEvents.OfSyscall(personality.Code)).Should().Be(0);
        matcher.MatchFirst(TestEvents.OfSyscall(other.Code)).Should().Be(-1);
        matcher.EventTypes.Syscalls().Should().Contain(personality).And.NotContain(other);
    }

    [Fact]
    public void Nothing_is_allocated_for_an_event()
    {
        string[] conditions =
        [
            "evt.type = openat and fd.name startswith /etc and proc.name in (a, b, c)",
            "evt.type = openat and toupper(proc.name) = X and proc.aname in (a, b)",
            "evt.type = openat and fd.name glob *x and fd.name pmatch (/a, /b) and len(fd.types) = 3",
            "evt.type = openat and concat(proc.name, fd.name) = x or getopt(proc.list, \"f:\")[f] = y or fd.net = 1.0.0.0/8",
            "evt.type = openat and fd.name regex '.*[0-9]{3}x' and proc.pid > 100 and fd.name = val(fd.filename)",
        ];
        var openat = TestEvents.Of(EventCode.SyscallOpenat_2X);
        foreach (var mode in Enum.GetValues<EvaluationMode>())
        {
            var matcher = Load.Matcher(catalog, mode, RuleMatching.All, conditions);
            var matches = new MatchList();
            for (int i = 0; i < 100; i++)
                matcher.Match(openat, matches);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
                matcher.Match(openat, matches);
            (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0, "mode {0}", mode);
        }
    }
}
