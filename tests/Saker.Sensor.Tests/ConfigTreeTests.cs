using Saker.Sensor.Configuration;

namespace Saker.Sensor.Tests;

public class ConfigTreeTests
{
    [Fact]
    public void Overrides_make_and_replace_what_they_name()
    {
        var tree = Load(
            "engine:\n  kind: modern_ebpf\nlist: [a, b]\n",
            "engine.kind=replay",
            "engine.replay.capture_file=/tmp/x=y.scap",
            "list[1]=c",
            "list[]=d",
            "append_output[]={\"extra_output\": \"x=%evt.type\"}",
            @"with\.dot=1");

        tree.Text("engine.kind").Should().Be("replay");
        tree.Text("engine.replay.capture_file").Should().Be("/tmp/x=y.scap");
        tree.Texts("list").Should().Equal("a", "c", "d");
        tree.Maps("append_output").Single().Text("extra_output").Should().Be("x=%evt.type");
    }

    [Theory]
    [InlineData("json_output", "expected KEY=VALUE")]
    [InlineData("a..b=1", "expected a key")]
    [InlineData("a[x]=1", "'x' is no list index")]
    [InlineData("a[1=1", "'[' without ']'")]
    [InlineData(@"a\b=1", "a backslash must be followed by one of")]
    [InlineData("list.a=1", "no map")]
    [InlineData("list[7]=1", "the list has 2 elements")]
    [InlineData("a={b: [}", "option 'a={b: [}'")]
    public void A_malformed_override_says_what_was_expected(string option, string message)
    {
        FluentInvoke(() => Load("list: [a, b]\n", option)).Should().Throw<ConfigException>().WithMessage($"*{message}*");
    }

    [Fact]
    public void A_wrong_value_is_told_with_its_place()
    {
        var tree = Load("# comment\njson_output: maybe\n");
        tree.Invoking(t => t.Bool("json_output", false)).Should().Throw<ConfigException>()
            .WithMessage("*:2:14: json_output: expected true or false, not 'maybe'");
    }

    [Theory]
    [InlineData("a ${ONE} b", "a 1 b")]
    [InlineData("${MISSING}x", "x")]
    [InlineData("$${ONE} ${ONE}", "${ONE} 1")]
    [InlineData("${NESTED}", "1")]
    [InlineData("${OPEN", "${OPEN")]
    [InlineData("$ONE ${ONE}", "$ONE ${ONE}")]
    [InlineData("no variable", "no variable")]
    public void Variables_expand_as_in_the_reference(string text, string expected)
    {
        var variables = new Dictionary<string, string> { ["ONE"] = "1", ["NESTED"] = "${ONE}" };
        VariableExpansion.Expand(text, name => variables.GetValueOrDefault(name)).Should().Be(expected);
    }

    [Fact]
    public void A_variable_that_names_itself_ends()
    {
        VariableExpansion.Expand("${A}", _ => "${A}").Should().Be("${A}");
    }

    [Theory]
    [InlineData("- a list\n", "a map of keys is expected")]
    [InlineData("a: [1\n", ":2:1:")]
    public void A_file_that_is_no_configuration_is_refused_with_its_place(string yaml, string message)
    {
        FluentInvoke(() => Load(yaml)).Should().Throw<ConfigException>().WithMessage($"*{message}*");
    }

    [Fact]
    public void A_directory_and_a_missing_file_are_refused()
    {
        FluentInvoke(() => ConfigTree.Load("/etc", [])).Should().Throw<ConfigException>().WithMessage("cannot read /etc: it is a directory*");
        FluentInvoke(() => ConfigTree.Load("/no/such/file", [])).Should().Throw<ConfigException>().WithMessage("cannot read /no/such/file*");
    }

    private static Action FluentInvoke(Func<object> act) => () => act();

    private static ConfigTree Load(string yaml, params string[] overrides)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, yaml);
            return ConfigTree.Load(path, overrides);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
