namespace Saker.Cli.Tests;

/// <summary>Whatever is wrong with the input, the answer is one clear error that names its place, and exit code 1.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Rule = "- rule: r\n  desc: d\n  output: x\n  priority: INFO\n  condition: ";

    private readonly string directory = Directory.CreateTempSubdirectory("saker-cli-").FullName;

    public static TheoryData<string, string, string> Rules => new()
    {
        { "a bracket that is not closed", "- rule: a\n  desc: [d\n  condition: x\n", "rules.yaml:2:9" },
        { "a field that does not exist", Rule + "proc.nam = x\n", "proc.nam" },
        { "an operator that does not exist", Rule + "proc.name =~ x\n", "expecting" },
        { "a value that does not fit", Rule + "proc.pid = many\n", "many" },
        { "a macro that does not exist", Rule + "evt.type=open and missing_macro\n", "Undefined macro 'missing_macro'" },
        { "a macro that contains itself", "- macro: m\n  condition: m and evt.type=open\n" + Rule + "m\n", "'m'" },
        { "lists that contain each other", "- list: a\n  items: [b]\n- list: b\n  items: [a]\n" + Rule + "proc.name in (a)\n", "List 'a' contains itself: a -> b -> a" },
        { "an output with an unknown field", "- rule: r\n  desc: d\n  output: \"%proc.nam\"\n  priority: INFO\n  condition: evt.type=open\n", "proc.nam" },
        { "a priority that does not exist", "- rule: r\n  desc: d\n  output: x\n  priority: LOUD\n  condition: evt.type=open\n", "rules.yaml:4:" },
        { "a map at the top", "rule: r\n", "rules.yaml:1:1" },
        { "binary data", "\0\u0001\u0002\uFFFE", "rules.yaml" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rules_that_cannot_be_used(string what, string content, string expected)
    {
        string path = Write("rules.yaml", content);
        foreach (string[] arguments in new[] { new[] { "-r", path }, ["-V", path] })
        {
            var result = SakerProgram.Run(arguments);
            (result.Output + result.Error).Should().Contain(expected, what).And.NotContain("   at Saker.");
            result.ExitCode.Should().Be(1, what);
        }
    }

    [Fact]
    public void A_rules_file_of_a_hundred_megabytes()
    {
        string path = Path.Combine(directory, "large.yaml");
        using (var file = File.Create(path))
            file.SetLength(100 * 1024 * 1024);
        Refused(["-r", path], "large.yaml is larger than 64 MB");
    }

    [Theory]
    [InlineData("-V", "is a directory")]
    [InlineData("-c", "is a directory; a configuration file is expected")]
    [InlineData("-r", "no rules files were found")]
    public void A_directory_where_a_file_is_meant(string flag, string expected) => Refused([flag, directory], expected);

    [Theory]
    [InlineData("-r")]
    [InlineData("-V")]
    [InlineData("-c")]
    public void A_file_that_does_not_exist(string flag) => Refused([flag, "/no/such/file"], "/no/such/file");

    [Fact]
    public void A_file_without_an_end()
    {
        Refused(["-c", "/dev/zero"], "cannot read /dev/zero: it is longer than");
        Refused(["forward", "-c", "/dev/zero"], "cannot read /dev/zero: it is longer than");
        Refused(["-r", "/dev/zero"], "/dev/zero is larger than 64 MB");
        Refused(["reload", "-P", "/dev/zero"], "/dev/zero holds no process id");
    }

    [Fact]
    public void A_configuration_that_is_broken()
    {
        Refused(["-c", Write("config.yaml", "a: [1\n")], "config.yaml:2:1");
        Refused(["-c", Write("config.yaml", "json_output: maybe\n")], "config.yaml:1:14: json_output: expected true or false, not 'maybe'");
    }

    [Theory]
    [InlineData("saker: &a [*a]", "config.yaml:1:12: '*a' stands inside of what it names")]
    [InlineData("priority: debug\n---\npriority: info", "config.yaml:2:1: a second document begins here")]
    [InlineData("saker: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]", "config.yaml:1:71: nests deeper than 64 levels")]
    [InlineData("a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
        + "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\nf: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]", "config.yaml:6:")]
    [InlineData("append_output:\n  - : false, k: {s: c}\n    e: o", "config.yaml:3:5: While parsing a block collection")]
    [InlineData("- priority", "config.yaml:1:1: a map of keys is expected at the top")]
    public void A_configuration_that_has_no_end_or_no_shape(string content, string expected)
    {
        string path = Write("config.yaml", content + "\n");
        Refused(["--dry-run", "-c", path], expected);
        Refused(["forward", "-c", path], expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("current-context: c\ncontexts: [{name: c}]\nclusters: [{name: x}]\nusers: [{name: u}]")]
    [InlineData("{current-context: c, contexts: [{name: c, context: {cluster: x, user: u}}], clusters: [{name: x, cluster: {server: 'https://127.0.0.1:9', certificate-authority-data: '!'}}], users: [{name: u}]}")]
    public void A_file_that_does_not_say_where_a_cluster_is(string content) =>
        Refused(["k8s-metadata", "--listen", "127.0.0.1:0", "--health", "127.0.0.1:0", "--kubeconfig", Write("kubeconfig", content)], "kubeconfig: it does not say where a cluster is");

    [Fact]
    public void A_process_id_that_cannot_be_written_or_read()
    {
        Refused(["-P", "/no/such/pid", "-M", "1"], "--pidfile /no/such/pid: the process id cannot be written there");
        Refused(["reload", "-P", directory], $"--pidfile {directory}: no process id can be read there");
        Refused(["reload", "-P", ""], "no process id can be read there");
    }

    [Theory]
    [InlineData("record --al", "Unrecognized option '--al'")]
    [InlineData("lint --fast rules.yaml", "Unrecognized option '--fast'")]
    [InlineData("record x.scap --duration 2147483647h", "--duration: expected a time")]
    [InlineData("record x.scap --max-size -5", "--max-size: expected a whole number of megabytes, not '-5'")]
    [InlineData("-M 1e30", "expected a number of seconds of at most a hundred years, not '1e30'")]
    [InlineData("-o engine.kind=magic", "expected one of modern_ebpf, kmod, replay, nodriver")]
    [InlineData("-o engine.kind=replay", "engine.replay.capture_file names no capture")]
    [InlineData("-o engine.kind=replay -o engine.replay.capture_file=/etc/passwd", "is damaged at offset")]
    [InlineData("-o priority=loud", "'loud' is none")]
    [InlineData("-o something", "expected KEY=VALUE")]
    [InlineData("-M soon", "expected a number of seconds")]
    [InlineData("-l nothing", "there is no rule 'nothing'")]
    [InlineData("--list=nowhere", "there is no event source 'nowhere'")]
    [InlineData("--list --format=xml", "expected text, markdown or json")]
    [InlineData("--no-such-flag", "--no-such-flag")]
    public void Arguments_that_make_no_sense(string arguments, string expected) => Refused(arguments.Split(' '), expected);

    [Fact]
    public void Without_privileges_it_says_which_are_missing()
    {
        var result = SakerProgram.RunUnprivileged("-M", "1");
        result.Error.Should().Contain("CAP_BPF is missing").And.Contain("CAP_PERFMON is missing").And.Contain("run as root");
        result.ExitCode.Should().Be(1);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static void Refused(string[] arguments, string expected)
    {
        var result = SakerProgram.Run(arguments);
        (result.Output + result.Error).Should().Contain(expected).And.NotContain("   at Saker.");
        result.ExitCode.Should().Be(1);
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, content);
        return path;
    }
}
