using System.Buffers;
using System.Text;
using Saker.Alerts.Text;

namespace Saker.Alerts.Tests;

public class EscapeTests
{
    [Theory]
    [InlineData("plain text, 100% \"as is\" \\", "plain text, 100% \"as is\" \\")]
    [InlineData("new\nline\ttab\rreturn", "new\\nline\\ttab\\rreturn")]
    [InlineData("red \u001b[31m", "red \\u001b[31m")]
    [InlineData("del\u007f c1\u0085", "del\\u007f c1\\u0085")]
    [InlineData("right-to-left \u202e override \u2066", "right-to-left \\u202e override \\u2066")]
    [InlineData("grüße 漢字 🦅", "grüße 漢字 🦅")]
    public void A_line_keeps_what_is_printable_and_escapes_what_moves_the_terminal(string text, string expected)
    {
        Line(Encoding.UTF8.GetBytes(text)).Should().Be(expected);
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0xff, 0x62 }, "a\uFFFDb")]
    [InlineData(new byte[] { 0xe2, 0x82 }, "\uFFFD\uFFFD")]
    [InlineData(new byte[] { 0xe2, 0x82, 0x2f, 0x61 }, "\uFFFD\uFFFD/a")]
    [InlineData(new byte[] { 0x82 }, "\uFFFD")]
    [InlineData(new byte[] { 0xf5, 0x80, 0x80, 0x80, 0x61 }, "\uFFFDa")]
    [InlineData(new byte[] { 0xc0, 0xaf }, "\uFFFD")]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 }, "\uFFFD")]
    public void Invalid_bytes_become_the_replacement_character(byte[] bytes, string expected)
    {
        Line(bytes).Should().Be(expected);
    }

    [Fact]
    public void Json_escapes_quotes_and_backslashes_too()
    {
        var output = new ArrayBufferWriter<byte>();
        Escape.AppendJson(output, "say \"hi\" \\ \u0007"u8);
        Encoding.UTF8.GetString(output.WrittenSpan).Should().Be("say \\\"hi\\\" \\\\ \\u0007");
    }

    private static string Line(byte[] bytes)
    {
        var output = new ArrayBufferWriter<byte>();
        Escape.AppendLine(output, bytes);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
