using System.Text;
using System.Text.Json;
using Saker.Events;
using Saker.Events.Captures;
using Saker.Fields;
using Saker.Rules;
using Saker.Rules.Files;
using Saker.State;
using Saker.Testing;

namespace Saker.Alerts.Tests;

/// <summary>The shapes that consumers parse, on an open by a process with odd arguments.</summary>
public sealed class AlertRendererTests : IDisposable
{
    private readonly EventBuilder builder = new();
    private readonly MachineState machine = new(new MachineOptions { Live = false });
    private readonly EventContext context;

    public AlertRendererTests()
    {
        var start = new CapturedStart(machine);
        start.Add(new CapturedThread
        {
            Tid = 7,
            Pid = 7,
            ParentTid = 1,
            Comm = "odd"u8.ToArray(),
            Exe = "/bin/odd"u8.ToArray(),
            Arguments = EventBuilder.List("say \"hi\"", "new\nline"),
            Cwd = "/"u8.ToArray(),
            FdLimit = 1024,
            Flags = 0,
            Uid = 0,
            Gid = 0,
        });
        start.Complete();
        context = new EventContext { Event = builder.Bare(EventCode.SyscallOpenX, 7, 3L, "/etc/shadow", 1L, 0L, 0L, 0L) };
        machine.Update(context);
    }

    [Fact]
    public void A_text_alert_is_one_line_of_time_priority_and_output()
    {
        Render("opened %fd.name by %proc.cmdline of %proc.pname", new AlertFormat { Iso8601 = true })
            .Should().Be("2023-11-14T22:13:20.000000000+0000: Warning opened /etc/shadow by odd say \"hi\" new\\nline of <NA>");
        Render("x", new AlertFormat()).Should().MatchRegex("^[0-9]{2}:[0-9]{2}:20\\.000000000: Warning x$");
    }

    [Fact]
    public void A_json_alert_has_its_keys_sorted_and_its_values_typed()
    {
        Render("%fd.name %evt.rawres %evt.is_open_read %proc.pname", new AlertFormat { Json = true, Iso8601 = true, Hostname = "node \"1\"" }).Should().Be(
            "{\"hostname\":\"node \\\"1\\\"\"," +
            "\"output\":\"2023-11-14T22:13:20.000000000+0000: Warning /etc/shadow 3 true <NA>\"," +
            "\"output_fields\":{\"evt.is_open_read\":true,\"evt.rawres\":3,\"evt.time.iso8601\":1700000000000000000,\"fd.name\":\"/etc/shadow\",\"proc.pname\":null}," +
            "\"priority\":\"Warning\",\"rule\":\"a rule\",\"source\":\"syscall\",\"tags\":[\"a\",\"b\"],\"time\":\"2023-11-14T22:13:20.000000000Z\"}");
    }

    [Fact]
    public void Members_can_be_left_out_and_the_message_put_in()
    {
        string line = Render("%proc.args", new AlertFormat { Json = true, IncludeOutput = false, IncludeOutputFields = false, IncludeTags = false, IncludeMessage = true });
        var json = JsonDocument.Parse(line).RootElement;
        json.EnumerateObject().Select(p => p.Name).Should().Equal("hostname", "message", "priority", "rule", "source", "time");
        json.GetProperty("message").GetString().Should().Be("say \"hi\" new\nline");
    }

    [Fact]
    public void A_width_pads_and_cuts()
    {
        Render("[%6proc.name][%2proc.name]", new AlertFormat { Iso8601 = true }).Should().EndWith("[odd   ][od]");
    }

    [Fact]
    public void Lists_print_in_parentheses_and_as_arrays()
    {
        Render("%fd.types", new AlertFormat { Iso8601 = true }).Should().EndWith("(file)");
        JsonDocument.Parse(Render("%fd.types", new AlertFormat { Json = true })).RootElement
            .GetProperty("output_fields").GetProperty("fd.types").EnumerateArray().Select(v => v.GetString()).Should().Equal("file");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void An_object_leaves_nothing_out_whatever_the_line_does(bool json, bool whole)
    {
        var format = new AlertFormat { Json = json, IncludeOutput = whole, IncludeOutputFields = whole, IncludeTags = whole, Hostname = "node" };
        var alert = Raise("%fd.name", format with { WithObjects = true });
        Encoding.UTF8.GetString(alert.Object!.Value.Span).Should().Be(Render("%fd.name", format with { Json = true, IncludeOutput = true, IncludeOutputFields = true, IncludeTags = true }));
        Encoding.UTF8.GetString(alert.Line.Span).Should().Be(Render("%fd.name", format));
        Raise("%fd.name", format).Object.Should().BeNull();
        var said = new InternalAlert("a rule", Priority.Error, "it happened", new Dictionary<string, object> { ["n"] = 1L });
        Encoding.UTF8.GetString(said.Render(format with { WithObjects = true }, 0).Object!.Value.Span)
            .Should().Be(Encoding.UTF8.GetString(said.Render(format with { Json = true }, 0).Line.Span));
    }

    public void Dispose()
    {
        machine.Dispose();
        builder.Dispose();
    }

    private string Render(string output, AlertFormat format) => Encoding.UTF8.GetString(Raise(output, format).Line.Span);

    private Alert Raise(string output, AlertFormat format)
    {
        string yaml = $"- rule: a rule\n  desc: d\n  condition: evt.type=open\n  output: '{output}'\n  priority: warning\n  tags: [b, a]\n";
        var loaded = new RuleFileLoader(LoadOptions.ForSyscalls(new FieldCatalog(new FieldOptions()))).Load([new RuleFile("r.yaml", yaml)]);
        loaded.Successful.Should().BeTrue();
        var alert = new AlertRenderer(format).Render(loaded.Rules.Rules.Single(), context);
        (alert.Rule, alert.Priority, alert.Source, alert.Time).Should().Be(("a rule", "Warning", "syscall", EventBuilder.Start));
        return alert;
    }
}
