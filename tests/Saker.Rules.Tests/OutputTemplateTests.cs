using Saker.Rules.Output;

namespace Saker.Rules.Tests;

public class OutputTemplateTests
{
    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("a %proc.name b", "'a '|proc.name|' b'")]
    [InlineData("%proc.name%proc.pid", "proc.name|proc.pid")]
    [InlineData("%proc.name.", "proc.name|'.'")]
    [InlineData("%proc.names", "proc.name|'s'")]
    [InlineData("%10proc.name|", "proc.name:10|'|'")]
    [InlineData("%0proc.name", "proc.name")]
    [InlineData("%proc.aname[2]!", "proc.aname[2]|'!'")]
    [InlineData("%proc.aname[]", "proc.aname|'[]'")]
    [InlineData("%proc.name[x]", "proc.name|'[x]'")]
    [InlineData("%toupper(proc.name) x", "toupper(proc.name)|' x'")]
    [InlineData("%evt.arg.flags", "evt.arg.flags")]
    [InlineData("é%proc.nameé", "'é'|proc.name|'é'")]
    [InlineData("* %proc.name", "' '|proc.name")]
    public void Is_split_into_segments(string text, string expected)
    {
        var segments = OutputTemplate.Parse(text, new FakeCatalog()).Segments.Select(s => s switch
        {
            LiteralSegment literal => $"'{literal.Text}'",
            FieldSegment { Width: > 0 } field => $"{field.Token}:{field.Width}",
            FieldSegment field => field.Token,
            _ => "",
        });
        string.Join('|', segments).Should().Be(expected);
    }

    [Theory]
    [InlineData("", 0, "empty formatting token")]
    [InlineData("a %", 2, "invalid formatting syntax: formatting cannot end with a %")]
    [InlineData("a %12", 2, "invalid formatting syntax: formatting cannot end with a number")]
    [InlineData("100%% sure", 3, "unknown filter: ")]
    [InlineData("a %nothing.here", 2, "unknown filter: ")]
    [InlineData("%val(proc.name)", 0, "unknown filter: ")]
    [InlineData("%toupper(proc.aname)", 0, "unknown filter: ")]
    public void Refuses_what_cannot_be_printed(string text, int position, string message)
    {
        var error = FluentActions.Invoking(() => OutputTemplate.Parse(text, new FakeCatalog())).Should().Throw<OutputSyntaxException>().Which;
        error.Message.Should().StartWith(message);
        error.Position.Should().Be(position);
    }

    [Fact]
    public void Lists_the_fields_inside_calls() =>
        OutputTemplate.Parse("%concat(proc.name, \"x\", fd.name) %proc.name", new FakeCatalog()).Fields.Select(f => f.Name)
            .Should().Equal("proc.name", "fd.name");
}
