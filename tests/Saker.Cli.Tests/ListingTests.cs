using System.Text.Json;

namespace Saker.Cli.Tests;

/// <summary>The catalogues as <c>--list</c> and <c>--list-events</c> print them, in the shapes that Falco's have.</summary>
public class ListingTests
{
    [Fact]
    public void Fields_as_text()
    {
        string text = Print("--list");
        text.Should().StartWith("-------------------------------\nField Class:                  evt (All event types)\nDescription:                  ")
            .And.Contain("\nField Class:                  process\n", "only classes of one name are told apart")
            .And.Contain("\nEvent Sources:                syscall \n\nproc.exe                      ")
            .And.Contain("\nproc.aname                    (ARG_ALLOWED,EPF_NO_RHS,EPF_NO_TRANSFORMER) ")
            .And.Contain("\ncontainer.mount               (ARG_INDEX,ARG_KEY,ARG_REQUIRED) ")
            .And.NotContain("evt.latency", "it is no longer useful");
        text.Split('\n').Should().OnlyContain(line => line.Length <= 121);
    }

    [Fact]
    public void Names_of_fields()
    {
        Print("--list", "-N").Split('\n').Should().Contain(["evt.type", "proc.name", "fd.name", "container.id", "proc.key"])
            .And.NotContain(["evt.latency", "evt.outputtime", "thread.nametid"]);
        Json("--list", "-N", "--format", "json").GetProperty("fieldnames").EnumerateArray().Select(n => n.GetString()).Should().StartWith("evt.num");
    }

    [Fact]
    public void Fields_in_Markdown()
    {
        Print("--list=syscall", "--format", "markdown").Should().StartWith("## Field Class: evt\n\n")
            .And.Contain("\n\nEvent Sources: syscall\n\nName | Type | Description\n:----|:-----|:-----------\n`evt.num` | UINT64 | ")
            .And.Contain("\n`fd.types` | LIST(CHARBUF) | ");
    }

    [Fact]
    public void Fields_in_JSON()
    {
        var classes = Json("--list", "--format", "json").GetProperty("fieldclasses").EnumerateArray().ToArray();
        classes[0].GetProperty("name").GetString().Should().Be("evt");
        classes[0].GetProperty("event_sources")[0].GetString().Should().Be("syscall");
        var fields = classes.SelectMany(c => c.GetProperty("fields").EnumerateArray()).ToArray();
        fields.Should().HaveCountGreaterThan(250).And.OnlyContain(f => f.GetProperty("desc").GetString()!.Length > 0);
        Text("proc.name").Should().Be("""{"argument":null,"is_list":false,"type":"CHARBUF"}""");
        Text("proc.aname").Should().Be("""{"argument":{"required":false,"type":[]},"is_list":false,"type":"CHARBUF"}""");
        Text("container.mount").Should().Be("""{"argument":{"required":true,"type":["INDEX","KEY"]},"is_list":false,"type":"CHARBUF"}""");
        Text("fd.types").Should().Contain("\"is_list\":true");

        string Text(string name)
        {
            var field = fields.Single(f => f.GetProperty("name").GetString() == name);
            return JsonSerializer.Serialize(new
            {
                argument = field.GetProperty("argument"),
                is_list = field.GetProperty("is_list"),
                type = field.GetProperty("type"),
            });
        }
    }

    [Fact]
    public void Events_as_text()
    {
        string text = Print("--list-events");
        text.Should().StartWith("The events below are valid for Falco *Schema Version*: 4.5.1\n## Syscall events\n\n> open(FSPATH **name**, ")
            .And.Contain("\n< openat(FD **fd**, FD **dirfd**, FSRELPATH **name**, FLAGS32 **flags**: O_LARGEFILE, ")
            .And.Contain("\n< chmod(ERRNO **res**, FSPATH **filename**, MODE **mode**)\n")
            .And.Contain("\n< ptrace(ERRNO **res**, DYNAMIC **addr**, ")
            .And.Contain("\n< madvise(SYSCALLID **ID**, UINT16 **nativeID**)\n")
            .And.NotContain("sched_switch", "that is no call");
        text.Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Should()
            .Equal("## Syscall events", "## Tracepoint events", "## Plugin events", "## Metaevents");
    }

    [Fact]
    public void Events_in_Markdown()
    {
        Print("--list-events", "--format", "markdown").Should()
            .Contain("## Syscall events\n\nDefault | Dir | Name | Params\n:-------|:----|:-----|:-----\n")
            .And.Contain("\nYes | `<` | `close` | ERRNO **res**, FD **fd**\n")
            .And.Contain("\nNo | `<` | `read` | ERRNO **res**, ", "it is watched only when everything is")
            .And.Contain("FLAGS32 **flags**: *O_LARGEFILE*, *O_DIRECTORY*");
    }

    [Fact]
    public void Events_in_JSON()
    {
        var root = Json("--list-events", "--format", "json");
        root.GetProperty("schema_version").GetString().Should().Be("4.5.1");
        root.EnumerateObject().Select(p => p.Name).Should().BeEquivalentTo(
            "Syscall events", "Tracepoint events", "Plugin events", "Metaevents", "schema_version");
        var pread = root.GetProperty("Syscall events").EnumerateArray().Single(e => e.GetProperty("name").GetString() == "pread");
        pread.GetProperty("available").GetBoolean().Should().BeFalse();
        pread.GetProperty("dir").GetString().Should().Be("<");
        pread.GetProperty("params")[0].GetRawText().Replace(" ", "").Replace("\n", "").Should().Be("""{"name":"res","type":"ERRNO"}""");
    }

    [Fact]
    public void Markdown_has_an_older_flag()
    {
        var result = SakerProgram.Run("--list", "--markdown");
        result.Output.Should().Be(Print("--list", "--format", "markdown"));
        result.Error.Should().Contain("--format markdown");
        SakerProgram.Run("--list", "--markdown", "--format", "json").ExitCode.Should().Be(1);
    }

    private static string Print(params string[] arguments)
    {
        var result = SakerProgram.Run(arguments);
        result.ExitCode.Should().Be(0, result.Error);
        return result.Output;
    }

    private static JsonElement Json(params string[] arguments) => JsonDocument.Parse(Print(arguments)).RootElement;
}
