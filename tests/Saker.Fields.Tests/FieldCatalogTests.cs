namespace Saker.Fields.Tests;

public class FieldCatalogTests
{
    private readonly FieldCatalog catalog = new(new FieldOptions());

    [Fact]
    public void Every_listed_field_binds()
    {
        var unbound = new List<string>();
        foreach (var info in catalog.Fields)
        {
            string? argument = info.Argument == FieldArgument.Required ? ArgumentFor(info.Name) : null;
            if (catalog.Bind(info.Name, argument, out string? error) is null)
                unbound.Add($"{info.Name}: {error}");
        }

        unbound.Should().BeEmpty();
    }

    [Fact]
    public void Every_field_is_described()
    {
        catalog.Fields.Where(f => f.Description.Length == 0).Select(f => f.Name).Should().BeEmpty();
    }

    [Theory]
    [InlineData("evt.arg.flags", "flags")]
    [InlineData("evt.rawarg.fd", "fd")]
    public void The_argument_may_stand_behind_a_dot(string name, string argument)
    {
        catalog.Bind(name, null, out _)!.Argument.Should().Be(argument);
    }

    [Theory]
    [InlineData("proc.nothing", null)]
    [InlineData("proc.name", "1")]
    [InlineData("evt.arg", null)]
    [InlineData("proc.aname", "x")]
    public void What_makes_no_sense_is_refused_with_a_reason(string name, string? argument)
    {
        catalog.Bind(name, argument, out string? error).Should().BeNull();
        error.Should().NotBeNullOrEmpty();
    }

    private static string ArgumentFor(string name) => name switch
    {
        "evt.arg" or "evt.rawarg" => "fd",
        "evt.type.is" => "open",
        "evt.around" => "0",
        "evt.abspath" => "src",
        _ => "0",
    };
}
