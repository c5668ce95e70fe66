using System.Text.Json;
using Saker.Rules.Syntax;

namespace Saker.Rules.Tests;

public class ConditionParserTests
{
    [Theory]
    [InlineData("a or b and not c", "(a or (b and not c))")]
    [InlineData("a and b and c or d", "((a and b and c) or d)")]
    [InlineData("(a or b) and c", "((a or b) and c)")]
    [InlineData("not not a", "a")]
    [InlineData("not(a or b)", "not (a or b)")]
    [InlineData("a and(b) and(c)", "(a and b and c)")]
    [InlineData("proc.name=sh", "proc.name = sh")]
    [InlineData("proc.name == 'a b'", "proc.name == \"a b\"")]
    [InlineData("proc.name in(a,b , 'c')", "proc.name in (a, b, c)")]
    [InlineData("proc.name in ()", "proc.name in ()")]
    [InlineData("proc.name in shells", "proc.name in shells")]
    [InlineData("proc.aname[2] exists", "proc.aname[2] exists")]
    [InlineData("proc.env['A B'] != x", "proc.env[\"A B\"] != x")]
    [InlineData("evt.num >= 0x1F", "evt.num >= 0x1F")]
    [InlineData("evt.num < 1.5e+3", "evt.num < 1.5e+3")]
    [InlineData("proc.name startswith anyof (a, b)", "proc.name startswith anyof (a, b)")]
    [InlineData("proc.name = anyof and a", "(proc.name = anyof and a)")]
    [InlineData("proc.name = val( proc.pname )", "proc.name = val(proc.pname)")]
    [InlineData("toupper(tolower(proc.name)) = A", "toupper(tolower(proc.name)) = A")]
    [InlineData("getopt(proc.args, \"f:\")[f] = x", "getopt(proc.args,f:)[f] = x")]
    [InlineData("fd.name = \"\\x41\\n\"", "fd.name = \"A\\n\"")]
    [InlineData("fd.name = 'a\\ b'", "fd.name = \"a\\\\b\"")]
    public void Prints_canonically(string text, string canonical) => ConditionParser.Parse(text).ToString().Should().Be(canonical);

    [Theory]
    [InlineData("", 0, 1, 1, "filter input string is empty")]
    [InlineData("a andb", 5, 1, 6, "expected blank or '(' after 'and'")]
    [InlineData("a or", 4, 1, 5, "expected blank or '(' after 'or'")]
    [InlineData("(a", 2, 1, 3, "expected a ')' token")]
    [InlineData("a b", 2, 1, 3, "unexpected token after 'a', expecting 'or', 'and'")]
    [InlineData("a\n  and )", 8, 2, 7, "expected a '(' token, a field check, or an identifier")]
    [InlineData("proc.name resembles x", 10, 1, 11, "expected a valid check operator: one of 'exists', '<=', '<', '>=', '>', '=='")]
    [InlineData("evt.num < x", 10, 1, 11, "expected a number value or a field with a valid transformer: 'val', 'tolower'")]
    [InlineData("proc.name = ", 12, 1, 13, "expected a string value or a field with a valid transformer")]
    [InlineData("proc.name in =", 13, 1, 14, "expected a list, an identifier, or a field with a valid transformer")]
    [InlineData("proc.name in (a,,b)", 16, 1, 17, "expected a string value")]
    [InlineData("proc.name = \"\\q\"", 16, 1, 17, "unsupported string escape sequence: \\q")]
    [InlineData("proc.name = \"\\x4\"", 17, 1, 18, "truncated hex char escape sequence")]
    [InlineData("proc.env[a = x", 10, 1, 11, "expected a ']' token")]
    [InlineData("toupper(x) = a", 8, 1, 9, "expected field transformer argument")]
    [InlineData("proc.name = val(x)", 16, 1, 17, "expected a field within 'val' transformer")]
    public void Says_what_was_expected_and_where(string text, int index, int line, int column, string message)
    {
        var error = FluentActions.Invoking(() => ConditionParser.Parse(text)).Should().Throw<ConditionSyntaxException>().Which;
        error.Position.Should().Be(new Position(index, line, column));
        error.Message.Should().StartWith(message);
    }

    [Fact]
    public void Counts_bytes_not_characters()
    {
        var error = FluentActions.Invoking(() => ConditionParser.Parse("proc.name = é (")).Should().Throw<ConditionSyntaxException>().Which;
        error.Position.Index.Should().Be(15);
    }

    [Fact]
    public void Nodes_know_where_they_begin()
    {
        var and = ConditionParser.Parse("a and\n not proc.name = x").Should().BeOfType<AndCondition>().Subject;
        and.Children[1].Position.Should().Be(new Position(7, 2, 2));
        var check = (BinaryCheck)((NotCondition)and.Children[1]).Child;
        check.Position.Should().Be(new Position(11, 2, 6));
        check.Right.Position.Should().Be(new Position(23, 2, 18));
    }

    [Fact]
    public void Nests_up_to_a_limit()
    {
        static string Nested(int depth) => new string('(', depth) + "a" + new string(')', depth);
        ConditionParser.Parse(Nested(100)).ToString().Should().Be("a");
        FluentActions.Invoking(() => ConditionParser.Parse(Nested(10_000))).Should().Throw<ConditionSyntaxException>()
            .WithMessage("exceeded max depth limit of 1000");
    }

    [Fact]
    public void Escapes_may_spell_what_is_no_text()
    {
        var check = (BinaryCheck)ConditionParser.Parse("evt.buffer contains \"\\xff\\x00\"");
        ((Value)check.Right).Bytes.Should().Equal(0xff, 0x00);
    }

    [Fact]
    public void Canonical_text_parses_to_itself()
    {
        const string Text = "(a or not (b and proc.name contains \"x \\\" y\")) and toupper(proc.name) in (A, \"B C\") and proc.pid exists";
        string canonical = ConditionParser.Parse(Text).ToString();
        ConditionParser.Parse(canonical).ToString().Should().Be(canonical);
    }

    [Fact]
    public void Trees_can_be_written_as_json()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            SyntaxJson.Write(writer, ConditionParser.Parse("proc.name in (a)"));
        System.Text.Encoding.UTF8.GetString(stream.ToArray()).Should().Be(
            "{\"node\":\"binary\",\"left\":{\"node\":\"field\",\"name\":\"proc.name\",\"pos\":{\"idx\":0,\"line\":1,\"col\":1}},\"op\":\"in\","
            + "\"right\":{\"node\":\"list\",\"values\":[\"a\"],\"pos\":{\"idx\":13,\"line\":1,\"col\":14}},\"pos\":{\"idx\":0,\"line\":1,\"col\":1}}");
    }
}
