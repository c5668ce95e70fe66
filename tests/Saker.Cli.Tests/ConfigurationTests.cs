using System.Globalization;
using System.IO.Compression;

namespace Saker.Cli.Tests;

/// <summary>Each key of the configuration does what it is for, seen from outside.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private const string Rules = """
        - rule: Opened
          desc: A file is opened.
          condition: evt.type in (open, openat)
          output: opened %fd.name
          priority: NOTICE
          tags: [files]
        - rule: Opened again
          desc: The same once more.
          condition: evt.type in (open, openat)
          output: again %fd.name
          priority: DEBUG
        - rule: Data
          desc: Data is read.
          condition: evt.type = read
          output: read %evt.buffer
          priority: WARNING

        """;

    private readonly string directory = Directory.CreateTempSubdirectory("saker-config-").FullName;

    /// <summary>Capture, lines of the configuration, what the output then holds, and what it does not.</summary>
    public static TheoryData<string, string, string, string> Replays => new()
    {
        { "open_run", "json_output: false", "Notice opened /var/job_script", "again" },
        { "open_run", "rule_matching: all", "Debug again /var/job_script", "<nothing>" },
        { "open_run", "priority: info\nrule_matching: all", "Notice opened", "again" },
        { "open_run", "rules: [{disable: {rule: Opened}}]", "Debug again", "Notice opened" },
        { "open_run", "rules: [{disable: {tag: files}}]", "Debug again", "Notice opened" },
        { "open_run", "rules: [{disable: {rule: '*'}}, {enable: {rule: Opened again}}]", "Debug again", "Notice opened" },
        { "open_run", "rules: [{disable: {rule: '*'}}, {enable: {tag: files}}]", "Notice opened", "again" },
        { "open_run", "json_output: true", "\"rule\":\"Opened\"", "Notice opened /var/job_script\n" },
        { "open_run", "json_output: true\njson_include_output_property: false", "\"output_fields\"", "\"output\":" },
        { "open_run", "json_output: true\njson_include_output_fields_property: false", "\"output\":", "output_fields" },
        { "open_run", "json_output: true\njson_include_tags_property: false", "\"source\"", "\"tags\"" },
        { "open_run", "json_output: true\njson_include_message_property: true", "\"message\":\"opened /var/job_script\"", "<nothing>" },
        { "open_run", "time_format_iso_8601: true", "2023-11-14T22:13:20.000000000+0000: Notice opened", "\n22:13:20" },
        { "open_run", "buffered_outputs: true", "Notice opened", "<nothing>" },
        { "open_run", "append_output: [{match: {rule: Opened}, extra_output: 'by %proc.name'}]", "opened /var/job_script by ", "<nothing>" },
        { "open_run", "append_output: [{match: {tags: [files]}, extra_output: 'with tag'}]", "opened /var/job_script with tag", "<nothing>" },
        { "open_run", "append_output: [{match: {tags: [others]}, extra_output: 'with tag'}]", "opened /var/job_script", "with tag" },
        { "open_run", "append_output: [{match: {source: syscall}, extra_output: 'of calls'}]", "opened /var/job_script of calls", "<nothing>" },
        { "open_run", "append_output: [{match: {source: k8s_audit}, extra_output: 'of calls'}]", "opened /var/job_script", "of calls" },
        { "open_run", "json_output: true\nappend_output: [{extra_fields: [evt.dir, who: '%evt.num by nobody']}]", "\"who\":\"1 by nobody\"", "<nothing>" },
        { "open_run", "static_fields: {zone: north}\nappend_output: [{suggested_output: true}]", "static_zone=north", "<nothing>" },
        { "open_run", "static_fields: {zone: north}\nappend_output: [{extra_output: 'in %static.zone'}]", "job_script in north", "<nothing>" },
        { "open_run", "stdout_output: {enabled: false}", "Events detected: 1", "Notice opened" },
        { "read_hello", "buffer_format_base64: true", "Warning read Z3JlZXQ=", "<nothing>" },
    };

    /// <summary>How a further file is named in the configuration, what the output then holds, and what it does not.</summary>
    public static TheoryData<string, string, string> FurtherFiles => new()
    {
        { "", "Debug again", "Notice opened" },
        { "config_files: [DIRECTORY/more.yaml]", "Events detected: 0", "opened" },
        { "config_files: [DIRECTORY/none.yaml]", "Debug again", "in north" },
        { "config_files: [{path: DIRECTORY/more.yaml, strategy: append}]", "Events detected: 0", "opened" },
        { "config_files: [{path: DIRECTORY/more.yaml, strategy: override}]", "Notice opened /var/job_script in north", "again" },
        { "config_files: [{path: DIRECTORY/more.yaml, strategy: add-only}]", "Debug again /var/job_script in ", "opened" },
    };

    /// <summary>Lines of the configuration, what a dry run then says, and what it does not.</summary>
    public static TheoryData<string, string, string> DryRuns => new()
    {
        { "log_level: info", "configuration", "system calls watched" },
        { "log_level: debug", "system calls watched", "<nothing>" },
        { "time_format_iso_8601: true", "+0000: Saker", "<nothing>" },
        { "log_level: debug\nbase_syscalls: {custom_set: [chmod, '!openat']}", "chmod", "openat," },
        { "log_level: debug\nbase_syscalls: {custom_set: [chmod]}", "(3): chmod, open, openat", "setuid" },
        { "log_level: debug\nbase_syscalls: {custom_set: [chmod], repair: true}", "setuid", "<nothing>" },
        { "log_level: debug\nbase_syscalls: {all: true}", " read", "not watched unless" },
        { "saker: {heap: {max_size_mb: 64}, outputs_queue: {max_size_mb: 8}}", "of the 64 MB of saker.heap.max_size_mb each output gets 4", "<nothing>" },
        { "base_syscalls: {all: false}", "not watched unless base_syscalls.all is set: read", "<nothing>" },
        { "jsn_output: true", "config.yaml:1:1: jsn_output: there is no key 'jsn_output'; is 'json_output' meant?", "<nothing>" },
        { "webserver:\n  enabled: false\n  threads: 3", "config.yaml:3:3: webserver.threads: there is no key 'threads'", "<nothing>" },
        { "engine: {modern_ebpf: {disable_iterators: true}}", "engine.modern_ebpf.disable_iterators has no effect", "<nothing>" },
        { "engine: {kind: modern_ebpf, modern_ebpf: {cpus_for_each_buffer: 4}}", "engine.modern_ebpf.cpus_for_each_buffer has no effect", "<nothing>" },
        { "buffered_outputs: true", "buffered_outputs has no effect", "<nothing>" },
        { "metrics: {kernel_iter_event_counters_enabled: false}", "metrics.kernel_iter_event_counters_enabled has no effect", "<nothing>" },
        { "metrics: {plugins_metrics_enabled: false}", "metrics.plugins_metrics_enabled has no effect", "<nothing>" },
        { "plugins_hostinfo: false", "plugins_hostinfo has no effect", "<nothing>" },
        { "plugins: [{name: container, library_path: libcontainer.so, open_params: a}]", "plugins.open_params has no effect", "<nothing>" },
        {
            "engine: {modern_ebpf: {cpus_for_each_buffer: 2, disable_iterators: false}}\nbuffered_outputs: false\nplugins_hostinfo: true\n"
                + "metrics: {kernel_iter_event_counters_enabled: true, plugins_metrics_enabled: true}", "rules ", "has no effect"
        },
        { "engine: {kind: ebpf, ebpf: {buf_size_preset: 4}}", "engine.ebpf: it is no key any more; use engine.modern_ebpf", "<nothing>" },
        { "engine: {kind: ebpf}", "engine.kind: ebpf is no engine any more; modern_ebpf is used in its place", "<nothing>" },
        { "grpc: {enabled: true}", "config.yaml:1:1: grpc: it is no key any more; use saker.stream.grpc", "<nothing>" },
        { "grpc_output: {enabled: true}", "config.yaml:1:1: grpc_output: it is no key any more; use saker.stream.grpc", "<nothing>" },
    };

    /// <summary>Lines of the configuration that cannot be used, and what is said of them.</summary>
    public static TheoryData<string, string> Refusals => new()
    {
        { "base_syscalls: {custom_set: [opn]}", "config.yaml:1:29: base_syscalls.custom_set: there is no system call 'opn'" },
        { "engine: {modern_ebpf: {buf_size_preset: 11}}", "engine.modern_ebpf.buf_size_preset: expected a whole number from 1 to 10" },
        { "saker: {heap: {max_size_mb: 16}}", "saker.heap.max_size_mb: expected a whole number from 32" },
        { "capture: {enabled: true}\nsaker: {heap: {max_size_mb: 64}, flight_recorder: {max_size_mb: 32}}", "a flight recorder of 32 MB takes more than a quarter of 64 MB" },
        { "falco_libs: {snaplen: -1}", "falco_libs.snaplen: expected a whole number" },
        { "libs_logger: {severity: loud}", "libs_logger.severity: expected one of fatal" },
        { "metrics: {enabled: true}", "nobody would see the metrics" },
        { "metrics: {enabled: true, output_rule: true, interval: 30}", "metrics.interval: expected a time of at least 100ms with its unit" },
        { "metrics: {interval: 10ms}", "at least 100ms" },
        { "syscall_event_drops: {actions: [ignore, alert]}", "ignore excludes log and alert" },
        { "syscall_event_drops: {actions: [shout]}", "'shout' is none of ignore, log, alert and exit" },
        { "syscall_event_drops: {threshold: 2}", "syscall_event_drops.threshold: expected a number from 0 to 1" },
        { "syscall_event_timeouts: {max_consecutives: 0}", "syscall_event_timeouts.max_consecutives: expected a whole number from 1" },
        { "webserver: {listen_address: here}", "webserver.listen_address: expected an IPv4 or IPv6 address, not 'here'" },
        { "webserver: {k8s_healthz_endpoint: healthz}", "expected a path that begins with a slash" },
        { "plugins: [{name: a, library_path: ../../etc/a.so}]", "leads out of /usr/share/falco/plugins" },
        { "plugins: 3", "config.yaml:1:10: plugins: expected a list of maps, not '3'" },
        { "log_level: shout", "log_level: expected one of emergency" },
        { "file_output: {enabled: true, filename: /no/such/alerts.txt}", "config.yaml:1:40: file_output.filename: there is no directory /no/such; make it" },
        { "file_output: {enabled: true, filename: /tmp}", "file_output.filename: /tmp is a directory; name a file" },
        { "metrics: {enabled: true, output_file: /no/such/numbers}", "metrics.output_file: there is no directory /no/such" },
        { "capture: {enabled: true, path_prefix: /no/such/led}", "capture.path_prefix: there is no directory /no/such" },
        { "webserver: true", "config.yaml:1:12: webserver: expected a map of keys, not 'true'" },
        { "plugins: [{name: container, library_path: libcontainer.so, init_config: {engines: 3}}]", "engines: expected a map of keys, not '3'" },
        { "program_output: {enabled: true, program: ''}", "program_output.program: missing" },
        { "rule_matching: some", "rule_matching: expected one of first, all" },
    };

    [Theory]
    [MemberData(nameof(Replays))]
    public void What_a_replay_prints(string capture, string config, string expected, string unexpected)
    {
        string file = Path.Combine(SakerProgram.Repository, "tests", "Saker.Conformance.Tests", "cases", "captures", capture + ".scap");
        var result = SakerProgram.Run("replay", file, "-c", Write("config.yaml", config), "-r", Write("rules.yaml", Rules));
        result.ExitCode.Should().Be(0, result.Error);
        result.Output.Should().Contain(expected).And.NotContain(unexpected);
    }

    [Theory]
    [MemberData(nameof(FurtherFiles))]
    public void What_a_further_file_changes(string config, string expected, string unexpected)
    {
        // Lists are joined or replaced, all else is replaced or left.
        Write("more.yaml", "rules: [{disable: {rule: Opened again}}]\nappend_output: [{extra_output: in north}]\nstdout_output: {enabled: true}");
        What_a_replay_prints("open_run", $"rule_matching: all\nrules: [{{disable: {{rule: Opened}}}}]\n{config.Replace("DIRECTORY", directory, StringComparison.Ordinal)}", expected, unexpected);
    }

    [Theory]
    [MemberData(nameof(DryRuns))]
    public void What_a_dry_run_says(string config, string expected, string unexpected)
    {
        var result = SakerProgram.Run("--dry-run", "-c", Write("config.yaml", config), "-r", Write("rules.yaml", Rules));
        result.ExitCode.Should().Be(0, result.Error);
        result.Error.Should().Contain(expected).And.NotContain(unexpected);
    }

    [Fact]
    public void Rules_may_be_named_by_the_former_key()
    {
        string rules = Write("rules.yaml", Rules);
        SakerProgram.Run("--dry-run", "-c", Write("config.yaml", $"rules_file: {rules}")).Error.Should().Contain($"rules {rules}: 0 warnings");
    }

    [Theory]
    [InlineData(false, 3600)]
    [InlineData(true, 2)]
    public void A_replay_may_take_as_long_as_what_was_recorded(bool realtime, uint seconds)
    {
        // The last of four events is moved to a while after the others.
        using var plain = new MemoryStream();
        using (var packed = File.OpenRead(Path.Combine(SakerProgram.Repository, "tests", "Saker.Conformance.Tests", "cases", "captures", "accept4.scap")))
        using (var unpacking = new GZipStream(packed, CompressionMode.Decompress))
            unpacking.CopyTo(plain);
        byte[] capture = plain.ToArray();
        const ulong last = 1_700_000_000_030_000_000;
        BitConverter.TryWriteBytes(capture.AsSpan(capture.AsSpan().IndexOf(BitConverter.GetBytes(last))), last + (seconds * 1_000_000_000UL)).Should().BeTrue();
        string file = Path.Combine(directory, "slow.scap");
        File.WriteAllBytes(file, capture);
        string log = SakerProgram.Run("replay", file, "-r", Write("rules.yaml", Rules), "-c", Write("config.yaml", $"saker: {{replay: {{realtime: {(realtime ? "true" : "false")}}}}}")).Error;
        double taken = double.Parse(log[..log.LastIndexOf(" s", StringComparison.Ordinal)].Split(' ')[^1], CultureInfo.InvariantCulture);
        (taken >= seconds).Should().Be(realtime, log);
    }

    [Theory]
    [InlineData("log_level: error")]
    [InlineData("log_stderr: false")]
    public void What_keeps_the_log_silent(string config) =>
        SakerProgram.Run("--dry-run", "-c", Write("config.yaml", config), "-r", Write("rules.yaml", Rules)).Error.Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cannot_be_used(string config, string expected)
    {
        var result = SakerProgram.Run("--dry-run", "-c", Write("config.yaml", config), "-r", Write("rules.yaml", Rules));
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("Error: ").And.Contain(expected);
    }

    [Fact]
    public void A_key_that_is_set_on_the_command_line_and_does_not_exist_is_warned_of() =>
        SakerProgram.Run("--dry-run", "-o", "outputs_queue.capcity=3").Error.Should().Contain("option outputs_queue.capcity: there is no key 'capcity'; is 'capacity' meant?");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string Write(string name, string content)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, content + "\n");
        return path;
    }
}
