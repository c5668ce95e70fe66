using System.Text.Json;

namespace Saker.Events.Tests.Captures;

/// <summary>
/// Captures of others, each with a summary by another reader beside it (<c>NAME.scap</c> and <c>NAME.summary.json</c>), from the folder
/// that <c>SAKER_CAPTURES</c> names.
/// </summary>
public class ForeignCaptureTests
{
    [Fact]
    public void Every_block_of_every_capture_is_read()
    {
        string? folder = Environment.GetEnvironmentVariable("SAKER_CAPTURES");
        Assert.SkipWhen(folder is null, "SAKER_CAPTURES names no folder");
        string[] summaries = Directory.GetFiles(folder!, "*.summary.json", SearchOption.AllDirectories);
        summaries.Should().NotBeEmpty();
        foreach (string path in summaries)
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var summary = document.RootElement;
            var content = CaptureContent.Read(Path.Combine(Path.GetDirectoryName(path)!, summary.GetProperty("file").GetString()!));
            var expected = (summary.GetProperty("block_count").GetInt64(), (long)Count(summary, "events"), Count(summary, "threads"), Count(summary, "fds"),
                summary.GetProperty("users").GetInt32(), summary.GetProperty("groups").GetInt32(), summary.GetProperty("interfaces").GetArrayLength());
            (content.Blocks, content.EventBlocks, content.Threads.Count, content.Descriptors.Count, content.Users.Count, content.Groups.Count,
                content.Interfaces.Count).Should().Be(expected, path);
            content.CutAt.Should().BeNull(path);
            content.Types.Should().OnlyContain(t => !t.IsForRules || (t.Flags & (EventFlags.OldVersion | EventFlags.Unused)) == 0);
        }
    }

    private static int Count(JsonElement summary, string what) => summary.GetProperty(what).GetProperty("count").GetInt32();
}
